"""`snokyla simulate season` as other programs call it: document, exit codes, messages, picture."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from app.cli import run
from app.pictures.season import season_svg

START = datetime(2026, 6, 30, 22, tzinfo=UTC)
DAYS = 6


@pytest.fixture
def folder(tmp_path):
    """Weather, prices and load of six days in July."""
    hours = range(24 * DAYS)
    warm = [14.0 + (hour % 24 > 8) * 8.0 for hour in hours]
    write(tmp_path / "weather.csv", ["outside_air_temp_c", "rain_mm"], [(warm[hour], 0.1) for hour in hours])
    write(tmp_path / "prices.csv", ["price_eur_mwh"], [(20.0 + hour % 24,) for hour in hours])
    write(tmp_path / "load.csv", ["cooling_load_kw"], [(40.0 * (warm[hour] - 9.0),) for hour in hours])
    return tmp_path


def write(path, names, rows):
    lines = [",".join(["time_utc", *names])]
    for number, row in enumerate(rows):
        moment = START + timedelta(hours=number)
        lines.append(",".join([f"{moment:%Y-%m-%dT%H:%M:%SZ}", *("" if v is None else f"{v}" for v in row)]))
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture
def call(folder, capsys):
    """Calls the verb on the files: exit code, stdout, stderr."""

    def called(*more, strategy="snow_first"):
        files = [
            part for name in ("weather", "prices", "load") for part in (f"--{name}", str(folder / f"{name}.csv"))
        ]
        code = run(["simulate", "season", "--plant", "ostersund_demo", *files, "--strategy", strategy, *more])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return called


@pytest.mark.parametrize("strategy", ["chiller_only", "chiller_priority", "snow_first", "daily_quota", "perfect"])
def test_the_document_is_the_contract(call, fits, strategy):
    code, out, err = call("--json", "--lang", "en", strategy=strategy)
    assert code == 0, err
    document = fits("simulate_season", out)
    assert document["strategy"] == strategy
    assert document["from"] == "2026-06-30T22:00:00Z"
    assert document["to"] == "2026-07-06T22:00:00Z"
    assert set(document["cost_sek"]) == {"energy", "grid", "tax", "demand", "total"}
    assert set(document["cooling_mwh"]) == {"snow", "free_cooling", "chiller", "unmet"}
    assert set(document["electricity_mwh"]) == {"chillers", "pumps", "free_cooling"}
    assert set(document["snow_t"]) == {"start", "end", "melted_by_load", "melted_naturally", "discharged", "rain"}
    assert set(document["comfort"]) == {"degree_hours", "unmet_mwh"}
    assert document["run_out_date"] is None
    assert document["step_minutes"] == 60
    assert document["snow_t"]["start"] == 20000.0
    warned = {warning["code"]: warning["text"] for warning in document["warnings"]}
    assert set(warned) == {"plant_alone", "melt_model", "partial_season"}
    assert "plant alone" in warned["plant_alone"]
    assert "step 1h, 144 rows" in err


def test_the_same_seed_gives_the_same_document(call):
    first, second, other = (json.loads(call("--json", "--seed", seed)[1]) for seed in ("4", "4", "5"))
    del first["wall_s"], second["wall_s"]
    assert first == second
    assert other["cost_sek"] != first["cost_sek"]


def test_for_people(call):
    code, out, _ = call()
    assert code == 0
    assert "Kostnad exkl. moms" in out
    assert "plant alone" in out
    assert "Undre gräns" in call(strategy="perfect")[1]


@pytest.mark.parametrize(("strategy", "said"), [("planned", "planner"), ("snow_last", "snow_first")])
def test_strategies_that_are_not_there(call, strategy, said):
    code, out, err = call("--json", strategy=strategy)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("row", [0, 70, 143])
@pytest.mark.parametrize(("name", "column"), [("prices", "price_eur_mwh"), ("load", "cooling_load_kw")])
def test_a_missing_value_is_refused_with_file_and_line(call, folder, name, column, row):
    rows = [(30.0,)] * (24 * DAYS)
    rows[row] = (None,)
    write(folder / f"{name}.csv", [column], rows)
    code, out, err = call("--json")
    assert (code, out) == (3, "")
    assert f"{name}.csv:{row + 2}: {column}" in err


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("weather", "time_utc,outside_air_temp_c\n2026-07-01T00:00:00,15\n", 2),
        ("prices", "time_utc,price_sek\n2026-07-01T00:00:00Z,15\n", 1),
        ("load", "time_utc,cooling_load_kw\n2026-07-01T00:00:00Z,1\n2026-07-01T00:00:00Z,1\n", 3),
        ("weather", "time_utc,outside_air_temp_c\n2026-07-01T00:00:00Z,290\n2026-07-01T01:00:00Z,290\n", 2),
        ("load", "time_utc,base_power_kw\n2026-07-01T00:00:00Z,290\n2026-07-01T01:00:00Z,290\n", 1),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(call, folder, name, text, line):
    (folder / f"{name}.csv").write_text(text)
    code, out, err = call("--json")
    assert (code, out) == (3, "")
    assert f"{name}.csv:{line}:" in err


def test_a_plant_that_is_not_there(call):
    code = run(["simulate", "season", "--plant", "nowhere.yaml", "--weather", "w", "--prices", "p", "--load", "l",
                "--strategy", "snow_first"])  # fmt: skip
    assert code == 3


@pytest.mark.parametrize(
    "wrong",
    [
        ("--from", "2026-07-02"),
        ("--from", "2026-07-03", "--to", "2026-07-02"),
        ("--seeds", "3-1"),
        ("--seeds", "1-99999"),
        ("--plot", "season.gif"),
        ("--plot", "season.svg", "--seeds", "1-2"),
        ("--co2", "-1"),
    ],
)
def test_options_that_make_no_sense(call, wrong):
    code, out, err = call(*wrong)
    assert (code, out) == (2, "")
    assert err


def test_part_of_the_files(call):
    code, out, _ = call("--json", "--from", "2026-07-02", "--to", "2026-07-04")
    assert code == 0
    document = json.loads(out)
    assert document["from"] == "2026-07-01T22:00:00Z"
    assert document["to"] == "2026-07-03T22:00:00Z"


def test_many_seeds_are_one_document(call, fits):
    code, out, err = call("--json", "--seeds", "2-5", strategy="daily_quota")
    assert code == 0, err
    document = fits("simulate_seasons", out)
    assert document["seeds"] == [2, 3, 4, 5]
    totals = [season["cost_sek"]["total"] for season in document["seasons"]]
    spread = document["summary"]["cost_sek_total"]
    assert (spread["least"], spread["most"]) == (min(totals), max(totals))
    assert spread["least"] <= spread["p10"] <= spread["p50"] <= spread["p90"] <= spread["most"]


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_picture(call, folder, ending, begins):
    path = folder / f"season.{ending}"
    code, _, err = call("--plot", str(path))
    assert code == 0, err
    assert path.read_bytes().startswith(begins)
    assert str(path) in err


def test_a_picture_that_cannot_be_written(call, folder):
    code, out, err = call("--json", "--plot", str(folder / "nowhere" / "season.svg"))
    assert (code, out) == (2, "")
    assert "--plot" in err


def test_a_picture_that_a_full_disk_refuses_does_not_take_the_answer_away(call, fits, folder, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.files.output.os.fsync", full)
    code, out, err = call("--json", "--plot", str(folder / "season.svg"))
    assert code == 4
    assert fits("simulate_season", out)["seed"] == 1
    assert "No space left" in err
    assert not [path for path in folder.iterdir() if "season" in path.name]


def test_the_picture_speaks_both_languages(folder):
    from config.load_plant import load_plant
    from simulators.season.gather import SeasonFiles, gather
    from simulators.season.run import Case, play_season
    from sources.interval_csv import read_interval_csv

    site = load_plant("ostersund_demo")
    files = SeasonFiles(*(read_interval_csv(folder / f"{name}.csv") for name in ("weather", "prices", "load")))
    inputs = gather(files, site.plant.season, site.zone)
    played = play_season(Case(inputs, site.plant, site.tariff, "snow_first", 1, site.zone))
    swedish, english = season_svg(played, "sv"), season_svg(played, "en")
    assert "smält av kyla" in swedish
    assert "melted by cooling" in english
    share = f"{played.outcome.natural_melt_share:.0%}"
    assert share in english
    for drawing, tonnes in ((swedish, "20\u00a0000"), (english, "20,000")):
        assert f">{tonnes}</text>" in drawing
    # One bar per day and layer at most, and the price line.
    assert swedish.count("<polyline") == 1
