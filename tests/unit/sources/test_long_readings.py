"""The long form of readings: what is accepted, and every fault at once with its line."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import InputError
from domain.reading import Reading
from sources.long_readings import LongReadings, read_long_readings

UNITS = {"brunflo/skolan/el/power_kw": "kW", "brunflo/skolan/el/energy_kwh": "kWh"}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "time_utc,point,value\n"
P, E = UNITS


def read(tmp_path: Path, text: str) -> LongReadings:
    path = tmp_path / "readings.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read_long_readings(path, UNITS)


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return [str(fault).replace(f"{tmp_path}/", "") for fault in caught.value.faults]


def test_rows_become_good_readings_in_the_unit_of_their_point(tmp_path: Path) -> None:
    rows = read(tmp_path, HEADER + f"2025-01-01T01:00:00+01:00,{E},7\n2025-01-01T00:00:00.5Z,{P},-1.5e1\n")
    [batch] = rows.batches(NOW, 10)
    assert batch == [
        Reading(E, datetime(2025, 1, 1, tzinfo=UTC), NOW, 7.0, "kWh"),
        Reading(P, datetime(2025, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC), NOW, -15.0, "kW"),
    ]
    assert (len(rows), rows.missing) == (2, 0)


def test_rows_may_be_unordered_and_are_given_in_batches(tmp_path: Path) -> None:
    rows = read(tmp_path, HEADER + "".join(f"2025-01-01T00:{59 - i:02}:00Z,{P},{i}\n" for i in range(60)))
    sizes = [[reading.measured_at.minute for reading in batch] for batch in rows.batches(NOW, 25)]
    assert [len(batch) for batch in sizes] == [25, 25, 10]
    assert [minute for batch in sizes for minute in batch] == list(range(60))


def test_rows_that_lie_in_the_future_are_counted(tmp_path: Path) -> None:
    rows = read(tmp_path, HEADER + f"2026-01-01T00:00:00Z,{P},1\n2026-01-01T00:00:01Z,{P},1\n")
    assert rows.later_than(NOW) == 1


def test_an_empty_value_is_missing(tmp_path: Path) -> None:
    rows = read(tmp_path, HEADER + f"2025-01-01T00:00:00Z,{P},\n2025-01-01T01:00:00Z,{P},1\n")
    assert (len(rows), rows.missing) == (1, 1)


@pytest.mark.parametrize("text", ["\ufeff" + HEADER, HEADER.replace("\n", "\r\n"), " time_utc, point ,value\n"])
def test_files_of_spreadsheets(tmp_path: Path, text: str) -> None:
    assert len(read(tmp_path, text + f"2025-01-01T00:00:00Z, {P} ,1\r\n\r\n")) == 1


def test_a_packed_file(tmp_path: Path) -> None:
    path = tmp_path / "readings.csv.gz"
    path.write_bytes(gzip.compress((HEADER + f"2025-01-01T00:00:00Z,{P},1\n").encode()))
    assert len(read_long_readings(path, UNITS)) == 1


def test_a_damaged_packed_file_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"2025-01-01T{hour:02d}:00:00Z,{P},{hour**3}\n" for hour in range(24))
    packed = bytearray(gzip.compress((HEADER + rows).encode()))
    packed[60:90] = bytes(range(30))
    path = tmp_path / "readings.csv.gz"
    path.write_bytes(bytes(packed))
    with pytest.raises(InputError):
        read_long_readings(path, UNITS)


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    rows = [
        f"2025-01-01T00:00:00Z,{P},1",
        f"2025-01-01T00:00:00,{P},1",
        f"yesterday,{P},1",
        "2025-01-01T00:00:00Z,brunflo/skolan/el/powr_kw,1",
        f"2025-01-01T01:00:00+01:00,{P},2",
        f"2025-01-01T02:00:00Z,{P},ett",
        f"2025-01-01T03:00:00Z,{P},nan",
        f"2025-01-01T04:00:00Z,{P},1,5",
        f"2025-01-01T05:00:00Z;{P};1",
        f"9999-12-31T23:59:59-23:00,{P},1",
    ]
    told = faults(tmp_path, HEADER + "\n".join(rows) + "\n")
    assert [fault.split(": ")[0] for fault in told] == [f"readings.csv:{line}" for line in range(3, 12)]
    assert "'2025-01-01T00:00:00' is not a time with Z or an offset (write 2025-01-01T00:00:00Z if" in told[0]
    assert "yesterday" in told[1]
    assert "did you mean brunflo/skolan/el/power_kw?" in told[2]
    assert "at the time of line 2 again" in told[3]
    assert "'ett' is not a number" in told[4]
    assert "'nan' is not a number" in told[5]
    assert "4 columns" in told[6]
    assert "1 columns" in told[7]
    assert "'9999-12-31T23:59:59-23:00' is not a time" in told[8]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found nothing, expected time_utc,point,value"),
        ("time,point,value\n", "time_utc,point,value"),
        ("time_utc,point,value,unit\n", "time_utc,point,value"),
        ("point,time_utc,value\n", "in this order"),
        ("time_utc;point;value\n", "separate columns with commas"),
        (HEADER, "no rows"),
        (HEADER + "\n\n", "no rows"),
    ],
)
def test_a_wrong_header_or_no_rows(tmp_path: Path, text: str, said: str) -> None:
    [told] = faults(tmp_path, text)
    assert said in told


def test_many_faults_are_counted_and_the_first_told(tmp_path: Path) -> None:
    told = faults(tmp_path, HEADER + "x,y,z\n" * 1000)
    assert len(told) == 51
    assert "2950 more faults" in told[-1]


@pytest.mark.parametrize("content", [b"time_utc,point,value\n\xff\xfe,1,2\n", b"\x1f\x8b not packed", None])
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "readings.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"readings\.csv"):
        read_long_readings(path, UNITS)
