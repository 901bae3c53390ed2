"""Daily and monthly models: change points on temperature, the daily one by day type."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.arrays import Floats
from analytics.baselines.baseline import FittedBaseline
from analytics.baselines.change_point import ByGroup, ChangePoint
from analytics.baselines.change_point_search import Search, fit_change_point
from analytics.observations import Observations


@dataclass(frozen=True)
class TemperatureBaseline:
    """Use of days or months: the best form of `search`, least squares weighted by the days known of each row."""

    name: str
    step: str
    search: Search

    def fit(self, rows: Observations) -> FittedBaseline | None:
        """Learn from rows, all of them usable; None when they cannot carry even a mean."""
        found = fit_change_point(rows.temps_c, rows.rate, self.search, rows.days, rows.day_types)
        if found is None:
            return None
        form = found.form

        def design(asked: Observations) -> Floats:
            return form.design(asked.temps_c, np.minimum(asked.day_types, form.groups - 1))

        parameters = len(found.coefficients) + form.balance_points
        words = {language: in_words(form, language) for language in _WORDS}
        return FittedBaseline(self.name, words, design, found.coefficients, parameters)


DAILY = TemperatureBaseline("daily", "1d", Search())
MONTHLY = TemperatureBaseline("monthly", "1mo", Search(by_group=(ByGroup.NOTHING,)))


_WORDS = {
    "sv": (
        "värme under {:g} °C",
        "kyla över {:g} °C",
        {ByGroup.LEVEL: "nivå efter dagtyp", ByGroup.ALL: "allt efter dagtyp"},
    ),
    "en": (
        "heating below {:g} °C",
        "cooling above {:g} °C",
        {ByGroup.LEVEL: "level by day type", ByGroup.ALL: "all by day type"},
    ),
}


def in_words(form: ChangePoint, language: str) -> str:
    """The chosen form, as `5P, heating below 12 °C, cooling above 18 °C, level by day type`."""
    heating, cooling, by_group = _WORDS[language]
    parts = [form.shape.value.split()[0]]
    if form.heating_balance_c is not None:
        parts.append(heating.format(form.heating_balance_c))
    if form.cooling_balance_c is not None:
        parts.append(cooling.format(form.cooling_balance_c))
    if form.by_group in by_group:
        parts.append(by_group[form.by_group])
    return ", ".join(parts)
