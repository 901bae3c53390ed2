"""`snokyla what-if` as other programs and a town see it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from app.cli import run
from app.pictures.what_if import what_if_svg
from app.tables.what_if import Words, summers_text
from config.load_plant import load_plant
from simulators.what_if import Knobs, Question, WhatIf, what_if

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "docs/schema/what_if.schema.json").read_text("utf-8"))
SHORT = ["what-if", "--plant", "example", "--cover-m", "0.2", "--summers", "1"]


@pytest.fixture(scope="module")
def answer() -> WhatIf:
    known = load_plant("example")
    knobs = Knobs((3000.0, 6000.0, 15_000.0), (0.2, 0.4), warmer_c=(0.0, 2.0))
    return what_if(Question(known.plant, known.tariff, known.zone, knobs, summers=1, workers=1))


@pytest.fixture
def unpriced(tmp_path: Path) -> Path:
    """The example without any price."""
    text = (ROOT / "config/plants/example.yaml").read_text("utf-8")
    before, _, after = text.partition("  prices:\n")
    path = tmp_path / "unpriced.yaml"
    path.write_text(before + "tariff:" + after.partition("tariff:")[2], "utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A fortnight of weather, prices and load in June."""
    start, paths = datetime(2024, 6, 1, tzinfo=UTC), {}
    for name, columns, row in (
        ("weather", "outside_air_temp_c,rain_mm", "18.5,0"),
        ("prices", "price_eur_mwh", "40"),
        ("load", "cooling_load_kw,base_power_kw", "350,100"),
    ):
        paths[name] = tmp_path / f"{name}.csv"
        moments = (start + timedelta(hours=hour) for hour in range(14 * 24))
        rows = [f"{moment:%Y-%m-%dT%H:%M:%SZ},{row}" for moment in moments]
        paths[name].write_text("\n".join([f"time_utc,{columns}", *rows]) + "\n")
    return paths


def test_the_document_holds_to_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*SHORT, "--snow-t", "3000,15000", "--exchanger-kw", "300", "--warmer-c", "1.5", "--json"]
    assert run([*arguments, "--strategy", "daily_quota"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, SCHEMA)
    fitting, unfit = document["cases"]
    asked = {"cover_m": 0.2, "exchanger_kw": 300, "warmer_c": 1.5, "strategy": "daily_quota"}
    for case, snow_t, fits in ((fitting, 3000, True), (unfit, 15000, False)):
        assert {key: case[key] for key in asked} == asked
        assert (case["snow_t"]["start"], case["fits"]) == (snow_t, fits)
    assert unfit["cost_sek"] is None
    assert set(fitting["cost_sek"]) == {"energy", "grid", "tax", "demand", "total"}
    assert set(fitting["cooling_mwh"]) == {"snow", "free_cooling", "chiller", "unmet"}
    cost = fitting["annual_cost_sek"]
    assert cost["total"] == pytest.approx(sum(value for key, value in cost.items() if key != "total"))


def test_files_take_the_place_of_what_is_made_up(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    given = [text for name, path in files.items() for text in (f"--{name}", str(path))]
    assert run([*SHORT, "--snow-t", "3000", *given, "--json", "--lang", "en"]) == 0
    heard = capsys.readouterr()
    document = json.loads(heard.out)
    assert document["basis"] == {name: str(path) for name, path in files.items()}
    assert {warning["code"] for warning in document["warnings"]} == {"melt_model", "partial_season"}
    cooling = document["cases"][0]["cooling_mwh"]
    assert sum(cooling.values()) == pytest.approx(350 * 14 * 24 / 1000)
    assert "step 1h, 336 rows" in heard.err


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "sv",
            ["Bara driftkostnad, inget underlag för dimensionering", "ryms inte: högst 12\u00a0000 t", "Snökyla"],
        ),
        ("en", ["operating cost only, not a basis for sizing", "does not fit: 12,000 t at most", "From snow"]),
    ],
)
def test_a_town_reads_what_is_missing_and_what_has_no_room(
    language: str, words: list[str], unpriced: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["what-if", "--plant", str(unpriced), "--cover-m", "0.2", "--summers", "1", "--lang", language]
    assert run([*arguments, "--snow-t", "3000,15000"]) == 0
    out = capsys.readouterr().out
    assert all(each in out for each in words)
    assert "…" not in out


@pytest.mark.parametrize(("language", "head"), [("sv", "Dyrare än utan"), ("en", "Dearer than no")])
def test_the_sign_tells_whether_snow_is_dearer(
    language: str, head: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*SHORT, "--snow-t", "3000", "--lang", language]) == 0
    out = capsys.readouterr().out
    assert head in out
    assert re.search(r"^ *3.000 .* \+\d+$", out, flags=re.M)
    words = Words(language)
    assert [words.change(value) for value in (12.6, -12.6, -0.2, None)] == ["+13", "−13", "0", "–"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--snow-t", "five"], 2, "'five' is not a number"),
        (["--snow-t", "3000,,4000"], 2, "'' is not a number"),
        (["--snow-t", "3000,3000"], 2, "3000 is given twice"),
        (["--snow-t", "0"], 2, "does not lie above 0"),
        (["--snow-t", "nan"], 2, "not a number"),
        (["--snow-t", "3000", "--warmer-c", "40"], 2, "-10 to 10"),
        (["--snow-t", "3000", "--exchanger-kw", "-5"], 2, "above 0"),
        (["--snow-t", "3000", "--strategy", "planned"], 2, "planned comes with"),
        (["--snow-t", "3000", "--plot", "a.gif"], 2, ".svg, .png, .pdf"),
        (["--snow-t", "3000", "--plot", "nowhere/a.svg", "--summers", "500"], 2, "no such folder"),
        (["--snow-t", ",".join(str(3000 + number) for number in range(401))], 2, "401 combinations"),
        (["--snow-t", "3000", "--weather", "absent.csv"], 3, "absent.csv"),
        (["--snow-t", "3000", "--plant", "exmple"], 3, "did you mean example"),
        (["--snow-t", "3000", "--plant", str(ROOT / "tests/config/good/plant.yaml")], 3, "tariff"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*SHORT, *arguments]) == code
    heard = capsys.readouterr()
    assert words in heard.err
    assert heard.out == ""


def test_faults_of_all_files_are_told_at_once(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    swapped = ["--prices", str(files["load"]), "--load", str(files["prices"])]
    assert run([*SHORT, "--snow-t", "3000", *swapped]) == 3
    told = capsys.readouterr().err
    assert "price_eur_mwh" in told
    assert "cooling_load_kw" in told


def _texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter() if each.tag.endswith("text")]


def test_the_picture_shows_every_case_that_fits(answer: WhatIf) -> None:
    drawing = ElementTree.fromstring(what_if_svg(answer, "sv"))
    texts = _texts(what_if_svg(answer, "sv"))
    for text in ("3\u00a0000", "6\u00a0000", "15\u00a0000", "rymmer 12\u00a0000 t", "30 sep"):
        assert text in texts
    assert sum("täckets tjocklek 0,2 m" in text for text in texts) == 2
    marks = [each for each in drawing.iter() if each.tag.endswith("circle")]
    # Four lines with two cases that fit, in three panels.
    assert len(marks) == 4 * 2 * 3


def test_the_picture_writes_numbers_as_its_language_has_them(answer: WhatIf) -> None:
    texts = _texts(what_if_svg(answer, "en"))
    for text in ("3,000", "15,000", "holds 12,000 t", "30 Sep"):
        assert text in texts
    assert any("thickness of the cover 0.2 m" in text for text in texts)


@pytest.mark.parametrize(
    ("language", "one", "more"), [("sv", "1 sommar", "24 somrar"), ("en", "1 summer", "24 summers")]
)
def test_one_summer_is_one(language: str, one: str, more: str, answer: WhatIf) -> None:
    for document, words in ((answer, one), (replace(answer, summers=24), more)):
        assert _texts(what_if_svg(document, language))[0].endswith(f": snow_first, {words}")
        assert summers_text(document, language) == words


def test_a_picture_is_written_in_the_format_of_its_name(tmp_path: Path) -> None:
    for name, begins in (("a.svg", b"<svg"), ("a.png", b"\x89PNG"), ("a.pdf", b"%PDF")):
        assert run([*SHORT, "--snow-t", "3000", "--plot", str(tmp_path / name), "--lang", "en"]) == 0
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_one_value_of_everything_is_drawn_too() -> None:
    known = load_plant("example")
    question = Question(known.plant, known.tariff, known.zone, Knobs((3000.0,), (0.2,)), summers=1, workers=1)
    assert "</svg>" in what_if_svg(what_if(question), "en")
