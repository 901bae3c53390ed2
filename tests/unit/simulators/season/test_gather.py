"""Three files become one season: grids, gaps, the days they share, and refusals with their line."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from domain.errors import InputError
from domain.interval import Interval
from domain.plant import Season
from simulators.season.gather import SeasonFiles, SeveralSeasons, gather
from simulators.season.inputs import LocalTime, Notice
from simulators.season.scene import Scene

SEASON = Season((5, 1), (9, 30))
START = datetime(2026, 6, 1, 22, tzinfo=UTC)
HOURS = 24 * 4
FULL = ("global_radiation_w_m2", "relative_humidity_pct", "wind_m_s")


@pytest.fixture
def files(table):
    """Makes the three tables of four days; what is given replaces the usual."""

    def made(**changes):
        ramp = [10.0 + hour * 0.1 for hour in range(HOURS)]
        weather = dict.fromkeys(FULL, [50.0] * HOURS) | {"outside_air_temp_c": ramp, "rain_mm": [0.4] * HOURS}
        load = {"cooling_load_kw": [200.0] * HOURS, "base_power_kw": [50.0] * HOURS}
        usual = {
            "weather": table("w.csv", START, "1h", weather),
            "prices": table("p.csv", START, "1h", {"price_eur_mwh": [float(hour) for hour in range(HOURS)]}),
            "load": table("l.csv", START, "1h", load),
        }
        return SeasonFiles(**(usual | changes))

    return made


def faults_of(files, zone, asked=None):
    with pytest.raises(InputError) as caught:
        gather(files, SEASON, zone, asked)
    return [str(fault) for fault in caught.value.faults]


def codes(inputs):
    return [notice.code for notice in inputs.notices]


def test_hours_stay_hours(files, site):
    got = gather(files(), SEASON, site.timezone)
    assert (got.start, got.step_minutes, got.count) == (START, 60, HOURS)
    assert got.price_eur_mwh.tolist() == [float(hour) for hour in range(HOURS)]
    assert got.outside_air_temp_c[3] == pytest.approx(10.3)
    assert codes(got) == ["partial_season"]


def test_the_finest_step_counts(files, table, site):
    quarters = table("p.csv", START, "15min", {"price_eur_mwh": [float(n) for n in range(4 * HOURS)]})
    got = gather(files(prices=quarters), SEASON, site.timezone)
    assert (got.step_minutes, got.count) == (15, 4 * HOURS)
    assert got.price_eur_mwh[:6].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    assert (got.cooling_load_kw == 200.0).all()
    assert got.rain_mm.sum() == pytest.approx(0.4 * HOURS)
    # Straight between the middles of the hours: the quarter from 01:30 lies 1/8 h behind that of hour 1.
    assert got.outside_air_temp_c[6] == pytest.approx(10.1 + 0.1 * 0.125)
    hourly = got.outside_air_temp_c.reshape(-1, 4).mean(axis=1)
    assert hourly[1:-1] == pytest.approx([10.0 + hour * 0.1 for hour in range(HOURS)][1:-1])


def test_the_season_is_what_all_three_hold(files, table, site):
    later = table("l.csv", START + timedelta(days=1), "1h", {"cooling_load_kw": [200.0] * HOURS})
    got = gather(files(load=later), SEASON, site.timezone)
    assert got.start == START + timedelta(days=1)
    assert got.end == START + timedelta(days=4)
    assert got.price_eur_mwh[0] == 24.0


def test_the_plants_season_cuts_the_files(files, site):
    got = gather(files(), Season((6, 3), (6, 4)), site.timezone)
    assert got.start == datetime(2026, 6, 2, 22, tzinfo=UTC)
    assert got.end == datetime(2026, 6, 4, 22, tzinfo=UTC)
    assert codes(got) == []


def test_files_of_different_summers_are_refused(files, table, site):
    other = table("l.csv", START - timedelta(days=365), "1h", {"cooling_load_kw": [200.0] * HOURS})
    told = faults_of(files(load=other), site.timezone)
    assert len(told) == 3
    assert "2025-06-01 … 2025-06-05" in told[2]


def test_more_than_one_season_is_a_question(table, site):
    days = 1000
    columns = {
        "w.csv": {"outside_air_temp_c": [10.0] * 24 * days},
        "p.csv": {"price_eur_mwh": [10.0] * 24 * days},
        "l.csv": {"cooling_load_kw": [10.0] * 24 * days},
    }
    three = SeasonFiles(*(table(name, START, "1h", column) for name, column in columns.items()))
    with pytest.raises(SeveralSeasons) as caught:
        gather(three, SEASON, site.timezone)
    assert caught.value.seasons[1] == (date(2027, 5, 1), date(2027, 9, 30))
    # One whole summer and the ends of two others: no question.
    days = 500
    one = SeasonFiles(
        *(table(name, START + timedelta(days=60), "1h", {key: [10.0] * 24 * days for key in column})
          for name, column in columns.items())
    )  # fmt: skip
    assert gather(one, SEASON, site.timezone).end == datetime(2027, 9, 30, 22, tzinfo=UTC)
    asked = Interval(datetime(2027, 5, 1, tzinfo=UTC), datetime(2027, 5, 2, tzinfo=UTC))
    assert gather(three, SEASON, site.timezone, asked).count == 24


@pytest.mark.parametrize(("which", "name"), [("prices", "price_eur_mwh"), ("load", "cooling_load_kw")])
def test_a_missing_price_or_load_is_refused_with_its_line(files, table, site, which, name):
    values = [5.0] * HOURS
    values[30] = None
    told = faults_of(files(**{which: table("x.csv", START, "1h", {name: values})}), site.timezone)
    assert len(told) == 1
    assert told[0].startswith(f"x.csv:32: {name}: found nothing from 2026-06-03T04:00Z to 2026-06-03T05:00Z")
    absent = START + timedelta(hours=30)
    gap = table("x.csv", START, "1h", {name: [5.0] * HOURS}, keep=lambda time: time != absent)
    assert faults_of(files(**{which: gap}), site.timezone)[0].startswith(f"x.csv:32: {name}: found nothing")


def test_a_base_load_with_holes_is_refused_an_empty_one_is_none(files, table, site):
    load = {"cooling_load_kw": [200.0] * HOURS, "base_power_kw": [None, *[1.0] * (HOURS - 1)]}
    assert "base_power_kw" in faults_of(files(load=table("l.csv", START, "1h", load)), site.timezone)[0]
    load["base_power_kw"] = [None] * HOURS
    assert gather(files(load=table("l.csv", START, "1h", load)), SEASON, site.timezone).base_power_kw is None


@pytest.mark.parametrize(("hours", "refused"), [(1, False), (6, False), (7, True)])
def test_short_gaps_in_weather_are_bridged_and_counted(files, table, site, hours, refused):
    known = files()
    columns = {name: list(column) for name, column in known.weather.columns.items()}
    columns["outside_air_temp_c"][10 : 10 + hours] = [None] * hours
    holed = files(weather=table("w.csv", START, "1h", columns))
    if refused:
        assert faults_of(holed, site.timezone)[0].startswith("w.csv:12: outside_air_temp_c: found nothing from")
        return
    got = gather(holed, SEASON, site.timezone)
    assert got.outside_air_temp_c[10] == pytest.approx(11.0)
    bridged = next(notice for notice in got.notices if notice.code == "weather_bridged")
    assert bridged.rows == hours


def test_absent_and_empty_columns_fall_back_to_the_simpler_melt(files, table, site, plant, tariff):
    columns = {"outside_air_temp_c": [15.0] * HOURS, "wind_m_s": [None] * HOURS}
    simple = gather(files(weather=table("w.csv", START, "1h", columns)), SEASON, site.timezone)
    note = next(notice for notice in simple.notices if notice.code == "melt_model")
    named = dict(note.values)["columns"]
    assert all(name in named for name in (*FULL, "rain_mm"))
    full = gather(files(), SEASON, site.timezone)
    assert "melt_model" not in codes(full)
    models = [Scene(one, plant(), tariff(), 1, site.timezone).melt.name for one in (simple, full)]
    assert models == ["conduction", "energy_balance"]


@pytest.mark.parametrize("absent", [*FULL, "rain_mm"])
def test_one_absent_column_is_enough_for_the_simpler_melt(files, table, site, plant, tariff, absent):
    columns = dict.fromkeys((*FULL, "rain_mm", "outside_air_temp_c"), [15.0] * HOURS)
    del columns[absent]
    got = gather(files(weather=table("w.csv", START, "1h", columns)), SEASON, site.timezone)
    note = next(notice for notice in got.notices if notice.code == "melt_model")
    assert dict(note.values)["columns"] == absent
    assert Scene(got, plant(), tariff(), 1, site.timezone).melt.name == "conduction"


def test_days_are_no_step_for_a_season(files, table, site):
    daily = table("p.csv", START, "1d", {"price_eur_mwh": [10.0] * 10})
    assert "15min or 1h" in faults_of(files(prices=daily), site.timezone)[0]


def test_what_was_asked_for_must_be_there(files, site):
    asked = Interval(START, START + timedelta(days=5))
    told = faults_of(files(), site.timezone, asked)
    assert any("p.csv:97: price_eur_mwh" in one for one in told)
    inside = Interval(START + timedelta(hours=2), START + timedelta(hours=50))
    got = gather(files(), SEASON, site.timezone, inside)
    assert got.count == 48
    assert "partial_season" not in codes(got)


def test_the_local_clock_has_days_of_23_and_25_hours(inputs, site):
    from dataclasses import replace

    autumn = replace(inputs(1, days=3), start=datetime(2026, 10, 23, 22, tzinfo=UTC))
    clock = LocalTime.of(autumn, site.timezone)
    assert np.bincount(clock.day).tolist() == [24, 25, 23]
    assert clock.days[1] == date(2026, 10, 25)
    assert clock.hour[24:28].tolist() == [0, 1, 2, 2]


def test_a_period_that_begins_or_ends_inside_a_step_is_refused(files, site):
    """Rounded to the step it would silently be another period than was asked for."""
    off = Interval(START + timedelta(hours=2, minutes=7), START + timedelta(hours=50, seconds=1))
    told = faults_of(files(), site.timezone, off)
    assert [text[: text.index(":")] for text in told] == ["--from", "--to"]
    first = START + timedelta(hours=2)
    for moment in (first, first + timedelta(hours=1)):
        assert f"{moment:%Y-%m-%dT%H:%MZ}" in told[0]
    assert all("step of 60 min" in text for text in told)


def test_a_notice_writes_its_numbers_as_its_language_has_them():
    notice = Notice("unmet_bound", 1200, (("unmet", 1234.56), ("room", 30_000), ("column", "rain_mm")))
    text = "{rows} {unmet} {room} {column}"
    assert notice.filled(text, "sv") == "1\u00a0200 1\u00a0234,6 30\u00a0000 rain_mm"
    assert notice.filled(text, "en") == "1,200 1,234.6 30,000 rain_mm"
