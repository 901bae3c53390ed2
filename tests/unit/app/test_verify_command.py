"""`snokyla verify` as other programs call it: document, exit codes, messages."""

import gzip
import json
from pathlib import Path

import jsonschema
import pytest

from app.cli import run
from app.documents import document_schema

GOLDEN = Path(__file__).parents[2] / "golden" / "measurement_and_verification"
METER = GOLDEN / "cambridge_b0_electricity_hourly_2016-2017.csv.gz"
WEATHER = GOLDEN / "bedford_outside_air_hourly_2016-2017.csv.gz"
PERIODS = ["--baseline", "2016-01-01/2017-01-01", "--reporting", "2017-01-01/2018-01-01"]
PLACE = ["--timezone", "Europe/London", "--holidays", "GB-ENG"]


def call(capsys, *options, meter=METER, weather=WEATHER):
    code = run(["verify", "--meter", str(meter), "--weather", str(weather), *PLACE, *options])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def daily(tmp_path):
    """Daily sums of the meter, cheap to verify."""
    sums = {}
    for line in gzip.decompress(METER.read_bytes()).decode().splitlines()[1:]:
        time, _, value = line.partition(",")
        sums[time[:10]] = sums.get(time[:10], 0.0) + float(value)
    path = tmp_path / "daily.csv"
    path.write_text("time_utc,energy_kwh\n" + "".join(f"{day}T00:00:00Z,{kwh}\n" for day, kwh in sums.items()))
    return path


@pytest.mark.parametrize("options", [[], ["--series"], ["--lang", "en", "--model", "daily", "--drift", "0"]])
def test_one_document_on_stdout_that_keeps_its_schema(capsys, daily, options):
    code, out, err = call(capsys, *PERIODS, *options, "--json", meter=daily)
    document = json.loads(out)
    jsonschema.validate(document, document_schema("verify"))
    assert code == 0
    assert "step 1d" in err
    assert "step 1h" in err
    assert ("series" in document) == ("--series" in options)
    assert set(document["avoided_energy"]["half_width_90_kwh"]) == {
        "noise",
        "coefficients",
        "drift",
        "metering",
    }
    assert document["baseline"]["from"] == "2016-01-01T00:00:00Z"


def test_insufficient_baseline_is_exit_5_with_the_document(capsys, daily):
    short = ["--baseline", "2016-01-01/2016-07-01", "--reporting", "2017-01-01/2018-01-01", "--json"]
    code, out, _ = call(capsys, *short, meter=daily)
    document = json.loads(out)
    jsonschema.validate(document, document_schema("verify"))
    assert code == 5
    assert document["avoided_energy"] is None
    assert document["sufficiency"]["verdict"] == "insufficient"
    code, out, _ = call(capsys, *short, "--accept-insufficient", meter=daily)
    document = json.loads(out)
    assert code == 5
    assert document["avoided_energy"]["proven"] is False


def test_few_common_days_are_exit_5(capsys, daily):
    periods = ["--baseline", "2016-01-01/2017-01-01", "--reporting", "2017-01-01/2017-01-09", "--json"]
    code, out, _ = call(capsys, *periods, meter=daily)
    assert code == 5
    assert json.loads(out)["sufficiency"]["verdict"] == "sufficient"


def test_faults_of_both_files_are_exit_3_with_their_lines(capsys, tmp_path):
    meter, weather = tmp_path / "m.csv", tmp_path / "w.csv"
    meter.write_text("time_utc,energy_kwh\n2016-01-01T00:00:00,1\n2016-01-01T01:00:00Z,2\n")
    weather.write_text("time_utc,temp\n2016-01-01T00:00:00Z,1\n2016-01-01T01:00:00Z,2\n")
    code, out, err = call(capsys, *PERIODS, "--json", meter=meter, weather=weather)
    assert code == 3
    assert out == ""
    assert f"{meter}:2:" in err
    assert f"{weather}:1:" in err


def test_absent_file_is_exit_3(capsys, tmp_path):
    code, _, err = call(capsys, *PERIODS, meter=tmp_path / "absent.csv")
    assert code == 3
    assert "absent.csv" in err


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--baseline", "2016-01-01", "--reporting", "2017-01-01/2018-01-01"], "FROM/TO"),
        (["--baseline", "2017-01-01/2016-01-01", "--reporting", "2017-01-01/2018-01-01"], "ends before"),
        (["--baseline", "2016-01-01/2017-01-02", "--reporting", "2017-01-01/2018-01-01"], "overlaps"),
        (["--baseline", "2016-01-01T00:00/2017-01-01", "--reporting", "2017-01-01/2018-01-01"], "offset"),
        ([*PERIODS, "--timezone", "Europe/Ostersund"], "time zone"),
        ([*PERIODS, "--holidays", "XX"], "holiday"),
        ([*PERIODS, "--model", "gpt"], "gpt"),
        ([*PERIODS, "--drift", "7"], "drift"),
    ],
)
def test_usage_errors_are_exit_2(capsys, daily, options, word):
    code, out, err = call(capsys, *options, meter=daily)
    assert code == 2
    assert out == ""
    assert word in err


@pytest.mark.parametrize(
    ("language", "word"), [("sv", "Ingen besparing är belagd"), ("en", "No saving is proven")]
)
def test_a_person_gets_a_sentence_and_a_table(capsys, daily, language, word):
    code, out, _ = call(capsys, *PERIODS, "--lang", language, meter=daily)
    assert code == 0
    assert word in out
    assert "kWh" in out


def half_widths(out):
    return json.loads(out)["avoided_energy"]["half_width_90_kwh"]


def test_a_billing_meter_has_no_error_and_a_class_has_its_own(capsys, daily):
    widths = {}
    for name in (None, "billing", "A", "c"):
        options = [] if name is None else ["--meter-class", name]
        _, out, _ = call(capsys, *PERIODS, *options, "--json", meter=daily)
        widths[name] = half_widths(out)["metering"]
    assert widths["billing"] == 0.0
    assert widths["A"] == pytest.approx(2 * widths[None])
    assert widths["c"] == pytest.approx(widths[None] / 2)
    code, _, err = call(capsys, *PERIODS, "--meter-class", "2", meter=daily)
    assert code == 2
    assert "A, B, C or billing" in err


def test_rulings_come_from_a_file(capsys, daily, tmp_path):
    events = tmp_path / "events.csv"
    events.write_text(
        "from,to,kind,kwh,sd_kwh,reason,author,date\n"
        '2017-03-01,2017-04-12,adjust,5000,500,"Provisorisk ventilation, plan 2",A. Berg,2018-01-15\n'
    )
    (_, plain, _), (code, out, _) = (
        call(capsys, *PERIODS, *options, "--json", meter=daily) for options in ([], ["--events", str(events)])
    )
    document = json.loads(out)
    jsonschema.validate(document, document_schema("verify"))
    assert code == 0
    before = json.loads(plain)["avoided_energy"]["kwh"]
    assert document["avoided_energy"]["kwh"] == pytest.approx(before + 5000)
    ruling = document["non_routine_events"][0]["decision"]
    assert (ruling["kind"], ruling["author"]) == ("adjust", "A. Berg")
    assert ruling["reason"] == "Provisorisk ventilation, plan 2"
    assert ruling["decided_on"] == "2018-01-15"
    assert half_widths(out)["coefficients"] > half_widths(plain)["coefficients"]


def test_faults_of_a_file_of_rulings_come_all_at_once(capsys, daily, tmp_path):
    events = tmp_path / "events.csv"
    events.write_text(
        "from,to,kind,kwh,sd_kwh,reason,author,date\n"
        "2017-03-01,2017-02-01,adjust,,500,x,A,2018-01-15\n"
        "yesterday,2017-04-01,forget,1,-2,,A,15/1\n"
    )
    code, out, err = call(capsys, *PERIODS, "--events", str(events), "--json", meter=daily)
    assert (code, out) == (3, "")
    assert "events.csv:3: reason" in err
    events.write_text(events.read_text().replace(",,A,", ",y,A,"))
    _, _, err = call(capsys, *PERIODS, "--events", str(events), "--json", meter=daily)
    for part in ("2: to", "2: kwh", "3: from", "3: kind", "3: sd_kwh", "3: date"):
        assert f"events.csv:{part}" in err


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_would_prove_it_is_said_in_words(capsys, daily, language):
    _, out, _ = call(capsys, *PERIODS, "--lang", language, meter=daily)
    word = {"sv": "En större åtgärd: minst", "en": "A larger measure: at least"}[language]
    assert word in out
    assert {"sv": "med den här mätaren", "en": "by this meter"}[language] in out
