"""The catalogues: the same keys, the same gaps to fill, nothing left over."""

from __future__ import annotations

import re
from pathlib import Path

from analytics.report.texts import load_texts

ROOT = Path(__file__).resolve().parents[3]
GAP = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_keys_and_gaps():
    sv, en = load_texts("sv").entries, load_texts("en").entries
    assert sv.keys() == en.keys()
    assert {key for key in sv if sorted(GAP.findall(sv[key])) != sorted(GAP.findall(en[key]))} == set()


def test_no_text_is_left_over():
    code = "\n".join(path.read_text() for path in (ROOT / "analytics" / "report").rglob("*.py"))
    patterns = set(re.findall(r'f"([\w.]+)\{', code))
    unused = {
        key
        for key in load_texts("sv").entries
        if f'"{key}"' not in code
        and f"'{key}'" not in code
        and not key.startswith("sheet.")  # by the ids of tables, see test_excel
        and not any(key.startswith(pattern) for pattern in patterns)
    }
    assert unused == set()


def test_names_are_joined_as_one_speaks():
    assert load_texts("sv").joined(["a", "b", "c"]) == "a, b och c"
    assert load_texts("en").joined(["a"]) == "a"
