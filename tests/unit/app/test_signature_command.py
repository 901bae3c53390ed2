"""`snokyla signature` as other programs call it."""

import json
from pathlib import Path

import jsonschema
import pytest

from app.cli import run
from app.documents import document_schema

GOLDEN = Path(__file__).parents[2] / "golden" / "measurement_and_verification"
FILES = [
    "signature",
    "--meter",
    str(GOLDEN / "cambridge_b27_gas_hourly_2016-2017.csv.gz"),
    "--weather",
    str(GOLDEN / "bedford_outside_air_hourly_2016-2017.csv.gz"),
    *("--period", "2016-01-01/2018-01-01", "--carrier", "gas", "--station", "Bedford"),
    *("--timezone", "Europe/London", "--holidays", "GB-ENG", "--reference-temp", "-2"),
]


def test_the_document_keeps_its_schema(capsys):
    assert run([*FILES, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, document_schema("signature"))
    assert document["graddagar"]["definition"] == "smhi_since_2015"
    assert document["graddagar"]["station"] == "Bedford"
    assert document["energy_signature"]["form"] == "3P heating"
    assert document["power_signature"]["reference_temp_c"] == -2.0
    assert document["corrected"] is None
    assert document["warnings"] == []


@pytest.mark.parametrize(("language", "word"), [("sv", "Energisignatur"), ("en", "Energy signature")])
def test_a_person_gets_a_table(capsys, language, word):
    assert run([*FILES, "--lang", language]) == 0
    assert word in capsys.readouterr().out


def test_a_faulty_index_is_exit_3_with_its_line(capsys, tmp_path):
    path = tmp_path / "i.csv"
    path.write_text("month,kind,station,value,normal,normal_period,version\n2024-1,graddagar,X,1,1,1991-2020,v\n")
    assert run([*FILES, "--index", str(path)]) == 3
    assert f"{path}:2:" in capsys.readouterr().err
