from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from controller.process_image import freeze, watched_points
from domain.quality import Reason, bad, uncertain
from domain.reading import Reading

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
POINT = "ostersund_demo/plant/plc/pond_level_mm"


def frozen(site, *readings, speed=1.0):
    watched = watched_points(site, lambda wall: timedelta(seconds=wall * speed))
    return freeze(watched, {reading.point: reading for reading in readings}, NOW)


def reading(age_s=0.0, value=812.0, **changes):
    at = NOW - timedelta(seconds=age_s)
    return Reading(POINT, at, at, value, "mm", **changes)


def test_every_point_of_the_plc_is_in_the_image_with_a_value_or_a_reason(site):
    image = frozen(site, reading())
    assert image.value("pond_level_mm") == 812.0
    assert image.absent["cooling_load_kw"] == bad(Reason.NO_COMMUNICATION)
    profile = site.device("plc").profile
    assert set(image.values) | set(image.absent) == {point.id for point in profile.points}
    assert image.missing(["pond_level_mm", "cooling_load_kw"]) == ("cooling_load_kw",)


# The PLC is polled each second; a value is never stale within one control cycle of ten.
@pytest.mark.parametrize(("age_s", "speed", "usable"), [(9.9, 1, True), (10.1, 1, False), (500, 60, True)])
def test_age(site, age_s, speed, usable):
    image = frozen(site, reading(age_s), speed=speed)
    assert (image.value("pond_level_mm") is not None) == usable
    assert (image.absent.get("pond_level_mm") == bad(Reason.STALE)) == (not usable)


def test_a_value_from_the_future_is_not_believed(site):
    assert frozen(site, reading(-3600)).absent["pond_level_mm"] == bad(Reason.CLOCK_SUSPECT)


def test_bad_has_no_value_and_uncertain_has(site):
    broken = bad(Reason.OUT_OF_RANGE)
    assert frozen(site, reading(value=None, quality=broken)).absent["pond_level_mm"] == broken
    doubtful = reading(quality=uncertain(Reason.SUBSTITUTED))
    assert frozen(site, doubtful).value("pond_level_mm") == 812.0


def test_an_image_cannot_be_changed(site):
    image = frozen(site, reading())
    with pytest.raises(TypeError):
        image.values["pond_level_mm"] = 0.0


def test_a_state_is_true_false_or_unknown(image):
    picture = image(panel_hand=1.0, panel_off=None)
    assert (picture.state("panel_hand"), picture.state("pump_1_tripped"), picture.state("panel_off")) == (
        True,
        False,
        None,
    )
