"""One word for what the plant is doing."""

from datetime import UTC, datetime, timedelta

import pytest

from simulators.operating_mode import OperatingMode, cooling_mode
from simulators.plc import Panel, Plc
from simulators.snow_plant import SnowPlant
from simulators.snow_season import Phase


@pytest.mark.parametrize(
    ("doing", "running", "mode"),
    [
        (Phase.FILLING, (), OperatingMode.FILL),
        (Phase.COVERED, (), OperatingMode.COVERED_STANDBY),
        (Phase.CLEARING, (), OperatingMode.DRAIN),
        (Phase.EMPTY, (), OperatingMode.DRAIN),
        (Phase.COVERED, ("snow",), OperatingMode.SNOW_ONLY),
        (Phase.COVERED, ("snow", "chillers"), OperatingMode.SNOW_AND_CHILLER),
        (Phase.COVERED, ("chillers", "free_cooling"), OperatingMode.CHILLER_ONLY),
        (Phase.FILLING, ("free_cooling",), OperatingMode.FREE_COOLING),
    ],
)
def test_what_cools_says_the_mode_and_without_it_the_store(doing, running, mode):
    kinds = {kind: kind in running for kind in ("snow", "chillers", "free_cooling")}
    assert cooling_mode(doing, **kinds) is mode


def test_the_panel_and_a_trip_come_first(site, buildings, winter):
    plc = Plc(SnowPlant(site, buildings, winter, 1), lambda: 0.0)
    plc.advance(winter + timedelta(minutes=30))
    assert plc.mode is OperatingMode.FREE_COOLING
    assert (plc.read("store_filling"), plc.read("store_draining")) == (1.0, 0.0)
    plc.trip_pump()
    assert plc.mode is OperatingMode.FAULT
    plc.panel = Panel.HAND
    assert plc.mode is OperatingMode.MANUAL
    plc.panel = Panel.OFF
    assert plc.read("operating_mode") == OperatingMode.OFF


def test_every_point_of_the_map_is_served_within_its_limits(site, buildings):
    profile = site.device("plc").profile
    for start in (datetime(2026, 1, 20, 4, tzinfo=UTC), datetime(2026, 7, 20, 13, tzinfo=UTC)):
        plc = Plc(SnowPlant(site, buildings, start, 2), lambda: 0.0)
        plc.write("heartbeat", 1.0)
        plc.write("snow_setpoint_kw", 400.0)
        plc.advance(start + timedelta(hours=1))
        for point in profile.points:
            value = point.written_unit.from_canonical(plc.read(point.id))
            if point.minimum is not None and point.maximum is not None:
                # Noise about nothing shows as nothing: registers without sign have no less.
                assert point.minimum - 5.0 <= value <= point.maximum, point.id
