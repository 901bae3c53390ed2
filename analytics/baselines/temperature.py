"""Daily and monthly models: change points on temperature, the daily one by day type and season."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analytics.arrays import Floats, Ints
from analytics.baselines.baseline import FittedBaseline
from analytics.baselines.change_point import ByGroup, ChangePoint
from analytics.baselines.change_point_search import Candidate, Search, fit_change_point
from analytics.observations import SEASONS, Observations

# What is left of a column beside others, as a share of it, below which it is one of them again.
SAME = 1e-6


class Grouping(StrEnum):
    """What the groups of rows are that a form may tell apart."""

    NOTHING = "nothing"
    DAY_TYPE = "day type"
    SEASON = "season"
    BOTH = "day type and season"

    def of(self, rows: Observations) -> Ints:
        """Group of each row."""
        match self:
            case Grouping.NOTHING:
                return np.zeros(len(rows.starts), np.int64)
            case Grouping.DAY_TYPE:
                return rows.day_types
            case Grouping.SEASON:
                return rows.seasons
            case Grouping.BOTH:
                return rows.day_types * SEASONS + rows.seasons


@dataclass(frozen=True)
class TemperatureBaseline:
    """Use of days or months: the best form of `search` over all `groupings`, weighted by the days known of a row.

    Rest and variables are in every form, with one coefficient each, where they say something of their own in the
    rows learned from.
    """

    name: str
    step: str
    search: Search
    groupings: tuple[Grouping, ...]

    def fit(self, rows: Observations) -> FittedBaseline | None:
        """Learn from rows, all of them usable; None when they cannot carry even a mean."""
        columns = _beside(rows)
        varying = _independent(columns)
        always = columns[:, varying]
        tried = [(grouping, self._fit_form(rows, grouping, always)) for grouping in self.groupings]
        found = [(grouping, best) for grouping, best in tried if best is not None]
        if not found:
            return None
        grouping, best = min(found, key=lambda pair: pair[1].score)
        return self._fitted(grouping, best, varying)

    def _fit_form(self, rows: Observations, grouping: Grouping, always: Floats) -> Candidate | None:
        """The best form that tells the groups of `grouping` apart."""
        return fit_change_point(rows.temps_c, rows.rate, self.search, rows.days, grouping.of(rows), always=always)

    def _fitted(self, grouping: Grouping, best: Candidate, varying: Ints) -> FittedBaseline:
        form = best.form

        def design(asked: Observations) -> Floats:
            groups = np.minimum(grouping.of(asked), form.groups - 1)
            return np.concatenate([form.design(asked.temps_c, groups), _beside(asked)[:, varying]], axis=1)

        parameters = len(best.coefficients) + form.balance_points
        words = {language: in_words(form, language, grouping) for language in _WORDS}
        return FittedBaseline(self.name, words, design, best.coefficients, parameters)


DAILY = TemperatureBaseline("daily", "1d", Search(), (Grouping.DAY_TYPE, Grouping.SEASON, Grouping.BOTH))
MONTHLY = TemperatureBaseline("monthly", "1mo", Search(by_group=(ByGroup.NOTHING,)), (Grouping.NOTHING,))


def _beside(rows: Observations) -> Floats:
    """Columns that stand beside the temperature: rest and variables."""
    return np.concatenate([rows.rest, rows.variables], axis=1)


def _independent(columns: Floats) -> Ints:
    """Numbers of the columns that neither stay the same nor follow from the ones before."""
    kept: list[int] = []
    for number in range(columns.shape[1]):
        known = np.column_stack([np.ones(len(columns)), columns[:, kept]])
        column = columns[:, number]
        left = column - known @ np.linalg.lstsq(known, column, rcond=None)[0]
        if len(columns) and np.linalg.norm(left) > SAME * np.linalg.norm(column):
            kept.append(number)
    return np.array(kept, np.int64)


_WORDS = {
    "sv": ("värme under {:g} °C", "kyla över {:g} °C", {ByGroup.LEVEL: "nivå efter", ByGroup.ALL: "allt efter"}),
    "en": (
        "heating below {:g} °C",
        "cooling above {:g} °C",
        {ByGroup.LEVEL: "level by", ByGroup.ALL: "all by"},
    ),
}
_GROUPS = {
    "sv": {Grouping.DAY_TYPE: "dagtyp", Grouping.SEASON: "årstid", Grouping.BOTH: "dagtyp och årstid"},
    "en": {grouping: grouping.value for grouping in Grouping},
}


def in_words(form: ChangePoint, language: str, grouping: Grouping) -> str:
    """The chosen form, as `5P, heating below 12 °C, cooling above 18 °C, level by day type`."""
    heating, cooling, by_group = _WORDS[language]
    parts = [form.shape.value.split()[0]]
    if form.heating_balance_c is not None:
        parts.append(heating.format(form.heating_balance_c))
    if form.cooling_balance_c is not None:
        parts.append(cooling.format(form.cooling_balance_c))
    if form.by_group in by_group:
        parts.append(f"{by_group[form.by_group]} {_GROUPS[language][grouping]}")
    return ", ".join(parts)
