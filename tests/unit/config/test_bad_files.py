"""Every bad file is refused with exactly the faults listed beside it, each on its line, none hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.check import check_files
from domain.errors import Fault

BAD = Path(__file__).parents[2] / "config" / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def _expected(path: Path) -> list[tuple[str, str]]:
    """Lines `[file:]line field | words of the message` as (place and field, words)."""
    lines = path.with_suffix(".expect").read_text("utf-8").splitlines()
    pairs = [line.split(" | ", 1) for line in lines if line]
    return sorted(
        (where if ":" in where.split(" ")[0] else f"{path.name}:{where}", words) for where, words in pairs
    )


def _where(fault: Fault) -> str:
    return f"{Path(fault.file).name}:{fault.line} {fault.field}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_bad_file_is_refused_with_every_fault_on_its_line(path: Path) -> None:
    result = check_files([path])
    expected = _expected(path)
    assert not result.ok
    assert sorted(map(_where, result.errors)) == [where for where, _ in expected]
    for where, words in expected:
        assert any(_where(fault) == where and words in str(fault) for fault in result.errors), (where, words)
    assert all(fault.found and fault.expected and fault.remedy for fault in result.errors)


def test_there_are_enough_bad_files() -> None:
    assert len(FILES) >= 25
    assert {path.stem for path in FILES} == {path.stem for path in BAD.glob("*.expect")}
