"""How much snow a strategy asks for: it knows nameplates, meters and its own estimate, never the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from domain.plant import Discharge, Plant
from physics.snow_geometry import shape_table
from physics.snow_store import cover_conductivity_w_m_k, ground_melt_kg_m2_h, load_melt_kg_h, surface_melt_kg_m2_h
from simulators.season.inputs import LocalTime, SeasonInputs

CHILLER_ONLY, CHILLER_PRIORITY, SNOW_FIRST, DAILY_QUOTA = (
    "chiller_only",
    "chiller_priority",
    "snow_first",
    "daily_quota",
)
PERFECT, PLANNED = "perfect", "planned"
CAUSAL = (CHILLER_ONLY, CHILLER_PRIORITY, SNOW_FIRST, DAILY_QUOTA)
STRATEGIES = (*CAUSAL, PERFECT)
# Spring survey of the pile by laser: 3-5 % (`docs/season.md`).
START_MASS_SD_SHARE = 0.04
# Whoever stands by the pile sees that there is some left: an estimate does not fall below this while there is.
_SEEN_SHARE = 0.02
# Melt to come is judged by the mean temperature of so many past days.
_PAST_D = 14
_USUAL_C = 12.0
_LEAST_DELIVERABLE = 0.3
# Melt water comes back this much colder than the network at design (plates of an effectiveness of 0.8).
_APPROACH_K = 2.0


class Strategy(Protocol):
    """Asked at every step, told afterwards what was delivered."""

    def wanted_kw(self, step: int, rest_kw: float, snow_left: bool) -> float:
        """Snow cooling wanted [kW] of the `rest_kw` that free cooling leaves."""
        ...

    def told(self, step: int, snow_kw: float) -> None:
        """What the energy meter of the snow loop showed in that step [kW]."""
        ...


@dataclass
class Above:
    """Snow for what lies above `threshold_kw`: 0 is snow first, infinity never."""

    threshold_kw: float

    def wanted_kw(self, step: int, rest_kw: float, snow_left: bool) -> float:  # noqa: ARG002
        """All that lies above the threshold."""
        return max(rest_kw - self.threshold_kw, 0.0)

    def told(self, step: int, snow_kw: float) -> None:
        """Does not matter here."""


class DailyQuota:
    """An even share of the snow believed to be left for every day to come, even over the day; the rest is kept.

    The estimate starts with the spring survey's error (by seed) and falls by the metered cooling and by melt as
    the nameplate has it, by the day's mean temperature.
    """

    def __init__(self, plant: Plant, inputs: SeasonInputs, clock: LocalTime, seed: int) -> None:
        self._store = plant.snow_store
        self._shape = shape_table(plant.snow_store.shape)
        self._hours = inputs.step_h
        warm = plant.snow_store.discharge is Discharge.WARM
        leaves_c = plant.cooling_network.design_return_c - _APPROACH_K if warm else 0.0
        self._t_per_kwh = load_melt_kg_h(1.0, leaves_c) / 1000.0
        error = float(np.random.default_rng([seed, 211]).normal(0.0, START_MASS_SD_SHARE))
        self.estimate_t = self._store.mass_t * (1.0 + error)
        self._floor_t = _SEEN_SHARE * self._store.mass_t
        days = clock.day.tolist()
        self._day_of = days
        self._days = days[-1] + 1
        ends = np.cumsum(np.bincount(clock.day, minlength=self._days))
        self._hours_left: list[float] = ((ends[clock.day] - np.arange(inputs.count)) * inputs.step_h).tolist()
        sums = np.bincount(clock.day, weights=inputs.outside_air_temp_c, minlength=self._days)
        counts = np.maximum(np.bincount(clock.day, minlength=self._days), 1)
        self._mean_c: list[float] = (sums / counts).tolist()
        self._today = -1
        self._budget_t = 0.0

    def wanted_kw(self, step: int, rest_kw: float, snow_left: bool) -> float:
        """As much as the budget of today allows when it is spread over what is left of the day."""
        if self._day_of[step] != self._today:
            self._new_day(self._day_of[step], snow_left)
        return min(rest_kw, self._budget_t / (self._t_per_kwh * self._hours_left[step]))

    def told(self, step: int, snow_kw: float) -> None:  # noqa: ARG002
        """Book what was used."""
        used_t = snow_kw * self._hours * self._t_per_kwh
        self._budget_t = max(self._budget_t - used_t, 0.0)
        self.estimate_t -= used_t

    def _new_day(self, day: int, snow_left: bool) -> None:
        for past in range(max(self._today, 0), day):
            self.estimate_t -= self._melt_t_day(self._mean_c[past])
        self._today = day
        self.estimate_t = max(self.estimate_t, self._floor_t if snow_left else 0.0)
        left = self._days - day
        past_c = self._mean_c[max(day - _PAST_D, 0) : day]
        expected_c = sum(past_c) / len(past_c) if past_c else _USUAL_C
        melting = self._melt_t_day(expected_c) / max(self.estimate_t, 1e-9)
        # Snow for tomorrow waits for a day, snow for the last day until then: half the days on average.
        deliverable_t = self.estimate_t * max(1.0 - melting * left / 2.0, _LEAST_DELIVERABLE)
        self._budget_t += max(deliverable_t - self._budget_t, 0.0) / left

    def _melt_t_day(self, mean_c: float) -> float:
        store = self._store
        volume = max(self.estimate_t, 0.0) * 1000.0 / store.density_kg_m3
        surface = self._shape.surface_m2(volume) * surface_melt_kg_m2_h(
            mean_c, store.cover_m, cover_conductivity_w_m_k(store)
        )
        return 24.0 * (surface + self._shape.ground_m2(volume) * ground_melt_kg_m2_h()) / 1000.0


def strategy_of(name: str, plant: Plant, inputs: SeasonInputs, clock: LocalTime, seed: int) -> Strategy:
    """The causal strategy called `name`."""
    if name == DAILY_QUOTA:
        return DailyQuota(plant, inputs, clock, seed)
    own_kw = sum(chiller.capacity_kw for chiller in plant.chillers if not chiller.reserve)
    return Above({CHILLER_ONLY: float("inf"), CHILLER_PRIORITY: own_kw, SNOW_FIRST: 0.0}[name])
