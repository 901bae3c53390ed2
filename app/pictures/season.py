"""A season as a picture: where the snow went, what cooled, and what electricity cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analytics.report.charts import COLOURS
from analytics.report.drawing import GRID, INK, QUIET, Sheet
from app.pictures.svg import write_picture
from app.tables.terminal import say
from domain.numerals import number, percent
from simulators.hours import Floats
from simulators.season.run import PlayedSeason

_WIDTH, _LEFT, _RIGHT = 760.0, 52.0, 8.0
_PANEL, _GAP, _TOP = 150.0, 46.0, 44.0
_UNMET, _GONE, _USED = "#b3472f", "#c9ced4", "#1f4e79"
MONTHS = tuple(
    zip(
        ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        strict=True,
    )
)
_WORDS = {
    "snow": ("Snö [t]", "Snow [t]"),
    "left": ("kvar", "left"),
    "natural": ("smält av sig själv ({share})", "melted by itself ({share})"),
    "by_load": ("smält av kyla", "melted by cooling"),
    "cooling": ("Kyla per dygn [MWh]", "Cooling per day [MWh]"),
    "snow_cooling": ("snö", "snow"),
    "free": ("frikyla", "free cooling"),
    "chillers": ("kylmaskiner", "chillers"),
    "unmet": ("ogjord kyla", "left undone"),
    "price": ("Spotpris [EUR/MWh]", "Spot price [EUR/MWh]"),
    "mean": ("dygnsmedel", "mean of the day"),
    "range": ("lägst–högst", "lowest–highest"),
    "total": ("{strategy}, seed {seed}: {total} SEK", "{strategy}, seed {seed}: SEK {total}"),
}


@dataclass(frozen=True)
class Layer:
    """One colour of stacked bars, a value per day."""

    name: str
    colour: str
    values: Floats


def draw(played: PlayedSeason, path: Path, language: str) -> None:
    """Write the picture; its format is the ending of `path`."""
    write_picture(season_svg(played, language), path)


def season_svg(played: PlayedSeason, language: str) -> str:
    """The drawing: three panels over the days of the season."""
    figure = _Figure(played, language)
    figure.title()
    figure.bars(0, "snow", figure.snow_layers())
    figure.bars(1, "cooling", figure.cooling_layers())
    figure.price(2)
    return figure.sheet.svg()


class _Figure:
    """The sheet and the days that its panels share."""

    def __init__(self, played: PlayedSeason, language: str) -> None:
        self.sheet = Sheet(_WIDTH, _TOP + 3 * (_PANEL + _GAP))
        self._played, self._language = played, language
        self._days = played.scene.clock.days
        self._step = (_WIDTH - _LEFT - _RIGHT) / len(self._days)

    def say(self, name: str, **values: object) -> str:
        """The words called `name`."""
        return say(_WORDS[name], self._language).format(**values)

    def title(self) -> None:
        """Strategy, seed and cost."""
        outcome = self._played.outcome
        total = number(outcome.cost_sek.total, 0, self._language)
        text = self.say("total", strategy=outcome.strategy, seed=outcome.seed, total=total)
        self.sheet.text((2.0, 14.0), text, 12.0, bold=True)

    def snow_layers(self) -> list[Layer]:
        """What is left at the end of each day, and how the rest went."""
        course = self._played.course
        last = np.flatnonzero(np.diff(self._played.scene.clock.day, append=-1))
        natural, by_load = np.cumsum(course.natural_t)[last], np.cumsum(course.load_t)[last]
        share = percent(self._played.outcome.natural_melt_share, self._language, digits=0)
        return [
            Layer(self.say("left"), COLOURS["snow"], course.snow_t[1:][last]),
            Layer(self.say("natural", share=share), _GONE, natural),
            Layer(self.say("by_load"), _USED, by_load),
        ]

    def cooling_layers(self) -> list[Layer]:
        """Cooling of each day by source."""
        course = self._played.course
        parts = (
            ("snow_cooling", COLOURS["snow"], course.snow_kw),
            ("free", COLOURS["free_cooling"], self._played.scene.free_kw),
            ("chillers", COLOURS["chillers"], course.chiller_kw),
            ("unmet", _UNMET, course.unmet_kw),
        )
        layers = [Layer(self.say(name), colour, self._mwh(power)) for name, colour, power in parts]
        # What never happened needs no colour; snow and chillers are what the picture is about.
        return [layer for place, layer in enumerate(layers) if place in {0, 2} or layer.values.any()]

    def bars(self, panel: int, title: str, layers: Sequence[Layer]) -> None:
        """Stacked bars without gaps, one per day."""
        most = float(sum(layer.values for layer in layers).max())  # type: ignore[union-attr]
        scale, bottom = self._frame(panel, self.say(title), 0.0, most)
        self._legend(panel, [(layer.name, layer.colour) for layer in layers])
        for day in range(len(self._days)):
            y = bottom
            for layer in layers:
                size = float(layer.values[day]) * scale
                y -= size
                if size > 0.0:
                    self.sheet.rect(_LEFT + day * self._step, y, self._step + 0.6, size, layer.colour)

    def price(self, panel: int) -> None:
        """Mean price of each day and the range within it."""
        price, day = self._played.scene.inputs.price_eur_mwh, self._played.scene.clock.day
        groups = [price[day == place] for place in range(len(self._days))]
        low, high = float(price.min()), float(price.max())
        scale, bottom = self._frame(panel, self.say("price"), min(low, 0.0), high)
        zero = bottom + min(low, 0.0) * scale
        spots = []
        for place, group in enumerate(groups):
            x = _LEFT + place * self._step
            top = zero - float(group.max()) * scale
            height = float(group.max() - group.min()) * scale
            self.sheet.rect(x, top, self._step * 0.8, height, _GONE)
            spots.append((x + self._step / 2.0, zero - float(group.mean()) * scale))
        self.sheet.path(spots, INK, 1.4)
        self._legend(panel, [(self.say("mean"), INK), (self.say("range"), _GONE)])

    def _mwh(self, power_kw: Floats) -> Floats:
        scene = self._played.scene
        sums = np.bincount(scene.clock.day, weights=power_kw, minlength=len(self._days))
        return np.asarray(sums * scene.inputs.step_h / 1000.0, dtype=np.float64)

    def _frame(self, panel: int, title: str, low: float, high: float) -> tuple[float, float]:
        """Axes of a panel; points per unit and the y of its lowest value."""
        top = _TOP + panel * (_PANEL + _GAP)
        bottom = top + _PANEL
        scale = _PANEL / max(high - low, 1e-9)
        self.sheet.text((2.0, top - 10.0), title, 9.5, bold=True)
        for tick in ticks(low, high):
            y = bottom - (tick - low) * scale
            self.sheet.line((_LEFT, y), (_WIDTH - _RIGHT, y), QUIET if tick == 0.0 else GRID, 0.6)
            self.sheet.text((_LEFT - 5.0, y + 3.0), number(tick, 0, self._language), 8.5, "end", QUIET)
        for place, day in enumerate(self._days):
            if day.day == 1 or (place == 0 and day.day <= 20):
                x = _LEFT + place * self._step
                self.sheet.line((x, bottom), (x, bottom + 4.0), QUIET)
                self.sheet.text((x, bottom + 14.0), f"{day.day} {say(MONTHS[day.month - 1], self._language)}", 8.5)
        return scale, bottom

    def _legend(self, panel: int, entries: Sequence[tuple[str, str]]) -> None:
        x, y = 170.0, _TOP + panel * (_PANEL + _GAP) - 18.0
        for name, colour in entries:
            self.sheet.rect(x, y, 9.0, 9.0, colour)
            self.sheet.text((x + 13.0, y + 8.0), name)
            x += 13.0 + 4.6 * len(name) + 16.0


def ticks(low: float, high: float) -> list[float]:
    """Three to six round values from `low` to `high`."""
    rough = max(high - low, 1e-9) / 4.0
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(float(nice * power) for nice in (1.0, 2.0, 5.0, 10.0) if nice * power >= 0.999 * rough)
    first, last = int(np.ceil(low / step)), int(np.floor(high / step + 1e-6))
    return [place * step for place in range(first, last + 1)]
