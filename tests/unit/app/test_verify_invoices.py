"""Invoices of a real gas meter through `verify`, `portfolio` and a plan: what they say, and what they cannot."""

import csv
import gzip
import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest

from app.cli import run
from app.documents import document_schema

GOLDEN = Path(__file__).parents[2] / "golden" / "measurement_and_verification"
GAS = GOLDEN / "cambridge_b27_gas_hourly_2016-2017.csv.gz"
WEATHER = GOLDEN / "bedford_outside_air_hourly_2016-2017.csv.gz"
PLACE = ["--timezone", "Europe/London", "--holidays", "GB-ENG"]
YEARS = ["--baseline", "2016-01-01/2017-01-01", "--reporting", "2017-01-01/2018-01-01"]
# Readings as a round comes by: no month is a calendar month, but the turns of the year were read.
READ = [(1, 1), (2, 3), (3, 1), (4, 5), (5, 2), (6, 7), (7, 4), (8, 2), (9, 6), (10, 3), (11, 7), (12, 5)]


def days_of(path):
    """Energy [kWh] by day of UTC; the clock of London is an hour off for half the year, which bills do not see."""
    sums = {}
    with gzip.open(path, "rt") as file:
        for row in list(csv.reader(file))[1:]:
            day = date.fromisoformat(row[0][:10])
            sums[day] = sums.get(day, 0.0) + float(row[1] or 0.0)
    return sums


@pytest.fixture(scope="module")
def bills():
    """[from, to, kWh] between the readings of two years."""
    use = days_of(GAS)
    edges = [date(year, month, day) for year in (2016, 2017) for month, day in READ] + [date(2018, 1, 1)]
    return [
        (start, end, sum(kwh for day, kwh in use.items() if start <= day < end)) for start, end in pairwise(edges)
    ]


@pytest.fixture
def invoices(tmp_path, bills):
    """`invoices(factor)`: a file of the bills, use of 2017 times `factor`, some of them estimated."""

    def write(factor=1.0, estimated=(), name="invoices.csv"):
        rows = [
            f"{start},{end},{kwh * (factor if start.year == 2017 else 1.0):.1f},{'ja' * (number in estimated)}\n"
            for number, (start, end, kwh) in enumerate(bills)
        ]
        path = tmp_path / name
        path.write_text("from,to,energy_kwh,estimated\n" + "".join(rows))
        return path

    return write


def verify(capsys, meter, *options, periods=YEARS):
    files = ["--meter", str(meter), "--weather", str(WEATHER)]
    code = run(["verify", *files, *PLACE, *periods, "--carrier", "gas", *options, "--json"])
    printed = capsys.readouterr()
    document = json.loads(printed.out) if printed.out else None
    if document is not None:
        jsonschema.validate(document, document_schema("verify"))
    return code, document, printed.err


def test_invoices_are_verified_by_the_monthly_model(capsys, invoices, bills):
    code, document, err = verify(capsys, invoices(0.7), "--series")
    assert code == 0
    assert "invoices.csv: step invoices, 24 rows" in err
    assert document["input"] == {"meter_step": "invoices", "weather_step": "1h"}
    assert (document["model"], document["baseline"]["step"]) == ("monthly", "1mo")
    assert document["model_form"].startswith("3P")
    assert document["sufficiency"] == {"verdict": "sufficient", "reasons": []}
    assert document["baseline"]["observations"] == document["reporting"]["observations"] == 12
    assert document["baseline"]["missing_share"] == document["reporting"]["missing_share"] == 0.0
    used = sum(0.7 * kwh for start, _, kwh in bills if start.year == 2017)
    assert document["reporting"]["observed_kwh"] == pytest.approx(used, abs=1)
    # Nothing is missing: the whole period is the known one.
    assert document["whole_period"]["kwh"] == pytest.approx(document["avoided_energy"]["kwh"])
    assert document["warnings"] == []
    assert document["avoided_energy"]["interval_method"].startswith("monthly")
    assert document["avoided_energy"]["proven"] is True
    starts = [row["time_utc"] for row in document["series"]]
    assert starts[:2] == ["2017-01-01T00:00:00Z", "2017-02-03T00:00:00Z"]
    assert sum(row["observed_kwh"] for row in document["series"]) == pytest.approx(used, abs=1)


def test_they_say_what_the_meter_itself_says(capsys, invoices):
    """The claim from 24 readings lies within a tenth of the use of the daily model's from 17,544 hours."""
    _, of_bills, _ = verify(capsys, invoices())
    _, of_hours, _ = verify(capsys, GAS, "--model", "daily")
    share, by_day = (document["avoided_energy"]["share"] for document in (of_bills, of_hours))
    assert share == pytest.approx(by_day, abs=0.1)
    low, high = of_bills["avoided_energy"]["interval_90_kwh"]
    assert low < of_hours["avoided_energy"]["kwh"] < high


def test_periods_that_cut_invoices_count_whole_ones_and_state_the_rest(capsys, invoices, bills):
    cut = ["--baseline", "2016-01-20/2017-01-20", "--reporting", "2017-01-25/2018-01-01"]
    code, document, _ = verify(capsys, invoices(), "--series", periods=cut)
    assert code == 0
    # Read on 3 February and on 1 January: 14 days before, 19 after.
    assert document["baseline"]["missing_share"] == pytest.approx(33 / 366, abs=1e-4)
    assert document["reporting"]["missing_share"] == pytest.approx(9 / 341, abs=1e-3)
    used = sum(kwh for start, _, kwh in bills if start >= date(2017, 2, 3))
    assert document["reporting"]["observed_kwh"] == pytest.approx(used, abs=1)
    # The one of January 2017 is cut by both periods.
    assert [(found["code"], found["rows"]) for found in document["warnings"]] == [("invoices_cut", 2)]
    first = document["series"][0]
    assert first == {"time_utc": "2017-01-25T00:00:00Z", "observed_kwh": None, "adjusted_baseline_kwh": None}
    # Nine days of January are carried over from the rest, with a wider band.
    known, whole = document["avoided_energy"], document["whole_period"]
    assert abs(whole["kwh"]) > abs(known["kwh"])
    assert whole["share"] == pytest.approx(known["share"])
    widths = [high - low for low, high in (known["interval_90_kwh"], whole["interval_90_kwh"])]
    assert widths[1] > widths[0]


@pytest.mark.parametrize(
    ("baseline", "verdict"),
    # Read on 3 February and on 1 January, and on 1 January and on 5 December.
    [("2016-01-05/2017-01-05", "sufficient"), ("2016-01-02/2016-12-31", "limited")],
)
def test_sufficiency_is_of_the_time_that_invoices_cover(capsys, invoices, baseline, verdict):
    periods = ["--baseline", baseline, "--reporting", "2017-02-03/2018-01-01"]
    _, document, _ = verify(capsys, invoices(), periods=periods)
    assert document["sufficiency"]["verdict"] == verdict
    clauses = [reason["clause"] for reason in document["sufficiency"]["reasons"]]
    assert clauses == ([] if verdict == "sufficient" else ["CalTRACK 2.2.1.2"])


def test_estimates_join_the_reading_after_them(capsys, invoices):
    _, plain, _ = verify(capsys, invoices())
    code, document, err = verify(capsys, invoices(estimated=(3, 15)))
    assert code == 0
    assert "22 rows" in err
    assert document["baseline"]["observations"] == 11
    assert document["baseline"]["missing_share"] == 0.0
    assert document["reporting"]["observed_kwh"] == pytest.approx(plain["reporting"]["observed_kwh"])


def test_the_last_estimate_is_not_known(capsys, invoices):
    _, document, _ = verify(capsys, invoices(estimated=(23,)))
    assert document["reporting"]["missing_share"] == pytest.approx(27 / 365, abs=1e-4)
    assert document["whole_period"] is not None
    assert [(found["code"], found["rows"]) for found in document["warnings"]] == [("invoices_left_out", 1)]


@pytest.mark.parametrize("model", ["daily", "hourly", "learned"])
def test_a_model_of_days_is_refused_and_told_why(capsys, invoices, model):
    code, document, err = verify(capsys, invoices(), "--model", model)
    assert (code, document) == (3, None)
    assert "invoices.csv: step: found invoices" in err
    assert "choose a coarser --model, or give the meter's own values, an invoice does not tell its days" in err


def test_a_signature_asks_for_days_and_says_so(capsys, invoices):
    files = ["--meter", str(invoices()), "--weather", str(WEATHER), "--timezone", "Europe/London"]
    asked = ["--carrier", "gas", "--period", "2016-01-01/2017-01-01", "--station", "Bedford"]
    assert run(["signature", *files, *asked]) == 3
    said = capsys.readouterr().err
    assert "invoices.csv: step: found invoices, expected 1d or shorter for a signature (give the" in said
    assert "--model" not in said


def test_one_invoice_is_too_little_and_not_an_error(capsys, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("from,to,energy_kwh\n2016-03-01,2016-04-01,900\n")
    code, document, _ = verify(capsys, path)
    assert code == 5
    assert document["sufficiency"]["verdict"] == "insufficient"
    assert document["avoided_energy"] is None


def test_rulings_reach_the_invoices_they_touch(capsys, invoices, tmp_path):
    events = tmp_path / "events.csv"
    head = "from,to,kind,kwh,sd_kwh,reason,author,date\n"
    events.write_text(f"{head}2016-05-20,2016-05-30,exclude,,,Provdrift,A. Berg,2018-01-15\n")
    _, document, _ = verify(capsys, invoices(), "--events", str(events))
    assert document["baseline"]["observations"] == 11
    assert document["baseline"]["missing_share"] == pytest.approx(36 / 366, abs=1e-3)


@pytest.mark.parametrize("days", ["2017-03-20,2017-03-30", "2017-03-25,2017-04-20"])
def test_what_an_event_added_reaches_the_invoices_it_touches(capsys, invoices, tmp_path, days):
    """No middle of an invoice lies in the first, and the second lies in two of them."""
    events = tmp_path / "events.csv"
    head = "from,to,kind,kwh,sd_kwh,reason,author,date\n"
    events.write_text(f"{head}{days},adjust,5000,500,Provdrift,A. Berg,2018-01-15\n")
    _, plain, _ = verify(capsys, invoices())
    _, ruled, _ = verify(capsys, invoices(), "--events", str(events))
    added = ruled["reporting"]["adjusted_baseline_kwh"] - plain["reporting"]["adjusted_baseline_kwh"]
    assert added == pytest.approx(5000.0)


def test_in_a_normal_year(capsys, invoices, tmp_path):
    normal = tmp_path / "normal.csv"
    rows = gzip.decompress(WEATHER.read_bytes()).decode().splitlines()
    normal.write_text("\n".join(row for row in rows if row.startswith(("time_utc", "2016"))) + "\n")
    code, document, _ = verify(capsys, invoices(0.7), "--normal-weather", str(normal))
    assert code == 0
    assert document["normalised"]["days"] == 366
    assert document["normalised"]["share"] == pytest.approx(document["avoided_energy"]["share"], abs=0.05)


def test_under_a_plan(capsys, invoices, tmp_path):
    from config.load import load_mv_plan

    plan = tmp_path / "plan.yaml"
    text = (
        "id: panna\nmeasure: Ny panna\nboundary: hela byggnaden\noption: C\ncarrier: gas\n"
        "timezone: Europe/London\nholidays: GB-ENG\nbaseline: {from: 2016-01-01, to: 2017-01-01}\n"
        "reporting: {from: 2017-01-01, to: 2018-01-01}\nmodel: monthly\nvariables: [outside_air_temp_c]\n"
        "static_factors:\n  - {name: Atemp, value: 1000 m2}\n"
        "meters:\n  - {id: gas, class: billing, calibrated: 2015-06-01}\n"
        "author: A. Ansvarig\ndate: 2016-12-01\n"
    )
    plan.write_text(text)
    plan.write_text(f"{text}frozen:\n  at: 2016-12-02T10:00:00Z\n  sha256: {load_mv_plan(plan).sha256}\n")
    files = ["--meter", str(invoices(0.7)), "--weather", str(WEATHER)]
    assert run(["verify", *files, "--plan", str(plan), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["exploratory"] is False
    assert document["avoided_energy"]["half_width_90_kwh"]["metering"] == 0.0


def test_a_building_of_a_portfolio_may_have_invoices(capsys, invoices, tmp_path):
    days = days_of(GAS)
    (tmp_path / "days.csv").write_text(
        "time_utc,energy_kwh\n" + "".join(f"{day}T00:00:00Z,{kwh:.1f}\n" for day, kwh in sorted(days.items()))
    )
    invoices(0.7)
    head = "id,meter,weather,baseline,reporting,carrier\n"
    rows = [f"{name},{name}.csv,{WEATHER},{YEARS[1]},{YEARS[3]},gas\n" for name in ("invoices", "days")]
    (tmp_path / "list.csv").write_text(head + "".join(rows))
    code = run(["portfolio", "--buildings", str(tmp_path / "list.csv"), *PLACE, "--jobs", "1", "--json"])
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, document_schema("portfolio"))
    assert code == 0
    models = {each["id"]: each["verification"]["model"] for each in document["buildings"]}
    assert models == {"invoices": "monthly", "days": "daily"}
    claims = [each["verification"]["avoided_energy"]["kwh"] for each in document["buildings"] if each["counted"]]
    assert document["roll_up"][0]["kwh"] == pytest.approx(sum(claims))
    assert document["buildings"][0]["id"] == "invoices"


@pytest.mark.parametrize(("language", "word"), [("sv", "Besparingen är belagd"), ("en", "The saving is proven")])
def test_a_person_reads_the_same_table(capsys, invoices, language, word):
    files = ["--meter", str(invoices(0.6)), "--weather", str(WEATHER)]
    assert run(["verify", *files, *PLACE, *YEARS, "--carrier", "gas", "--lang", language]) == 0
    printed = capsys.readouterr().out
    assert word in printed
    assert "monthly" in printed
