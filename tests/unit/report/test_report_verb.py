"""`snokyla report build` and `verify` as a person and a program call them."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.store import open_store
from domain.reading import Reading

SITE = """\
site:
  id: byn
  name: Byn
buildings:
  - id: skolan
    name: Skolan
    purpose: school
    atemp_m2: 5400
    meters:
      - id: el
        carrier: electricity
        device: sdm
devices:
  - id: sdm
    profile: eastron_sdm630
    address: tcp://192.168.10.21:502/1
    poll_s: 10
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site file and a store with two years of one meter."""
    folder = tmp_path_factory.mktemp("byn")
    (folder / "byn.yaml").write_text(SITE)
    store = open_store(folder / "data", folder / "byn.yaml")
    day, end, count, readings = datetime(2022, 12, 31, 23, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC), 0.0, []
    turn = datetime(2023, 12, 31, 23, tzinfo=UTC)
    while day < end:
        readings.append(Reading("byn/skolan/el/energy_kwh", day, day, count, "kWh"))
        count += 240.0 if day < turn else 216.0
        day += timedelta(days=1)
    store.append(readings)
    store.close()
    return folder


def build(folder: Path, out: Path, *more: str) -> int:
    site, data = str(folder / "byn.yaml"), str(folder / "data")
    options = ["--site", site, "--data", data, "--year", "2024", "--out", str(out), *more]
    return run(["report", "build", *options])


def test_build_answers_with_the_contracts_document(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert build(folder, tmp_path / "out", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert [Path(file).suffix for file in answer["files"]] == [".pdf", ".xlsx", ".json"]
    assert all(Path(file).is_absolute() and Path(file).stat().st_size > 0 for file in answer["files"])
    headline = answer["headline"]
    assert headline["base_year_kwh"] == pytest.approx(365 * 240.0)
    assert headline["observed_kwh"] == pytest.approx(366 * 216.0)
    assert headline["change"] == pytest.approx(366 * 216 / (365 * 240) - 1, abs=1e-6)
    assert headline["correction"] == "none"
    assert headline["target_change"] is None
    twin = json.loads(Path(answer["files"][2]).read_text())
    assert twin["figures"] == answer["figures"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        Path(file).name for file in answer["files"]
    )


def test_verify_agrees_then_finds_a_change(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert build(folder, tmp_path, "--format", "json", "--lang", "en") == 0
    file = tmp_path / "report-byn-2024-en.json"
    # The store alone is enough: the site file is not asked for again.
    data = tmp_path / "copy"
    shutil.copytree(folder / "data", data)
    capsys.readouterr()
    assert run(["report", "verify", str(file), "--data", str(data), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"]
    assert answer["mismatches"] == []
    twin: dict[str, Any] = json.loads(file.read_text())
    assert answer["checked"] == len(twin["figures"])
    twin["figures"][0]["value"] += 0.1
    file.write_text(json.dumps(twin))
    assert run(["report", "verify", str(file), "--data", str(data), "--json"]) == 7
    (mismatch,) = json.loads(capsys.readouterr().out)["mismatches"]
    assert mismatch["id"] == twin["figures"][0]["id"]


def test_the_same_data_make_the_same_files(folder: Path, tmp_path: Path):
    for name in ("a", "b"):
        assert build(folder, tmp_path / name) == 0
    for form in ("pdf", "xlsx", "json"):
        first, second = (tmp_path / name / f"report-byn-2024-sv.{form}" for name in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()


def test_a_year_without_data_is_exit_5_and_leaves_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert build(folder, tmp_path / "out", "--year", "2027") == 5
    assert "2027" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_unknown_format_is_a_usage_error(folder: Path, tmp_path: Path):
    assert build(folder, tmp_path, "--format", "docx") == 2


def test_typst_is_only_needed_for_the_pdf(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    import sys

    monkeypatch.setitem(sys.modules, "typst", None)
    assert build(folder, tmp_path / "a") == 1
    assert "pip install 'snokyla[report]'" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()
    assert build(folder, tmp_path / "b", "--format", "xlsx,json") == 0


def test_a_place_that_cannot_be_written_is_named(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").write_text("")
    assert build(folder, tmp_path / "file" / "out", "--format", "json") == 2
    assert "--out" in capsys.readouterr().err


def test_verify_without_a_store_or_with_a_strange_file_says_so(folder: Path, tmp_path: Path):
    assert build(folder, tmp_path, "--format", "json") == 0
    file = tmp_path / "report-byn-2024-sv.json"
    assert run(["report", "verify", str(file), "--data", str(tmp_path / "nowhere")]) == 4
    assert not (tmp_path / "nowhere").exists()
    file.write_text("{}")
    assert run(["report", "verify", str(file), "--data", str(folder / "data")]) == 3
