"""The names and forms of what lies in InfluxDB; other people's charts hang on them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from domain.quality import GOOD, Quality, Reason, bad
from domain.reading import Reading
from historian.layout import line, require_finite

AT = datetime(2026, 1, 1, tzinfo=UTC)


def reading(point: str, value: float | None, quality: Quality = GOOD) -> Reading:
    return Reading(point, AT, AT + timedelta(milliseconds=200), value, "kW", quality)


def test_a_good_reading() -> None:
    assert line(reading("brunflo/skolan/el/power_kw", 12)) == (
        "reading,building=skolan,meter=el,point=brunflo/skolan/el/power_kw,quantity=power_kw,site=brunflo "
        'value=12.0,quality="good",reason="",unit="kW",delay_s=0.2 1767225600000000'
    )


def test_a_bad_reading_has_no_value() -> None:
    text = line(reading("a/b/c/d", None, bad(Reason.NO_COMMUNICATION)))
    assert ' quality="bad",reason="no_communication",unit="kW",delay_s=0.2 ' in text
    assert "value" not in text


def test_odd_names_are_escaped() -> None:
    text = line(reading("a b,c=d", 1.0, Quality(GOOD.level, 'say "å" \\')))
    assert text.startswith("reading,point=a\\ b\\,c\\=d ")
    assert 'reason="say \\"å\\" \\\\"' in text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="a/b/c/d"):
        require_finite([reading("a/b/c/d", value)])
