"""What the verbs print as JSON fits the published schemas, and nothing else stands on standard output."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from alarms.desk import AlarmDesk
from app.answers import RawAnswer, StepAnswer
from app.cli import run
from app.store import open_store
from app.verbs.export import RAW, STEPPED
from domain.clock import ScaledClock
from domain.quality import Reason, bad
from domain.reading import Reading
from historian.alarm_log import SqliteAlarmLog

Fits = Callable[[str, str], object]
SITE = """\
site:
  id: byn
  name: Byn
buildings:
  - id: skolan
    name: Skolan
    purpose: school
    meters:
      - id: el
        carrier: electricity
        device: sdm
devices:
  - id: sdm
    profile: eastron_sdm630
    address: tcp://192.168.10.21:502/1
"""
POINT, DAY = "byn/skolan/el/energy_kwh", datetime(2023, 12, 31, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site and its store: a register that counts 240 kWh a day in one year and 216 in the next, and an alarm."""
    monkeypatch.delenv("SNOKYLA_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("byn.yaml").write_text(SITE)
    with closing(open_store(Path("data"), "byn.yaml")) as store:
        days = [DAY + timedelta(days=number) for number in range(-365, 368)]
        counts = [240.0 * (day - DAY).days if day < DAY else 216.0 * (day - DAY).days for day in days]
        store.append([Reading(POINT, at, at, 1e5 + count, "kWh") for at, count in zip(days, counts, strict=True)])
        second = DAY + timedelta(seconds=1)
        store.append([Reading(POINT, second, second, None, "kWh", bad(Reason.NO_COMMUNICATION))])
        AlarmDesk(SqliteAlarmLog(store.database), ScaledClock()).raise_("device_silent", "sdm", "no answer")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def test_points(fits: Fits, capsys: pytest.CaptureFixture[str]) -> None:
    assert fits("points", printed(capsys, "points", "--site", "byn.yaml", "--json"))


def test_export(fits: Fits, capsys: pytest.CaptureFixture[str]) -> None:
    export = ["export", "--site", "byn.yaml", "--from", "2024-01-01", "--to", "2024-01-02", "--format", "json"]
    rows = fits("export", printed(capsys, *export))
    assert [row["quality"] for row in rows] == ["good", "bad:no_communication"]
    assert fits("export_step", printed(capsys, *export, "--step", "1h"))


def test_the_columns_of_an_export_are_the_keys_of_its_document() -> None:
    assert tuple(field.name for field in fields(RawAnswer)) == RAW
    assert tuple(field.name for field in fields(StepAnswer)) == STEPPED


def test_alarms(fits: Fits, capsys: pytest.CaptureFixture[str]) -> None:
    assert fits("alarms", printed(capsys, "alarms", "list", "--json"))


def test_report_build_and_verify(fits: Fits, capsys: pytest.CaptureFixture[str]) -> None:
    build = [
        "report",
        "build",
        "--site",
        "byn.yaml",
        "--year",
        "2024",
        "--out",
        "out",
        "--format",
        "json",
        "--json",
    ]
    answer = fits("report_build", printed(capsys, *build))
    twin = Path(answer["files"][0])
    verified = fits("report_verify", printed(capsys, "report", "verify", str(twin), "--json"))
    assert verified["ok"] is True
    twin.write_text(twin.read_text().replace('"id": "headline.reduction"', '"id": "headline.strange"', 1))
    assert run(["report", "verify", str(twin), "--json"]) == 7
    strange = fits("report_verify", capsys.readouterr().out)
    assert {"headline.reduction", "headline.strange"} <= {row["id"] for row in strange["mismatches"]}


def test_a_document_that_does_not_fit_is_seen(fits: Fits) -> None:
    with pytest.raises(jsonschema.ValidationError):
        fits("report_verify", '{"ok": true, "checked": 1}')
