"""`snokyla verify-snow` over a simulated store: document, table, plan."""

import json

import jsonschema
import pytest

from app.cli import run
from app.documents import document_schema

PERIOD = ["--reporting", "2024-07-01/2024-07-15"]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("snow")
    site = ["--site", "ostersund_demo", "--data", str(folder)]
    assert run(["simulate", "history", *site, "--from", "2024-07-01", "--to", "2024-07-15"]) == 0
    return site


def test_the_document_keeps_its_schema_and_adds_up(capsys, store):
    code = run(["verify-snow", *store, *PERIOD, "--diesel-l", "0", "--snow-made-t", "0", "--json"])
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, document_schema("verify_snow"))
    assert code == 0
    saving = document["avoided_energy"]
    assert sum(item["kwh"] for item in document["items"]) == pytest.approx(saving["kwh"])
    assert saving["proven"] is True
    assert document["hours"] == 14 * 24
    cold = document["cooling_kwh"]
    assert cold["load"] == pytest.approx(cold["snow"] + cold["free_cooling"] + cold["chiller"])
    assert document["plan"] is None


@pytest.mark.parametrize(("language", "word"), [("sv", "Kylmaskiner som inte"), ("en", "Chillers that need not")])
def test_a_person_gets_the_account(capsys, store, language, word):
    assert run(["verify-snow", *store, *PERIOD, "--lang", language]) == 0
    out = capsys.readouterr().out
    assert word in out
    assert "--diesel-l" in out


def test_a_period_without_readings_is_exit_5(capsys, store):
    assert run(["verify-snow", *store, "--reporting", "2020-07-01/2020-07-15"]) == 5
    assert "points" in capsys.readouterr().err


def test_a_site_without_a_plant_is_exit_3(capsys, tmp_path):
    site = tmp_path / "site.yaml"
    site.write_text("site:\n  id: liten\n  name: Liten\n")
    assert run(["verify-snow", "--site", str(site), "--data", str(tmp_path / "d"), *PERIOD]) == 3
    assert "plant" in capsys.readouterr().err
