"""The contract CSV: what is read, and every way a file is refused."""

import gzip
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.errors import InputError
from sources.interval_csv import MAX_FAULTS, read_interval_csv

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def written(tmp_path):
    def write(text, name="meter.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def stamps(step, count, start=datetime(2016, 1, 1, tzinfo=UTC)):
    return [f"{start + index * step:%Y-%m-%dT%H:%M:%SZ}" for index in range(count)]


def table_of(times, header="time_utc,energy_kwh"):
    return "\n".join([header, *(f"{time},1.5" for time in times)]) + "\n"


def faults_of(path, **options):
    with pytest.raises(InputError) as caught:
        read_interval_csv(path, **options)
    return caught.value.faults


@pytest.mark.parametrize(
    ("step", "name"), [(timedelta(minutes=15), "15min"), (timedelta(hours=1), "1h"), (timedelta(days=1), "1d")]
)
def test_step_is_found(written, step, name):
    table = read_interval_csv(written(table_of(stamps(step, 40))))
    assert str(table.step) == name
    assert table.times[1] - table.times[0] == step
    assert table.columns["energy_kwh"] == (1.5,) * 40


@pytest.mark.parametrize("clock", [UTC, STOCKHOLM])
def test_months_may_begin_at_utc_or_local_midnight(written, clock):
    times = [datetime(2016, month, 1, tzinfo=clock).astimezone(UTC) for month in range(1, 13)]
    table = read_interval_csv(written(table_of([f"{time:%Y-%m-%dT%H:%MZ}" for time in times])))
    assert str(table.step) == "1mo"
    assert table.times == tuple(times)


def test_local_days_across_both_clock_changes_are_one_step(written):
    times = [datetime(2016, 1, 1, tzinfo=STOCKHOLM) + timedelta(days=day) for day in range(366)]
    text = table_of([time.isoformat() for time in times])
    table = read_interval_csv(written(text))
    assert str(table.step) == "1d"
    assert table.times[200] == times[200]
    assert all(time.utcoffset() == timedelta(0) for time in table.times)


def test_empty_cell_and_absent_row_are_missing(written):
    times = stamps(timedelta(hours=1), 30)
    text = "time_utc,energy_kwh,outside_air_temp_c\n" + "".join(f"{t},,2.5\n" for t in [*times[:10], *times[13:]])
    table = read_interval_csv(written(text))
    assert str(table.step) == "1h"
    assert len(table.times) == 27
    assert set(table.columns["energy_kwh"]) == {None}
    assert set(table.columns["outside_air_temp_c"]) == {2.5}


def test_gzip_byte_order_mark_and_windows_lines(tmp_path):
    text = "\ufeff" + table_of(stamps(timedelta(hours=1), 5)).replace("\n", "\r\n")
    path = tmp_path / "meter.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    assert len(read_interval_csv(path).times) == 5


def test_a_damaged_gzip_and_an_open_quotation_are_faults_of_the_file(tmp_path, written):
    packed = bytearray(gzip.compress(table_of(stamps(timedelta(hours=1), 500)).encode()))
    packed[200:260] = bytes(range(60))
    damaged = tmp_path / "meter.csv.gz"
    damaged.write_bytes(bytes(packed))
    assert faults_of(damaged)[0].field == "file"
    text = table_of(stamps(timedelta(hours=1), 8000)).replace("02:00:00Z,1.5", '02:00:00Z,"1.5', 1)
    assert any("field" in fault.found for fault in faults_of(written(text)))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("9999-12-31T23:30:00-05:00,1", "'9999-12-31T23:30:00-05:00' is not a time"),
        ("0001-01-01T00:00:00+05:00,1", "'0001-01-01T00:00:00+05:00' is not a time"),
        ("0001-01-01T00:00:00Z,1", "'0001-01-01T00:00:00Z' is not a year 1000 … 9000"),
        ("2016-02-01,1", "write 2016-02-01T00:00:00Z if it is UTC"),
        ("2016-01-01T03:00:00.500Z,1", "found 2016-01-01T03:00:00.500000Z, expected the start of a full hour"),
    ],
)
def test_a_time_that_is_none_is_said_plainly(written, row, said):
    text = table_of(stamps(timedelta(hours=1), 3)) + row + "\n" + "2016-03-01T00:00:00Z,1\n"
    assert any(said in str(fault) for fault in faults_of(written(text)))


def test_a_damaged_file_and_a_folder_are_said_plainly(tmp_path):
    path = tmp_path / "meter.csv.gz"
    path.write_bytes(gzip.compress(b"time_utc,energy_kwh")[:20])
    assert "expected the whole file (copy or export it again)" in str(faults_of(path)[0])
    found = str(faults_of(tmp_path)[0])
    assert (
        found
        == f"{tmp_path}: file: found 'Is a directory', expected readable CSV text (check path and permission)"
    )


def test_another_step_is_not_to_be_split(written):
    (fault,) = faults_of(written(table_of(stamps(timedelta(minutes=30), 50))))
    assert fault.remedy == "write values of one of these steps"


def test_all_faults_of_a_file_at_once(written):
    path = written(
        "time_utc,energy_kwh\n"
        "2016-01-01T00:00:00Z,1\n"
        "2016-01-01T01:00:00,2\n"  # naive
        "2016-01-01T01:00:00Z,1x\n"  # not a number
        "2016-01-01T01:00:00Z,3\n"  # doubled
        "2016-01-01T00:30:00Z,3\n"  # unordered
        "2016-01-01T02:00:00Z,nan\n"  # not a number either
        "2016-01-01T03:00:00Z,1,5\n"  # decimal comma
        "yesterday,1\n"
        "2016-01-01T04:00:00Z,4\n"
    )
    faults = faults_of(path)
    assert [fault.line for fault in faults] == [3, 4, 5, 6, 7, 8, 9]
    assert all(str(fault).startswith(f"{path}:{fault.line}: ") for fault in faults)
    assert "offset" in faults[0].expected
    assert "twice" in faults[2].found
    assert "decimals with a point" in faults[5].remedy


def test_unknown_columns_name_the_nearest_known_one(written):
    faults = faults_of(
        written("time_utc,energy_mwh,outside_air_temp_f\n2016-01-01T00:00Z,1,2\n2016-01-01T01:00Z,1,2\n")
    )
    assert [fault.line for fault in faults] == [1, 1]
    assert "energy_kwh" in faults[0].remedy
    assert "outside_air_temp_c" in faults[1].remedy


@pytest.mark.parametrize(
    ("header", "word"),
    [("time,energy_kwh", "time_utc"), ("time_utc;energy_kwh", "comma"), ("time_utc", "add one of")],
)
def test_wrong_header(written, header, word):
    faults = faults_of(written(table_of(stamps(timedelta(hours=1), 3), header)))
    assert faults[0].line == 1
    assert word in str(faults[0])


def test_a_column_that_is_needed_is_missed(written):
    faults = faults_of(written(table_of(stamps(timedelta(hours=1), 3))), required=["outside_air_temp_c"])
    assert len(faults) == 1
    assert "outside_air_temp_c" in faults[0].expected


def test_fahrenheit_and_codes_for_missing_do_not_fit_the_unit(written):
    text = "time_utc,outside_air_temp_c\n2016-07-01T00:00Z,88\n2016-07-01T01:00Z,21\n2016-07-01T02:00Z,-999\n"
    assert [fault.line for fault in faults_of(written(text))] == [2, 4]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (timedelta(hours=1), timedelta(minutes=15)),
        (timedelta(minutes=15), timedelta(hours=1)),
        (timedelta(days=1), timedelta(hours=1)),
    ],
)
def test_mixed_steps_are_refused_where_they_begin(written, first, second):
    start = stamps(first, 100)
    later = stamps(second, 60, datetime(2016, 1, 1, tzinfo=UTC) + 100 * first)
    faults = faults_of(written(table_of(start + later)))
    assert faults
    assert all(fault.line >= 101 for fault in faults) or all(fault.line <= 102 for fault in faults)


def test_half_hours_are_no_step_of_the_contract(written):
    faults = faults_of(written(table_of(stamps(timedelta(minutes=30), 50))))
    assert "0:30:00" in faults[0].found


@pytest.mark.parametrize(
    "content", ["", "\n\n", "time_utc,energy_kwh\n", "time_utc,energy_kwh\n2016-01-01T00:00Z,1\n"]
)
def test_a_file_without_two_rows_is_refused(written, content):
    assert faults_of(written(content))


def test_absent_and_binary_files_are_refused_not_raised(tmp_path):
    assert "readable" in faults_of(tmp_path / "absent.csv")[0].expected
    latin = tmp_path / "latin.csv"
    latin.write_bytes("time_utc,energy_kwh\nå".encode("latin-1"))
    assert faults_of(latin)[0].line == 2


def test_a_thousand_faults_are_capped_and_counted(written):
    text = "time_utc,energy_kwh\n" + "".join(f"{time},x\n" for time in stamps(timedelta(hours=1), 1000))
    faults = faults_of(written(text))
    assert len(faults) == MAX_FAULTS + 1
    assert "950" in faults[-1].found
