"""Drawings: well formed, in proportion, inside their sheet."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from analytics.report.charts import (
    WIDTH,
    Bar,
    Cloud,
    Frame,
    Layer,
    Rank,
    Stride,
    ranking,
    scatter,
    stacked_bars,
    waterfall,
)
from analytics.report.path_chart import Path, target_path

RECT, TEXT, CIRCLE = (f"{{http://www.w3.org/2000/svg}}{name}" for name in ("rect", "text", "circle"))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def rects(svg: str, colour: str) -> list[dict[str, float]]:
    found = [e for e in parsed(svg).iter(RECT) if e.get("fill") == colour]
    return [{key: float(e.get(key, "0")) for key in ("x", "y", "width", "height")} for e in found]


def test_bars_are_as_high_as_their_values():
    bars = [Bar("2010", "100"), Bar("2011", "50")]
    svg = stacked_bars(bars, [Layer("El", "#123456", (100.0, 50.0))], "MWh")
    first, second = (rect for rect in rects(svg, "#123456") if rect["height"] > 9)
    assert first["height"] == pytest.approx(2 * second["height"], abs=1.0)


def test_everything_stays_on_the_sheet():
    bars = [Bar(str(year), f"{year}\u00a0000") for year in range(2010, 2040)]
    svg = stacked_bars(bars, [Layer("El", "#123456", (1.0,) * 30)], "MWh", line=[2.0] * 30, line_name="Mål")
    for rect in rects(svg, "#123456"):
        assert rect["x"] >= 0
        assert rect["x"] + rect["width"] <= WIDTH


def test_a_year_without_use_is_no_bar_and_no_error():
    svg = stacked_bars([Bar("2010", "–")], [Layer("El", "#123456", (0.0,))], "MWh")
    assert "–" in [element.text for element in parsed(svg).iter(TEXT)]


def test_a_waterfall_ends_where_its_steps_lead():
    strides = [Stride("a", 100.0, "100", True), Stride("b", -30.0, "−30"), Stride("c", 70.0, "70", True)]
    svg = waterfall(strides, "MWh")
    (fall,) = rects(svg, "#2e7d4f")
    first, last = rects(svg, "#7d8894")
    assert fall["x"] + fall["width"] == pytest.approx(first["x"] + first["width"], abs=0.1)
    assert fall["x"] == pytest.approx(last["x"] + last["width"], abs=0.1)


def test_a_dwarfing_bar_is_cut_and_the_rest_keep_their_proportion():
    ranks = [Rank("a", (50.0,), "50"), Rank("b", (100.0,), "100"), Rank("c", (2000.0,), "2000")]
    lengths = [rect["width"] for rect in rects(ranking(ranks, [("El", "#123456")], "kWh/m²"), "#123456")][1:]
    assert lengths[1] == pytest.approx(2 * lengths[0], rel=0.02)
    assert lengths[1] < lengths[2] < 1.3 * lengths[1]


def test_names_with_marks_are_written_safely():
    svg = ranking([Rank("Skolan & <badet>", (1.0,), "1")], [("El", "#123456")], "kWh/m²")
    assert "Skolan & <badet>" in [element.text for element in parsed(svg).iter(TEXT)]


def test_a_cloud_of_equal_points_is_drawn():
    frame = Frame(("1", "1"), ("2", "2"), "x", "y")
    svg = scatter([Cloud("2010", "#123456", True, ((1.0, 2.0), (1.0, 2.0)))], frame)
    assert len(list(parsed(svg).iter(CIRCLE))) == 3


def test_the_path_chart_draws_known_years_alone():
    path = Path((2010, 2011, 2012), (0.0, -0.1, -0.2), (0.0, None, -0.1), (-0.12, -0.08), "−10 %", "−20 %")
    assert len(list(parsed(target_path(path, ("Utfall", "Målbana"))).iter(CIRCLE))) == 2
