"""Quality in words, and that a reading with a value is never bad."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.quality import GOOD, Level, Quality, Reason, bad, uncertain
from domain.reading import Reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quality", "text"),
    [
        (GOOD, "good"),
        (uncertain(Reason.STALE), "uncertain:stale"),
        (bad(Reason.OUT_OF_RANGE), "bad:out_of_range"),
        (Quality(Level.BAD), "bad"),
        (bad("a:b"), "bad:a:b"),
    ],
)
def test_the_text_form_is_read_as_it_is_written(quality: Quality, text: str) -> None:
    assert str(quality) == text
    assert Quality.parse(text) == quality


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="fine"):
        Quality.parse("fine:really")


def test_only_bad_is_not_usable() -> None:
    assert GOOD.usable
    assert uncertain(Reason.SIMULATED).usable
    assert not bad(Reason.BAD_REPLY).usable


def test_a_reading_has_a_value_exactly_when_it_is_not_bad() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Reading("p", NOW, NOW, 1.0, "kW", bad(Reason.BAD_REPLY))
    with pytest.raises(ValueError, match="does not fit"):
        Reading("p", NOW, NOW, None, "kW")


def test_a_reading_needs_aware_times() -> None:
    with pytest.raises(ValueError, match="aware"):
        Reading("p", datetime(2026, 1, 1), NOW, 1.0, "kW")  # noqa: DTZ001
