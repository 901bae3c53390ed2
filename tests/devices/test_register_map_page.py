"""The page that the plant is programmed by says the same as the map that the gateway polls."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.load import load_profile
from simulators.operating_mode import OperatingMode

PAGE = (Path(__file__).parents[2] / "docs/plant_register_map.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["snow_plant_plc", "pulse_counter"])
def test_each_point_stands_on_the_page_with_its_register(name: str) -> None:
    for point in load_profile(name).points:
        row = next((line for line in PAGE.splitlines() if f"`{point.id}`" in line and line.startswith("|")), "")
        cells = [cell.strip() for cell in row.split("|")]
        assert cells[1:4] == [str(point.register), f"`{point.id}`", point.type.value], point.id
        scale = f" × {point.scale:g}" if point.scale != 1 else ""
        unit = f" {point.unit}" if point.unit != "1" else ""
        assert cells[4] == f"raw{scale}{unit}", point.id
        if point.write is not None:
            assert cells[5] == f"{point.write.minimum:g}…{point.write.maximum:g}", point.id


def test_no_point_on_the_page_is_missing_from_the_map() -> None:
    known = {point.id for name in ("snow_plant_plc", "pulse_counter") for point in load_profile(name).points}
    rows = [line.split("|") for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
    assert {row[2].strip(" `") for row in rows} == known


def test_each_named_state_stands_on_the_page() -> None:
    for point in load_profile("snow_plant_plc").points:
        for state in point.states:
            row = f"| {state.value} | {OperatingMode(state.value).name} | {state.text_sv} / {state.text_en} |"
            assert row in PAGE, row
    assert [state.value for state in load_profile("snow_plant_plc").point("operating_mode").states] == list(
        OperatingMode
    )
