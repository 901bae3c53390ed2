"""`snokyla verify --variables` and the register column, as a user writes them."""

import json
from datetime import date, timedelta

import jsonschema
import numpy as np
import pytest

from app.cli import run
from app.documents import document_schema

DAYS = [date(2020, 1, 1) + timedelta(days=day) for day in range(731)]
PERIODS = ["--baseline", "2020-01-01/2021-01-01", "--reporting", "2021-01-01/2022-01-01"]


@pytest.fixture
def school(tmp_path):
    """A school whose term weeks fall otherwise in the second year; by day."""
    number = np.arange(len(DAYS))
    temps = 6 - 12 * np.cos(2 * np.pi * number / 365.25) + 3 * np.sin(number / 5.3)
    term = ((number + 40 * (number >= 366)) % 90 < 60).astype(float)
    rng = np.random.default_rng(3)
    energy = (300 + 20 * np.maximum(14 - temps, 0) + 400 * term) * (1 + 0.03 * rng.normal(size=len(DAYS)))
    register = 1000 + np.concatenate([[0], np.cumsum(energy)[:-1]])

    def write(name, **columns):
        rows = [f"{day}T00:00:00Z," + ",".join(cells) for day, *cells in zip(DAYS, *columns.values(), strict=True)]
        path = tmp_path / name
        path.write_text("\n".join([f"time_utc,{','.join(columns)}", *rows]) + "\n")
        return str(path)

    def texts(values):
        return ["" if np.isnan(value) else f"{value:.3f}" for value in values]

    gapped, read = energy.copy(), register.copy()
    gapped[500:530] = read[500:530] = np.nan
    return {
        "meter": write("meter.csv", energy_kwh=texts(energy)),
        "gapped": write("gapped.csv", energy_kwh=texts(gapped), register_kwh=texts(read)),
        "weather": write("weather.csv", outside_air_temp_c=texts(temps)),
        "terms": write("terms.csv", school_term=texts(term), **{"Öppet hus": texts(1 - term)}),
    }


def call(capsys, school, *options, meter="meter"):
    code = run(["verify", "--meter", school[meter], "--weather", school["weather"], *PERIODS, "--json", *options])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_variables_explain_what_the_weather_cannot(capsys, school):
    documents = []
    for options in ([], ["--variables", school["terms"]]):
        code, out, _ = call(capsys, school, *options)
        documents.append(json.loads(out))
        jsonschema.validate(documents[-1], document_schema("verify"))
        assert code == 0
    without, told = documents
    assert told["choice"]["variables"] == ["school_term", "Öppet hus"]
    assert without["choice"]["variables"] == []
    assert told["baseline"]["cv_rmse"] < 0.3 * without["baseline"]["cv_rmse"]
    noise = [document["avoided_energy"]["half_width_90_kwh"]["noise"] for document in documents]
    assert noise[1] < 0.5 * noise[0]


def test_a_normal_year_has_no_variables(capsys, school):
    code, _, err = call(capsys, school, "--variables", school["terms"], "--normal-weather", school["weather"])
    assert code == 2
    assert "normal year" in err


def test_a_fault_in_the_variables_is_said_with_its_line(capsys, school, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("time_utc,terms\n2020-01-01T00:00:00Z,yes\n2020-01-02T00:00:00Z,1\n")
    code, _, err = call(capsys, school, "--variables", str(path))
    assert code == 3
    assert "bad.csv:2" in err


def test_the_register_column_fills_the_whole_period(capsys, school):
    whole, gapped = (
        json.loads(call(capsys, school, "--model", "daily", meter=meter)[1]) for meter in ("meter", "gapped")
    )
    assert gapped["reporting"]["missing_share"] == pytest.approx(30 / 365, abs=1e-3)
    assert gapped["whole_period"]["kwh"] == pytest.approx(whole["avoided_energy"]["kwh"], abs=1.0)


def test_other_columns_are_still_unknown(capsys, school, tmp_path):
    path = tmp_path / "unknown.csv"
    path.write_text("time_utc,energy_kwh,school_term\n2020-01-01T00:00:00Z,1,1\n2020-01-02T00:00:00Z,1,1\n")
    school["unknown"] = str(path)
    code, _, err = call(capsys, school, meter="unknown")
    assert code == 3
    assert "school_term" in err
