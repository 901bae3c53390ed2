"""What plant files and the plant of a site become, and what is refused before anything is reckoned."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from app.cli import run
from config.check import check_files, kind_of
from config.load_plant import load_plant
from config.schema import plant_schema
from config.shipped import shipped_names
from config.yaml_lines import read_document
from domain.errors import ConfigurationError
from domain.plant import Discharge, SnowIntake, SnowSource, StoreGeometry, UnitPrices

ROOT = Path(__file__).parents[3]
GOOD = ROOT / "tests/config/good/plant.yaml"
SCHEMA = json.loads((ROOT / "docs/schema/plant.schema.json").read_text("utf-8"))


def _with_tariff(tmp_path: Path, text: str | None = None) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text((text or GOOD.read_text("utf-8")) + "tariff: ostersund\ntimezone: Europe/Helsinki\n", "utf-8")
    return path


def test_a_plant_on_its_own_is_read_with_its_tariff_and_zone(tmp_path: Path) -> None:
    known = load_plant(_with_tariff(tmp_path))
    store = known.plant.snow_store
    assert (known.name, known.zone, known.tariff.id) == ("mine", ZoneInfo("Europe/Helsinki"), "ostersund")
    assert store.geometry == StoreGeometry(50, 40, 0, 40, 60)
    assert (store.mass_t, store.pad_area_m2, store.settled_density_kg_m3) == (6500, 2000, None)
    assert store.discharge is Discharge.WARM
    assert known.plant.connection is None


def test_a_price_that_is_not_given_is_none(tmp_path: Path) -> None:
    assert load_plant(_with_tariff(tmp_path)).plant.prices == UnitPrices()


def test_a_season_does_not_begin_on_a_leap_day(tmp_path: Path) -> None:
    text = (ROOT / "config/plants/example.yaml").read_text("utf-8")
    path = tmp_path / "leap.yaml"
    path.write_text(text.replace("start: 05-01", "start: 02-29"), "utf-8")
    with pytest.raises(ConfigurationError, match="a day of every year"):
        load_plant(path)


def test_the_intake_log_becomes_tonnes_in_the_order_of_its_days(tmp_path: Path) -> None:
    intake = load_plant(_with_tariff(tmp_path)).plant.snow_store.intake
    assert intake == (
        SnowIntake(date(2026, 1, 31), 1250, SnowSource.STREETS, 0.1),
        SnowIntake(date(2026, 2, 28), 5000, SnowSource.STREETS, 0.15),
        SnowIntake(date(2026, 3, 31), 200, SnowSource.GUNS, 0.15),
    )


def test_a_survey_knows_its_errors_without_being_told(tmp_path: Path) -> None:
    (survey,) = load_plant(_with_tariff(tmp_path)).plant.snow_store.surveys
    assert (survey.volume_sd_share, survey.density_sd_share) == (0.04, 0.05)
    assert survey.mass_t == pytest.approx(9900 * 0.655)


def test_the_full_load_of_a_data_sheet_stands_in_for_a_cop_table(tmp_path: Path) -> None:
    (chiller,) = load_plant(_with_tariff(tmp_path)).plant.chillers
    assert chiller.cop_points == ((25, pytest.approx(4.0)), (35, 2.9))
    assert len(chiller.data_sheet) == 4
    assert chiller.data_sheet[3].load_share == 0.5


def test_the_plant_of_a_site_comes_with_the_tariff_of_the_site() -> None:
    known = load_plant("ostersund_demo")
    assert known.plant.plc == "plc"
    assert known.plant.prices.interest_share == 0.03
    store = known.plant.snow_store
    # The stories agree: what came in, what was measured, what the season begins with.
    assert sum(line.mass_t for line in store.intake) == 21_000
    assert store.surveys[-1].mass_t == pytest.approx(store.mass_t, rel=0.01)


def test_all_shipped_plants_are_without_fault_or_warning() -> None:
    assert check_files(shipped_names("plant")).warnings == ()
    assert all(load_plant(name).plant.prices.interest_share is not None for name in shipped_names("plant"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("site: {id: a, name: A}\ntariff: ostersund\n", "plant: found nothing"),
        (GOOD.read_text("utf-8"), "tariff: found nothing"),
        (GOOD.read_text("utf-8").replace("mass_t", "mas_t").replace("volume_m3: 10000", "mass_t: 1"), "tariff"),
        ((ROOT / "config/tariffs/ostersund.yaml").read_text("utf-8"), "a file of kind tariff"),
    ],
)
def test_a_file_without_plant_or_tariff_is_refused_by_the_key_it_lacks(
    text: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=words):
        load_plant(path)


def test_every_fault_is_told_beside_the_missing_tariff(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(GOOD.read_text("utf-8").replace("pad_t: 7500", "pad_t: 75"), "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load_plant(path)
    assert [fault.field for fault in refused.value.faults] == ["plant.snow_store.volume_m3", "tariff"]


@pytest.mark.parametrize(("name", "words"), [("exmple", "did you mean example"), ("absent.yaml", "no such file")])
def test_a_plant_that_is_not_there_is_said_so(name: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        load_plant(name)


def test_a_pad_said_to_hold_more_than_its_shape_is_a_warning(tmp_path: Path) -> None:
    path = _with_tariff(tmp_path, GOOD.read_text("utf-8").replace("pad_t: 7500", "pad_t: 9000"))
    result = check_files([path])
    assert result.ok
    (warning,) = result.warnings
    assert "9000 t" in str(warning)
    assert "7,999 t" in str(warning)


def test_check_tells_a_plant_from_a_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kind_of(GOOD) == "plant"
    assert kind_of(ROOT / "config/sites/ostersund_demo.yaml") == "site"
    assert kind_of(ROOT / "tests/config/bad/plant.yaml") == "site"
    assert run(["check", str(GOOD), "example"]) == 0
    assert capsys.readouterr().out.startswith("ok: ")


def test_the_schema_for_editors_is_that_of_the_code_and_explains_every_key(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check", "--schema", "plant"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA == plant_schema()
    for model in [SCHEMA, *SCHEMA["$defs"].values()]:
        assert all(key.get("description") for key in model.get("properties", {}).values())


@pytest.mark.parametrize("path", [GOOD, ROOT / "config/plants/example.yaml"], ids=lambda path: path.stem)
def test_good_plants_fit_the_schema_and_editors_see_unknown_keys(path: Path) -> None:
    plant = read_document(path).value
    jsonschema.validate(plant, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**plant, "plats": 1}, SCHEMA)  # type: ignore[dict-item]
