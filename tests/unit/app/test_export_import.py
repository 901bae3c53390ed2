"""`snokyla import readings` and `snokyla export`: the formats of the contract, to the letter."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.cli import run
from app.store import open_store
from domain.quality import Reason, bad, uncertain
from domain.reading import Reading

SITE = """\
site:
  id: brunflo
  name: Brunflo skola
buildings:
  - id: skolan
    name: Brunflo skola
    purpose: school
    atemp_m2: 5400
    meters:
      - {id: el, carrier: electricity, device: meter}
devices:
  - id: meter
    profile: ./my_meter.yaml
    address: tcp://192.168.10.21:502/1
    poll_s: 10
"""
PROFILE = """\
id: my_meter
points:
  - {id: power_kw, register: holding 100, type: uint16, unit: W}
  - {id: energy_kwh, register: holding 102, type: uint32, unit: MWh, counter: true}
"""
POWER, ENERGY = "brunflo/skolan/el/power_kw", "brunflo/skolan/el/energy_kwh"
NOON = datetime(2025, 3, 30, 12, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("SNOKYLA_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("my_meter.yaml").write_text(PROFILE)
    Path("site.yaml").write_text(SITE)
    return "site.yaml"


def fill(site: str, *readings: Reading) -> None:
    with closing(open_store(Path("data"), site)) as store:
        store.append(readings)


def export(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["export", "--site", "site.yaml", *arguments]) == 0
    return capsys.readouterr().out


def test_raw_readings_as_csv(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    second = timedelta(seconds=1)
    fill(
        site,
        Reading(POWER, NOON, NOON, 12.5, "kW"),
        Reading(POWER, NOON + second, NOON, 1e-7, "kW", uncertain(Reason.STALE)),
        Reading(POWER, NOON + 1.5 * second, NOON, None, "kW", bad(Reason.NO_COMMUNICATION)),
        Reading(ENERGY, NOON, NOON, 1e6, "kWh"),
    )
    assert export(capsys, "--from", "2025-03-30", "--to", "2025-03-31") == (
        "time_utc,point,value,unit,quality\n"
        "2025-03-30T12:00:00Z,brunflo/skolan/el/energy_kwh,1000000.0,kWh,good\n"
        "2025-03-30T12:00:00Z,brunflo/skolan/el/power_kw,12.5,kW,good\n"
        "2025-03-30T12:00:01Z,brunflo/skolan/el/power_kw,1e-07,kW,uncertain:stale\n"
        "2025-03-30T12:00:01.500000Z,brunflo/skolan/el/power_kw,,kW,bad:no_communication\n"
    )


def test_raw_readings_as_json(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(
        site,
        Reading(POWER, NOON, NOON, None, "kW", bad(Reason.BAD_REPLY)),
        Reading(ENERGY, NOON, NOON, 7.0, "kWh"),
    )
    told = json.loads(export(capsys, "--from", "2025-03-30", "--to", "2025-03-31", "--format", "json"))
    assert told == [
        {"time_utc": "2025-03-30T12:00:00Z", "point": ENERGY, "value": 7.0, "unit": "kWh", "quality": "good"},
        {
            "time_utc": "2025-03-30T12:00:00Z",
            "point": POWER,
            "value": None,
            "unit": "kW",
            "quality": "bad:bad_reply",
        },
    ]


def test_steps_as_csv_over_the_clock_change(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    begin = datetime(2025, 3, 29, 23, tzinfo=UTC)
    fill(site, *(Reading(POWER, begin + timedelta(minutes=10 * i), begin, float(i), "kW") for i in range(23 * 6)))
    told = export(capsys, "--from", "2025-03-30", "--to", "2025-04-01", "--step", "1d")
    assert told == (
        "time_utc,point,mean,min,max,count,coverage,unit\n"
        "2025-03-29T23:00:00Z,brunflo/skolan/el/power_kw,68.5,0.0,137.0,138,1.0,kW\n"
        f"2025-03-30T22:00:00Z,brunflo/skolan/el/power_kw,,,,0,{20 / 1440!r},kW\n"
    )


def test_steps_as_json(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(site, *(Reading(POWER, NOON + timedelta(minutes=15 * i), NOON, float(i), "kW") for i in range(4)))
    times = ["--from", "2025-03-30T14:00:00+02:00", "--to", "2025-03-30T13:00:00Z"]
    told = json.loads(export(capsys, *times, "--step", "1h", "--format", "json"))
    assert told == [
        {
            "time_utc": "2025-03-30T12:00:00Z",
            "point": POWER,
            "mean": 1.5,
            "min": 0.0,
            "max": 3.0,
            "count": 4,
            "coverage": 1.0,
            "unit": "kW",
        }
    ]


def test_more_than_is_held_at_once(
    site: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.verbs.export.STEPS_AT_ONCE", 7)
    fill(site, *(Reading(POWER, NOON + timedelta(hours=i), NOON, float(i), "kW") for i in range(24 * 30)))
    times = ["--from", "2025-03-30", "--to", "2025-05-01"]
    rows = export(capsys, *times).splitlines()[1:]
    assert [float(row.split(",")[2]) for row in rows] == [float(i) for i in range(24 * 30)]
    rows = export(capsys, *times, "--step", "1h").splitlines()[1:]
    starts = [row.split(",")[0] for row in rows]
    assert len(starts) == len(set(starts)) == 32 * 24 - 1
    assert sum(int(row.split(",")[5]) for row in rows) == 24 * 30


def test_points_are_chosen_by_glob(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(site, Reading(POWER, NOON, NOON, 1.0, "kW"), Reading(ENERGY, NOON, NOON, 2.0, "kWh"))
    times = ["--from", "2025-03-30", "--to", "2025-03-31"]
    assert export(capsys, *times, "--points", "*/energy_*").count(ENERGY) == 1
    assert run(["export", "--site", site, *times, "--points", "*/nosuch"]) == 0
    told = capsys.readouterr()
    assert told.out == "time_utc,point,value,unit,quality\n"
    assert "*/nosuch" in told.err


def test_a_file_is_there_whole_or_not_at_all(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(site, Reading(POWER, NOON, NOON, 1.0, "kW"))
    arguments = ["export", "--site", site, "--from", "2025-03-30", "--to", "2025-03-31", "--out", "out.csv"]
    assert run(arguments) == 0
    assert Path("out.csv").read_text().endswith("power_kw,1.0,kW,good\n")

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("app.verbs.export._utc", broken)
    Path("out.csv").unlink()
    assert run(arguments) == 4
    assert [path.name for path in Path().glob("out*")] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "2025-03-30T12:00:00", "--to", "2025-04-01"], "offset"),
        (["--from", "0001-01-01", "--to", "2025-04-01"], "years 1000 to 9000"),
        (["--from", "2025-01-01", "--to", "9999-12-31T23:00:00-05:00"], "years 1000 to 9000"),
        (["--from", "yesterday", "--to", "2025-04-01"], "yesterday"),
        (["--from", "2025-04-02", "--to", "2025-04-01"], "before --from"),
        (["--from", "2025-03-30", "--to", "2025-04-01", "--step", "7d"], "one at a time"),
        (["--from", "2025-03-30", "--to", "2025-04-01", "--step", "99999999999999h"], "longer than a year"),
        (["--from", "2025-03-30", "--to", "2025-04-01", "--format", "xml"], "xml"),
        (["--to", "2025-04-01"], "--from"),
    ],
)
def test_wrong_usage(site: str, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert run(["export", "--site", site, *arguments]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_a_reader_that_has_had_enough(site: str) -> None:
    fill(site, *(Reading(POWER, NOON + timedelta(seconds=i), NOON, 1.0, "kW") for i in range(30_000)))
    command = [sys.executable, "-c", "from app.cli import main; main()"]
    command += ["export", "--site", site, "--from", "2025-03-30", "--to", "2025-03-31"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline() == "time_utc,point,value,unit,quality\n"
        child.stdout.close()
        assert child.stderr.read() == ""
    assert child.returncode == 0


def test_import_and_export_give_the_same_readings(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"2025-03-{day:02}T00:00:00Z,{POWER},{day / 7!r}" for day in range(1, 31)]
    Path("in.csv").write_text("\n".join(["time_utc,point,value", *rows, f"2025-03-31T00:00:00Z,{POWER},"]) + "\n")
    for _ in range(2):
        assert run(["import", "readings", "in.csv", "--site", site]) == 0
        told = capsys.readouterr()
        assert told.out == ""
        assert "30 readings of 1 points stored in data, 1 without a value left out" in told.err
    exported = export(capsys, "--from", "2025-01-01", "--to", "2026-01-01").splitlines()[1:]
    assert [row.removesuffix(",kW,good") for row in exported] == rows


def test_a_faulty_import_stores_nothing(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    good = "".join(f"2025-03-{day:02}T00:00:00Z,{POWER},1\n" for day in range(1, 31))
    Path("in.csv").write_text(f"time_utc,point,value\n{good}2025-03-31,{POWER},x\n")
    assert run(["import", "readings", "in.csv", "--site", site, "--data", "elsewhere"]) == 3
    told = capsys.readouterr().err
    assert "in.csv:32: time_utc" in told
    assert "in.csv:32: value" in told
    assert not Path("elsewhere").exists()


def test_an_import_that_does_not_fit_on_the_disk_is_refused_before_it_begins(
    site: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.verbs.import_readings.BYTES_PER_READING", 10**18)
    Path("in.csv").write_text(f"time_utc,point,value\n2025-03-01T00:00:00Z,{POWER},1\n")
    assert run(["import", "readings", "in.csv", "--site", site]) == 4
    assert "free some" in capsys.readouterr().err
    assert export(capsys, "--from", "2025-01-01", "--to", "2026-01-01").count("\n") == 1


def test_the_store_of_another_site_is_refused(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    fill(site, Reading(POWER, NOON, NOON, 1.0, "kW"))
    Path("other.yaml").write_text(SITE.replace("id: brunflo", "id: krokom"))
    Path("in.csv").write_text("time_utc,point,value\n2025-03-01T00:00:00Z,krokom/skolan/el/power_kw,1\n")
    assert run(["import", "readings", "in.csv", "--site", "other.yaml"]) == 3
    assert run(["export", "--site", "other.yaml", "--from", "2025-01-01", "--to", "2026-01-01"]) == 3
    assert "found krokom, expected brunflo" in capsys.readouterr().err
