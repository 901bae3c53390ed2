"""Graddagar by both definitions and normal years, against published and hand-made answers."""

from datetime import date, timedelta

import pytest

from analytics.weather.graddagar import Definition, NormalPeriod, day_graddagar, graddagar, normal_months

NEW, OLD = Definition.SINCE_2015, Definition.BEFORE_2015
# Published normal year of Härnösand (hemab.se).
HARNOSAND = (686, 625, 587, 438, 279, 132, 49, 79, 204, 371, 510, 645)


def constant(temp_c, first=date(2014, 1, 1), days=365):
    return {first + timedelta(days=number): temp_c for number in range(days)}


def year_of(days, definition, year=2014):
    return graddagar(days, date(year, 1, 1), date(year + 1, 1, 1), station="X", definition=definition)


@pytest.mark.parametrize(
    ("month", "limit"),
    [
        (1, 17),
        (2, 17),
        (3, 17),
        (4, 12),
        (5, 10),
        (6, 10),
        (7, 10),
        (8, 11),
        (9, 12),
        (10, 13),
        (11, 17),
        (12, 17),
    ],
)
def test_the_old_definition_counts_days_below_the_months_limit_alone(month, limit):
    day = date(2014, month, 15)
    assert day_graddagar(day, limit - 0.1, OLD) == pytest.approx(17 - limit + 0.1)
    assert day_graddagar(day, limit, OLD) == 0.0
    assert day_graddagar(day, 16.0, NEW) == 1.0
    assert day_graddagar(day, 18.0, NEW) == 0.0


def test_a_cool_summer_counts_in_the_new_definition_alone():
    days = constant(11.5)
    new, old = year_of(days, NEW), year_of(days, OLD)
    assert new.graddagar == pytest.approx(5.5 * 365)
    months = {month.month[-2:]: month.graddagar for month in old.months}
    assert months["07"] == months["05"] == months["08"] == 0.0
    assert months["04"] == pytest.approx(5.5 * 30)
    assert old.graddagar == pytest.approx(5.5 * (365 - 31 - 30 - 31 - 31))


def test_härnösands_published_normal_year():
    assert sum(HARNOSAND) == 4605
    january = {date(2014, 1, day): -5.1 for day in range(1, 32)}
    found = graddagar(january, date(2014, 1, 1), date(2014, 2, 1), station="Härnösand", definition=NEW)
    assert found.graddagar == pytest.approx(HARNOSAND[0], abs=1)


def test_what_must_be_stored_with_a_figure_is_there():
    days = constant(5.0)
    del days[date(2014, 3, 3)]
    found = year_of(days, NEW)
    assert (found.definition, found.base_temp_c, found.station) == (NEW, 17.0, "X")
    assert (found.from_, found.to, found.days, found.missing_days) == (date(2014, 1, 1), date(2015, 1, 1), 364, 1)
    # The missing day got the mean of its month.
    assert found.graddagar == pytest.approx(12.0 * 365)
    changed = dict(days)
    changed[date(2014, 7, 1)] += 0.1
    assert len(found.version) == 64
    assert year_of(changed, NEW).version != found.version
    assert year_of(dict(reversed(list(days.items()))), NEW).version == found.version


def test_a_month_with_too_few_days_leaves_the_year_unknown():
    days = constant(5.0)
    for day in range(1, 10):
        del days[date(2014, 6, day)]
    found = year_of(days, NEW)
    assert found.graddagar is None
    assert found.months[5].graddagar is None
    assert found.months[6].graddagar == pytest.approx(12.0 * 31)


def test_a_normal_year_is_that_of_its_period_or_of_none():
    days = {date(1981, 1, 1) + timedelta(days=n): 7.0 if n < 365 * 20 else 5.0 for n in range(365 * 40 + 11)}
    old, months = normal_months(days, NormalPeriod.Y1981_2010, NEW), None
    assert old is not None
    months, years = old
    assert years == 30
    assert 10.0 * 31 < months[0] < 12.0 * 31
    newer = normal_months(days, NormalPeriod.Y1991_2020, NEW)
    assert newer is not None
    assert newer[0][0] > months[0]
    short = {day: temp for day, temp in days.items() if day.year < 2004}
    assert normal_months(short, NormalPeriod.Y1981_2010, NEW) is None
