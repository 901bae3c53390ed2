"""A meter's file: told apart by its header; invoices as people write them, or every fault with its line."""

import gzip
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.files.meter import read_meter
from domain.errors import InputError

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HEAD = "from,to,energy_kwh,estimated\n"


@pytest.fixture
def read(tmp_path):
    """`read(text)`: the table of a file with that text."""

    def reading(text, name="bills.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_meter(path, STOCKHOLM)

    return reading


@pytest.fixture
def faults(read):
    """`faults(text)`: what is said about a file with that text."""

    def refused(text, name="bills.csv"):
        with pytest.raises(InputError) as caught:
            read(text, name)
        return [str(fault).partition(f"{name}")[2] for fault in caught.value.faults]

    return refused


def test_dates_are_local_midnight_and_rows_come_in_any_order(read):
    table = read(
        HEAD + "2021-03-01,2021-04-06,900,\n2021-01-01,2021-02-01,1200,nej\n2021-02-01,2021-03-01,1100,no\n"
    )
    assert table.step_name == "invoices"
    assert table.times == tuple(datetime(2021, month, 1, tzinfo=STOCKHOLM).astimezone(UTC) for month in (1, 2, 3))
    # Summer time began on 28 March.
    assert table.ends[-1] == datetime(2021, 4, 5, 22, tzinfo=UTC)
    assert table.columns == {"energy_kwh": (1200.0, 1100.0, 900.0)}
    assert table.lines == (3, 4, 2)


@pytest.mark.parametrize("word", ["ja", "Ja", "yes", "1", "true"])
def test_an_estimate_joins_the_reading_after_it(read, word):
    table = read(HEAD + f"2021-01-01,2021-02-01,900,{word}\n2021-02-01,2021-03-01,1100,nej\n")
    assert table.columns == {"energy_kwh": (2000.0,)}
    assert table.ends == (datetime(2021, 2, 28, 23, tzinfo=UTC),)
    assert table.lines == (2,)


def test_a_time_with_an_offset_is_taken_as_it_is(read):
    table = read(HEAD + "2021-01-01T06:00:00Z,2021-02-01T07:00:00+01:00,900,\n")
    assert table.times == (datetime(2021, 1, 1, 6, tzinfo=UTC),)
    assert table.ends == (datetime(2021, 2, 1, 6, tzinfo=UTC),)


ONE = "2021-01-01,2021-02-01,900"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + f"{HEAD}{ONE},\n".encode(),
        gzip.compress(f"{HEAD}{ONE},\n".encode()),
        f'"from","to","energy_kwh"\r\n{ONE}\r\n',
        f"energy_kwh,from,to\n900,{ONE[:21]}\n",
        f"\n\n from , to , energy_kwh \n{ONE}\n\n",
    ],
    ids=["byte order mark", "gzip", "quoted, CRLF, no estimates", "other order", "blank lines, spaces"],
)
@pytest.mark.parametrize("name", ["bills.csv", "bills.csv.gz"])
def test_the_same_in_every_dress(read, content, name):
    table = read(content, name)
    assert table.columns == {"energy_kwh": (900.0,)}
    assert table.times == (datetime(2020, 12, 31, 23, tzinfo=UTC),)


def test_intervals_are_read_as_before(read):
    table = read("time_utc,energy_kwh\n2021-01-01T00:00:00Z,1\n2021-01-01T01:00:00Z,2\n")
    assert table.step_name == "1h"
    assert table.ends == ()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("2021-01-01,2021-02-01,,\n", [":2: energy_kwh: '' is not a value"]),
        ("2021-01-01,2021-02-01,9 00,\n", [":2: energy_kwh: '9 00' is not a number"]),
        ("2021-01-01,2021-02-01,2e9,\n", [":2: energy_kwh: found '2e9', expected -1e+09 … 1e+09"]),
        ("2021-01-01,2021-02-01,inf,\n", [":2: energy_kwh: 'inf' is not a number"]),
        ('2021-01-01,2021-02-01,"900,5",\n', [":2: energy_kwh: '900,5' is not a number (write decimals"]),
        ("2021-01-01,2021-02-01,900,kanske\n", [":2: estimated: 'kanske' is not one of yes, no"]),
        ("1/1 2021,2021-02-01,900,\n", [":2: from: '1/1 2021' is not a date or a time with an offset"]),
        ("2021-01-01T00:00:00,2021-02-01,900,\n", [":2: from: '2021-01-01T00:00:00' is not a date or a time"]),
        ("2021-02-01,2021-02-01,900,\n", [":2: to: '2021-02-01' is not a time after 2021-02-01"]),
        ("2021-01-01,2021-02-01,900\n", [":2: row: found 3 columns, expected 4 columns"]),
        ("", [": file: found 0 invoices"]),
        # Too short, too long, never mended: nothing is left of them.
        ("2021-01-01,2021-01-20,900,\n2021-02-01,2021-05-01,900,\n2021-05-01,2021-06-01,900,ja\n", [
            ": file: found 3 invoices, of which no period between readings, expected periods of 25 to 70 days"
        ]),
        # Both the next one and one that lies inside a longer one before it.
        ("2021-01-01,2021-04-01,900,\n2021-02-01,2021-03-01,1,\n2021-03-05,2021-05-01,2,\n", [
            ":3: from: '2021-02-01' is not a time from 2021-04-01 on, where the invoice of line 2 ends",
            ":4: from: '2021-03-05' is not a time from 2021-04-01 on, where the invoice of line 2 ends",
        ]),
        ("2021-01-01,2021-02-01,900,\n2021-01-01,2021-02-01,900,\n", [":3: from: '2021-01-01' is not a time"]),
        # The last day in the place of the end, over the clock change too.
        ("2021-02-01,2021-02-28,9,\n2021-03-01,2021-03-27,9,\n2021-03-28,2021-04-30,9,\n2021-05-01,2021-05-31,9,\n",
            [":2: to: found '2021-02-28', expected the day on which the next invoice begins"]),
        # Faults of all rows at once, by line.
        ("x,2021-02-01,900,\n2021-02-01,2021-03-01,y,z\n", [":2: from", ":3: energy_kwh", ":3: estimated"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_line_and_field(faults, rows, said):
    found = faults(HEAD + rows)
    assert len(found) == len(said)
    for fault, start in zip(found, said, strict=True):
        assert fault.startswith(start)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1: file: found nothing"),
        ("from,to,kwh\n2021-01-01,2021-02-01,900\n", ":1: header: found nothing, expected a column energy_kwh"),
        ("From,To,energy_kwh\n2021-01-01,2021-02-01,9\n", ":1: header: found nothing, expected a column from"),
        (
            "from;to;energy_kwh\n2021-01-01;2021-02-01;900\n",
            ":1: header: found 'from;to;energy_kwh', expected time_utc (separate columns with commas)",
        ),
        (b"from,to,energy_kwh\n\xe5,b,c\n", ":2: file: found bytes that are not UTF-8"),
        (b"\x1f\x8b broken", ": file: "),
    ],
)
def test_a_file_that_is_none_is_refused(faults, text, said):
    assert any(fault.startswith(said) for fault in faults(text))


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"absent\.csv: file: "):
        read_meter(tmp_path / "absent.csv", STOCKHOLM)
