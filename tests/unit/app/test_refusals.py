"""What cannot be read or written is refused in plain words, with the documented exit code, and leaves nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import run

SITE = """\
site:
  id: brunflo
  name: Brunflo skola
"""
EXPORT = ["export", "--site", "site.yaml", "--from", "2025-01-01", "--to", "2025-01-02"]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SNOKYLA_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("site.yaml").write_text(SITE)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    heard = capsys.readouterr()
    assert heard.out == ""
    assert "Traceback" not in heard.err
    return heard.err


PERIODS = ["--baseline", "2015-01-01/2016-01-01", "--reporting", "2016-01-01/2017-01-01"]
FILES = ["--meter", "m.csv", "--weather", "w.csv"]


@pytest.mark.parametrize(
    "asked",
    [
        ["verify", *FILES, *PERIODS, "--drift"],
        ["portfolio", "--buildings", "list.csv", "--drift"],
        ["signature", *FILES, "--period", "2015-01-01/2016-01-01", "--station", "here", "--base"],
        ["signature", *FILES, "--period", "2015-01-01/2016-01-01", "--station", "here", "--reference-temp"],
        ["verify-snow", "--site", "site.yaml", "--diesel-l"],
        ["verify-snow", "--site", "site.yaml", "--cop-sd"],
        ["demo", "--speed"],
    ],
)
@pytest.mark.parametrize("number", ["nan", "inf", "1e9999", "0,05"])
def test_a_number_that_is_none_is_a_wrong_option(
    capsys: pytest.CaptureFixture[str], asked: list[str], number: str
) -> None:
    assert run([*asked, number]) == 2
    assert asked[-1] in said(capsys)


@pytest.mark.parametrize("address", ["foo", "tcp://host", "host:8786", "tcp://host:port", "tcp://a b:1"])
def test_an_address_that_is_none_is_a_wrong_option(capsys: pytest.CaptureFixture[str], address: str) -> None:
    assert run(["portfolio", "--buildings", "list.csv", "--dask", address]) == 2
    assert "tcp://host:8786" in said(capsys)


def test_an_output_file_in_no_folder_is_a_wrong_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*EXPORT, "--out", "no_folder/x.csv"]) == 2
    assert "no_folder/x.csv cannot be written" in said(capsys)


def test_where_nothing_may_be_written_is_a_matter_of_permission(
    capsys: pytest.CaptureFixture[str], forbidden_place: Path
) -> None:
    assert run([*EXPORT, "--out", f"{forbidden_place}.csv"]) == 8
    assert "choose another with --out" in said(capsys)
    assert run([*EXPORT, "--data", str(forbidden_place)]) == 8
    assert "choose another with --data" in said(capsys)


def test_a_failed_export_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert run([*EXPORT, "--out", str(out / "x.csv")]) == 0
    assert [path.name for path in out.iterdir()] == ["x.csv"]


def test_a_file_that_is_no_store_or_a_newer_one_cannot_be_reached(capsys: pytest.CaptureFixture[str]) -> None:
    Path("data").mkdir()
    Path("data/snokyla.sqlite").write_text("a letter to the council, and not a short one")
    assert run(EXPORT) == 4
    assert "no store of snokyla" in said(capsys)
    Path("newer").mkdir()
    with sqlite3.connect("newer/snokyla.sqlite") as store:
        store.execute("PRAGMA user_version=99")
    store.close()
    assert run([*EXPORT, "--data", "newer"]) == 4
    assert "newer snokyla" in said(capsys)


def test_faults_of_a_file_begin_with_file_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("site.yaml").write_text(SITE.replace("brunflo", "Brunflo"))
    assert run(EXPORT) == 3
    assert said(capsys).startswith("site.yaml:2: site.id: ")


def test_an_empty_store_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(EXPORT) == 0
    assert "snokyla.sqlite holds no readings; is it the right --data?" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, b"%PDF-1.7 \x80\x81", b"[]", b'{"a": 1'])
def test_what_is_no_report_is_a_faulty_file(content: bytes | None, capsys: pytest.CaptureFixture[str]) -> None:
    if content is not None:
        Path("report.json").write_bytes(content)
    assert run(["report", "verify", "report.json"]) == 3
    assert said(capsys).startswith("report.json: ")


def test_a_second_site_is_not_taken_for_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*EXPORT, "--site", "ostersund_demo"]) == 2
    assert "one site at a time" in said(capsys)


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    verb = [sys.executable, "-m", "app", "points", "--site", "ostersund_demo", "--json"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(verb, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        heard = process.stderr.read()
        assert (process.wait(30), heard) == (0, b"")


def test_help_needs_no_heavy_library() -> None:
    """The list of verbs imports each of them."""
    heavy = "('numpy', 'pandas', 'fastapi', 'pymodbus', 'rich', 'pydantic', 'ruamel', 'sqlite3')"
    code = f"import sys; from app.cli import run; run(['--help']); print([m for m in {heavy} if m in sys.modules])"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root)
    assert done.stdout.splitlines()[-1] == "[]"
