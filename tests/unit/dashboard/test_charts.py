"""Axes, lines and the path to the target as geometry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.history import SPANS, back_from, steps_in
from dashboard.languages import load_texts
from dashboard.line_chart import BOTTOM, LEFT, RIGHT, TOP, Heading, Named, line_chart
from dashboard.path_chart import path_chart
from dashboard.scales import Scale, time_ticks, value_scale, value_ticks
from dashboard.views.savings import building_savings_rows, savings_text, year_rows
from domain.interval import Interval, Step
from domain.savings_summary import BuildingSavings, SavingsSummary, SavingsYear, Standing
from domain.table import StepSeries

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 97, ["0", "20", "40", "60", "80", "100"]),
        (0, 0, ["−1,0", "−0,5", "0,0", "0,5", "1,0"]),
        (-0.3, 0, ["−0,3", "−0,2", "−0,1", "0,0"]),
        (1180, 1312, ["1\u00a0150", "1\u00a0200", "1\u00a0250", "1\u00a0300", "1\u00a0350"]),
    ],
)
def test_value_axes_have_round_numbers_around_all_values(low: float, high: float, ticks: list[str]) -> None:
    scale, values = value_scale(low, high, BOTTOM, TOP)
    assert values[0] <= low
    assert values[-1] >= high
    assert [tick.text for tick in value_ticks(scale, values, "sv")] == ticks


@pytest.mark.parametrize(
    ("span", "first", "number"), [("2h", "12:30", 4), ("24h", "15:00", 8), ("7d", "08/07", 7)]
)
def test_time_axes_have_whole_local_hours_and_days(span: str, first: str, number: int) -> None:
    interval = back_from(NOON + timedelta(minutes=3), SPANS[span], Step.parse(SPANS[span].step, STOCKHOLM))
    scale = Scale(interval.start.timestamp(), interval.end.timestamp(), LEFT, RIGHT)
    ticks = time_ticks(interval, STOCKHOLM, scale)
    assert ticks[0].text == first
    assert number <= len(ticks) <= number + 1
    assert all(LEFT <= tick.position <= RIGHT for tick in ticks)


def test_the_change_to_summer_time_keeps_local_hours() -> None:
    interval = Interval(datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    scale = Scale(interval.start.timestamp(), interval.end.timestamp(), LEFT, RIGHT)
    texts = [tick.text for tick in time_ticks(interval, STOCKHOLM, scale)]
    assert texts == ["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "00:00"]


def series(means: list[float | None]) -> StepSeries:
    edges = tuple(NOON + timedelta(hours=n) for n in range(len(means) + 1))
    none = (None,) * len(means)
    covered = tuple(0.0 if mean is None else 1.0 for mean in means)
    count = tuple(0 if mean is None else 4 for mean in means)
    return StepSeries("a/b/c/d", "kW", edges, tuple(means), tuple(means), tuple(means), none, none, count, covered)


def drawn(means: list[float | None]) -> list[str]:
    interval = Interval(NOON, NOON + timedelta(hours=len(means)))
    heading = Heading("x", "Eleffekt", "/data")
    chart = line_chart(heading, [Named("Eleffekt", series(means))], interval, STOCKHOLM, load_texts("sv"))
    return [chart.lines[0].path, chart.sentence]


def test_a_line_breaks_where_there_is_nothing() -> None:
    path, sentence = drawn([10.0, 20.0, None, 30.0])
    assert path.count("M") == 2
    assert path.count("L") == 1
    assert sentence == "Eleffekt: 10,0–30,0 kW, senast 30,0. Täckning 75\u00a0%."


def test_no_values_draw_no_line_and_are_said() -> None:
    path, sentence = drawn([None, None])
    assert path == ""
    assert sentence.startswith("Eleffekt: inga värden.")


def test_powers_are_drawn_from_zero() -> None:
    path, _ = drawn([100.0, 100.0])
    assert path.startswith("M"), path
    y = float(path.split(" ")[1].split("h")[0])
    assert pytest.approx(TOP) == y


def test_the_table_has_a_row_per_step() -> None:
    interval = Interval(NOON, NOON + timedelta(hours=2))
    heading = Heading("x", "Eleffekt", "/data")
    chart = line_chart(heading, [Named("Eleffekt", series([1.25, None]))], interval, STOCKHOLM, load_texts("sv"))
    assert chart.rows == (("2026-07-14 14:00", "1,2", "100\u00a0%"), ("2026-07-14 15:00", "–", "0\u00a0%"))


def test_an_empty_answer_of_the_store_is_drawn_as_nothing() -> None:
    empty = StepSeries("a/b/c/d", "", (), (), (), (), (), (), (), ())
    interval = Interval(NOON, NOON + timedelta(hours=2))
    chart = line_chart(Heading("x", "T", "/d"), [Named("T", empty)], interval, STOCKHOLM, load_texts("en"))
    assert chart.empty
    assert chart.rows == ()


def test_steps_are_counted_without_being_made() -> None:
    century = Interval(datetime(1926, 1, 1, tzinfo=UTC), NOON)
    assert steps_in(century, Step(1, "s")) > 3_000_000_000
    assert steps_in(century, Step(1, "y")) >= 100


def summary(band: tuple[float, float], path: float | None = -0.225) -> SavingsSummary:
    years = tuple(SavingsYear(y, 1000.0, -0.013 * (y - 2010), -0.015 * (y - 2010)) for y in range(2010, 2026))
    goal = None if path is None else -0.30
    buildings = (
        BuildingSavings("a", "A", 54_000.0, 120.0, -0.1),
        BuildingSavings("b", "B", 9_000.0, 180.0, None),
        BuildingSavings("c", "C", 9_000.0, None, None),
    )
    return SavingsSummary(
        2025, 2010, 2030, 800.0, 1000.0, sum(band) / 2, band, path, goal, "none", years, buildings, NOON
    )


@pytest.mark.parametrize(
    ("band", "standing"),
    [((-0.25, -0.23), Standing.AHEAD), ((-0.21, -0.19), Standing.BEHIND), ((-0.23, -0.22), Standing.UNDECIDED)],
)
def test_the_outcome_is_judged_only_as_far_as_its_band_allows(
    band: tuple[float, float], standing: Standing
) -> None:
    assert summary(band).standing is standing


def test_without_a_target_nothing_is_judged() -> None:
    said = savings_text(summary((-0.21, -0.19), None), load_texts("sv"))
    assert (said.standing, said.standing_text, said.path, said.target) == (None, "Inget mål är satt.", "", "")
    assert path_chart(summary((-0.21, -0.19), None), "sv").target is None


def test_the_path_goes_from_the_base_year_to_the_target() -> None:
    chart = path_chart(summary((-0.21, -0.19)), "sv")
    assert chart.target is not None
    assert chart.target.text == "−30\u00a0%"
    assert chart.path == f"M{chart.marks[0].x:g} {chart.zero_y:g}L{chart.target.x:g} {chart.target.y:g}"
    last = chart.marks[-1]
    assert last.low_y is not None
    assert last.high_y is not None
    assert last.low_y > last.y > last.high_y, "down is less energy"


def test_the_band_is_said_and_rows_are_in_order() -> None:
    texts = load_texts("sv")
    assert "mellan −21,0\u00a0% och −19,0\u00a0%" in savings_text(summary((-0.21, -0.19)), texts).band
    assert year_rows(summary((-0.21, -0.19)), texts)[0][0] == "2010"
    rows = building_savings_rows(summary((-0.21, -0.19)), texts)
    assert [row[0].building for row in rows] == ["b", "a", "c"], "most use per square metre first"
    assert rows[2][2] == "–"


def test_a_step_that_an_earlier_reading_speaks_for_is_no_gap() -> None:
    interval = Interval(NOON, NOON + timedelta(hours=3))
    held = replace(series([10.0, None, 30.0]), coverage=(1.0, 1.0, 1.0))
    chart = line_chart(
        Heading("x", "Eleffekt", "/data"), [Named("Eleffekt", held)], interval, STOCKHOLM, load_texts("sv")
    )
    assert (chart.lines[0].path.count("M"), chart.lines[0].path.count("L")) == (1, 1)
