"""The reader: plain values, their lines, and nothing interpreted that was not written."""

from __future__ import annotations

import pytest

from config.document import field_name
from config.yaml_lines import parse_document, read_document


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5400", 5400),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("0x7FFF", 0x7FFF),
        ("true", True),
        ("5 400", "5 400"),
        ("1_000", "1_000"),
        ("0123", "0123"),
        ("1,5", "1,5"),
        ("yes", "yes"),
        ("nan", "nan"),
        ("2026-01-01", "2026-01-01"),
        ("12:30", "12:30"),
        ('"5400"', "5400"),
        ("~", None),
    ],
)
def test_only_numbers_true_false_and_nothing_are_interpreted(text: str, value: object) -> None:
    read = parse_document(f"key: {text}", "f.yaml").value
    assert read == {"key": value}
    assert type(read["key"]) is type(value)  # type: ignore[index]


def test_every_key_and_entry_has_its_line() -> None:
    document = parse_document("a:\n  - b: 1\n    c:\n      - 2\n  - {d: 3,\n     e: 4}\n", "f.yaml")
    assert document.lines[("a", 0, "c", 0)] == 4
    assert document.lines[("a", 1, "e")] == 6
    fault = document.fault(("a", 0, "x"), "nothing", "a number", "write it")
    assert (fault.line, fault.field) == (2, "a[0].x")


def test_field_names_read_as_in_the_file() -> None:
    assert field_name(("buildings", 0, "meters", 1, "id")) == "buildings[0].meters[1].id"
    assert field_name(()) == "(file)"


def test_faults_before_a_broken_line_are_kept() -> None:
    document = parse_document("a: 1\na: 2\nb: [\n", "f.yaml")
    assert [fault.line for fault in document.faults] == [2, 4]


@pytest.mark.parametrize("octets", [b"a: \xe5\n", b"a: \x01\n", b"%\n", b"[" * 600 + b"]" * 600])
def test_no_octets_make_it_fall_over(octets: bytes, tmp_path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(octets)
    document = read_document(path)
    assert document.value is None
    assert len(document.faults) == 1


def test_a_byte_order_mark_is_not_content(tmp_path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfid: a\n")
    assert read_document(path).value == {"id": "a"}
