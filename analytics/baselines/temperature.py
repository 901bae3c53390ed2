"""Daily and monthly models: change points on temperature, the daily one by day type and season.

What the daily one has beside that (see `TemperatureBaseline`) was kept because of what it does to errors on days
not seen (means): each second week of 16 simulated ComStock meters 16.4 to 15.2 %, each sixth 15.3 to 13.5 %, next
years of 29 Cambridge buildings 12.9 to 12.6 % (median).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from analytics.arrays import Floats, Ints
from analytics.baselines.baseline import FittedBaseline
from analytics.baselines.change_point import ByGroup, ChangePoint, degree_days
from analytics.baselines.change_point_search import Candidate, Search, fit_change_point
from analytics.records.observations import SEASONS, Observations

# Monday after rest and Saturday differ from the other days of their type, in the cold more than in the warm.
_APART_DAYS = (0, 5)
_WARMED_BELOW_C = 12.0
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
    """Use of days or months: the best form of `search`, weighted by the days known of a row.

    Groups are those of the first of `groupings` that the rows can tell apart. The building feels (1 − lag) · T +
    lag · mean of 72 h, the best of `lags`. `steeper_below_c` allows a second heating slope there (a heat pump's
    electric heater, defrosting), never a flatter one. `weekly` has levels and heating of their own for Mondays and
    Saturdays. Rest and variables are in every form, with one coefficient each, where they say something of their
    own in the rows learned from.
    """

    name: str
    step: str
    search: Search
    groupings: tuple[Grouping, ...]
    lags: tuple[float, ...] = (0.0,)
    steeper_below_c: float | None = None
    weekly: bool = False

    def fit(self, rows: Observations) -> FittedBaseline | None:
        """Learn from rows, all of them usable; None when they cannot carry even a mean."""
        grouping = self._grouping(rows)
        columns = self._beside(rows)
        steep = self.steeper_below_c if self._cold_enough(rows) else None
        kept = _independent(columns)
        whole = _Form(grouping, self.lags[0], steep, kept)
        best = self._search(rows, whole, self.search)
        if best is None:
            return None
        alike = replace(self.search, shapes=(best.form.shape,), by_group=(best.form.by_group,))
        tried = [(whole, best)]
        for lag in self.lags[1:]:
            tried += self._also(rows, replace(whole, lag=lag), alike)
        form, best = min(tried, key=_score)
        if steep is not None:
            plain = self._also(rows, replace(form, steeper_below_c=None), alike)
            sound = [(form, best)] if best.coefficients[-1] > 0 else []
            form, best = min(sound + plain, key=_score, default=(form, best))
        return self._fitted(form, best)

    def _grouping(self, rows: Observations) -> Grouping:
        """The finest grouping of which every group has days enough."""
        for grouping in self.groupings:
            groups = grouping.of(rows)
            if len(groups) and np.bincount(groups, weights=rows.days).min() >= self.search.support.days:
                return grouping
        return Grouping.NOTHING

    def _cold_enough(self, rows: Observations) -> bool:
        """Whether a second heating slope has the support that a first one needs."""
        if self.steeper_below_c is None:
            return False
        excess, least = degree_days(rows.temps_c, self.steeper_below_c), self.search.support
        return bool(rows.days[excess > 0].sum() >= least.days and excess @ rows.days >= least.degree_days)

    def _beside(self, rows: Observations) -> Floats:
        """Columns that stand beside the temperature: rest, variables, Mondays and Saturdays."""
        weekly = _days_apart(rows) if self.weekly else np.zeros((len(rows.starts), 0))
        return np.concatenate([rows.rest, rows.variables, weekly], axis=1)

    def _always(self, rows: Observations, form: _Form) -> Floats:
        """What every candidate has: what stands beside, and the cold of a second slope, last."""
        columns = [self._beside(rows)[:, form.kept]]
        if form.steeper_below_c is not None:
            columns.append(degree_days(rows.temps_c, form.steeper_below_c)[:, None])
        return np.concatenate(columns, axis=1)

    def _search(self, rows: Observations, form: _Form, search: Search) -> Candidate | None:
        """The best balance points of `form`."""
        groups, always = form.grouping.of(rows), self._always(rows, form)
        return fit_change_point(form.felt_c(rows), rows.rate, search, rows.days, groups, always=always)

    def _also(self, rows: Observations, form: _Form, search: Search) -> list[tuple[_Form, Candidate]]:
        found = self._search(rows, form, search)
        return [(form, found)] if found is not None else []

    def _fitted(self, chosen: _Form, best: Candidate) -> FittedBaseline:
        form = best.form

        def design(asked: Observations) -> Floats:
            groups = np.minimum(chosen.grouping.of(asked), form.groups - 1)
            return np.concatenate([form.design(chosen.felt_c(asked), groups), self._always(asked, chosen)], axis=1)

        parameters = len(best.coefficients) + form.balance_points
        words = {language: in_words(form, language, chosen) for language in _WORDS}
        return FittedBaseline(self.name, words, design, best.coefficients, parameters)


@dataclass(frozen=True, slots=True)
class _Form:
    """What stands around the change points: groups, lag, second heating slope, numbers of the columns beside."""

    grouping: Grouping
    lag: float
    steeper_below_c: float | None
    kept: Ints

    def felt_c(self, rows: Observations) -> Floats:
        """Temperature [°C] that the building feels."""
        if not self.lag:
            return rows.temps_c
        felt: Floats = (1 - self.lag) * rows.temps_c + self.lag * rows.past_temps_c[:, 1:]
        return felt


def _score(tried: tuple[_Form, Candidate]) -> float:
    return tried[1].score


# −3 °C: below it the simulated buildings with heat pumps turn steeper, and Bedford's winters hardly go.
DAILY = TemperatureBaseline(
    "daily",
    "1d",
    Search(),
    (Grouping.BOTH, Grouping.DAY_TYPE, Grouping.SEASON),
    lags=(0.0, 0.2, 0.4, 0.6),
    steeper_below_c=-3.0,
    weekly=True,
)
MONTHLY = TemperatureBaseline("monthly", "1mo", Search(by_group=(ByGroup.NOTHING,)), (Grouping.NOTHING,))


def _days_apart(rows: Observations) -> Floats:
    """Mondays and Saturdays: 1 on them, and how cold they are [K]."""
    on = (rows.weekdays[:, None] == np.array(_APART_DAYS)).astype(float)
    cold = np.maximum(_WARMED_BELOW_C - rows.temps_c[:, :1], 0.0)
    return np.concatenate([on, on * cold], axis=1)


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
_MORE = {
    "sv": ("brantare under {:g} °C", "{:.0%} av tre dygns medeltemperatur"),
    "en": ("steeper below {:g} °C", "{:.0%} of three days' mean temperature"),
}
_GROUPS = {
    "sv": {Grouping.DAY_TYPE: "dagtyp", Grouping.SEASON: "årstid", Grouping.BOTH: "dagtyp och årstid"},
    "en": {grouping: grouping.value for grouping in Grouping},
}


def in_words(form: ChangePoint, language: str, chosen: _Form) -> str:
    """The chosen form, as `5P, heating below 12 °C, cooling above 18 °C, level by day type`."""
    heating, cooling, by_group = _WORDS[language]
    steeper, felt = _MORE[language]
    parts = [form.shape.value.split()[0]]
    if form.heating_balance_c is not None:
        parts.append(heating.format(form.heating_balance_c))
    if chosen.steeper_below_c is not None:
        parts.append(steeper.format(chosen.steeper_below_c))
    if form.cooling_balance_c is not None:
        parts.append(cooling.format(form.cooling_balance_c))
    if form.by_group in by_group:
        parts.append(f"{by_group[form.by_group]} {_GROUPS[language][chosen.grouping]}")
    if chosen.lag:
        parts.append(felt.format(chosen.lag).replace("%", " %"))
    return ", ".join(parts)
