"""`snokyla check` and `snokyla points` as other programs see them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from app.cli import run
from config.schema import check_schema
from config.yaml_lines import read_document

ROOT = Path(__file__).parents[3]
GOOD, BAD = ROOT / "tests/config/good", ROOT / "tests/config/bad"


def test_a_good_site_is_ok(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(GOOD / "smallest.yaml"), "ostersund_demo"]) == 0
    assert capsys.readouterr().out.startswith("ok: ")


def test_errors_go_to_stderr_with_file_and_line_and_exit_3(capsys: pytest.CaptureFixture[str]) -> None:
    path = BAD / "number_with_space.yaml"
    assert run(["check", str(path)]) == 3
    heard = capsys.readouterr()
    assert heard.out == ""
    assert f'{path}:8: buildings[0].atemp_m2: "5 400" is not a number (write 5400)' in heard.err


def test_the_json_document_holds_all_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(BAD / "unknown_keys.yaml"), "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((ROOT / "docs/schema/check.schema.json").read_text("utf-8"))
    assert schema == check_schema()
    jsonschema.validate(document, schema)
    assert document["ok"] is False
    assert len(document["errors"]) == 6


def test_names_that_mean_nothing_are_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "ostersund_dmo"]) == 3
    assert "did you mean ostersund_demo?" in capsys.readouterr().err
    assert run(["check"]) == 2


def test_a_folder_is_checked_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(BAD)]) == 3
    heard = capsys.readouterr().err
    assert all(path.name in heard for path in BAD.glob("*.yaml"))


def test_the_schema_in_docs_is_the_one_of_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    kept = json.loads((ROOT / "docs/schema/site.schema.json").read_text("utf-8"))
    assert printed == kept, "run: snokyla check --schema > docs/schema/site.schema.json"


@pytest.mark.parametrize("name", ["smallest.yaml", "own_profiles.yaml"])
def test_good_sites_fit_the_schema_and_editors_see_unknown_keys(name: str) -> None:
    schema = json.loads((ROOT / "docs/schema/site.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    site = read_document(GOOD / name).value
    jsonschema.validate(site, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**site, "byggnader": []}, schema)  # type: ignore[dict-item]


def test_every_key_of_the_schema_is_explained() -> None:
    schema = json.loads((ROOT / "docs/schema/site.schema.json").read_text("utf-8"))
    for name, model in {"SiteFile": schema, **schema["$defs"]}.items():
        for key, described in model.get("properties", {}).items():
            assert described.get("description"), f"{name}.{key}"


def test_points_lists_every_series_with_where_it_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["points", "--site", str(GOOD / "smallest.yaml"), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    row = next(row for row in rows if row["point"] == "brunflo/skolan/el/electric_power_kw")
    assert row["unit"] == "kW"
    assert row["address"] == "tcp://192.168.10.21:502/1"
    assert row["register"] == "input 52"
    assert run(["points", "--site", str(BAD / "tab.yaml")]) == 3


def test_check_answers_without_the_heavy_libraries() -> None:
    """Time depends on the machine; what is imported does not."""
    code = (
        "import sys; from app.cli import run; run(['check', 'ostersund_demo']);"
        "print([m for m in ('numpy', 'pandas', 'fastapi', 'pymodbus', 'rich') if m in sys.modules])"
    )
    started = time.monotonic()
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=os.environ)
    assert done.stdout.splitlines() == ["ok: ostersund_demo", "[]"], done.stderr
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("vector", "line", "said"),
    [
        ("{registers: {holding 0: [1234]}, expect: {power_kw: 999}}", 5, "found 123.4, expected 999"),
        ("{registers: {holding 0: [9999]}, expect: {power_kw: 999.9}}", 5, "no value (out_of_range)"),
        ("{registers: {holding 0: [1234]}, expect: {power_kw: null}}", 5, "expected no value"),
    ],
)
def test_a_test_vector_is_decoded(
    vector: str, line: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "my_meter.yaml"
    point = "{id: power_kw, register: holding 0, scale: 0.1, unit: kW, min: 0, max: 200}"
    own.write_text(f"id: my_meter\npoints:\n  - {point}\ntest_vector:\n  - {vector}\n")
    site = tmp_path / "site.yaml"
    site.write_text(
        "site: {id: brunflo, name: Brunflo}\n"
        "devices:\n  - {id: meter, profile: ./my_meter.yaml, address: tcp://10.0.0.1:502/1}\n"
    )
    for named in (own, site):
        assert run(["check", str(named)]) == 3
        heard = capsys.readouterr().err
        assert f"{own}:{line}: test_vector[0].expect.power_kw: " in heard
        assert said in heard
        assert heard.endswith("1 error\n")


@pytest.mark.parametrize(
    ("message", "said"),
    [("'{\"t\": 21.4}'", "found 21.4, expected 21.5"), ("'{}'", "expected"), ("'nonsense'", "not JSON")],
)
def test_the_message_of_a_test_vector_is_decoded(
    message: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "my_sensor.yaml"
    own.write_text(
        "id: my_sensor\ndecoder: json\npoints:\n  - {id: temp_c, path: t, unit: degC}\n"
        f"test_vector:\n  - {{message: {message}, expect: {{temp_c: 21.5}}}}\n"
    )
    assert run(["check", str(own)]) == 3
    assert said in capsys.readouterr().err
