"""`perfect`: a lower bound on what any strategy can pay for the simulated season.

Without a demand charge the programme has one row that joins the steps, the snow: it is solved by filling the
pieces in the order of what a tonne saves. With one it goes to HiGHS (`scipy.optimize.linprog`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulators.hours import Floats
from simulators.season.account import Course, cost_sek
from simulators.season.foresight_programme import Programme
from simulators.season.inputs import Notice
from simulators.season.machines import STANDBY_KW, fan_kw
from simulators.season.relaxed_season import RelaxedSeason
from simulators.season.scene import Scene
from simulators.season.strategies import CAUSAL


@dataclass(frozen=True, eq=False)
class Foresight:
    """The bound's own course, and what its reader must know."""

    course: Course
    notices: tuple[Notice, ...]


def foresight(scene: Scene, causal: Callable[[Scene, str], Course]) -> Foresight:
    """The least cost of the relaxed season.

    Where chillers alone do not carry the load, as little cooling is left undone as can be. A strategy that runs
    out of snow may leave more undone and pay less for it; then the bound is for as much as the cheapest leaves,
    so that it stays below each of them.
    """
    season = RelaxedSeason(scene)
    programme = Programme.of(season)
    if not len(season.short):
        x = programme.by_highs(scene.months) if scene.months else programme.by_value()
        return Foresight(_course(season, x), ())
    course = _course(season, programme.by_highs(scene.months, programme.least_undone_mwh()))
    others = [causal(scene, name) for name in CAUSAL]
    cheapest = min(others, key=lambda other: cost_sek(scene, other).total)
    if cost_sek(scene, cheapest).total >= cost_sek(scene, course).total:
        return Foresight(course, ())
    undone = float(cheapest.unmet_kw.sum()) * scene.inputs.step_h / 1000.0
    course = _course(season, programme.by_highs(scene.months, undone))
    return Foresight(course, (Notice("unmet_bound", None, (("unmet", f"{undone:.1f}"),)),))


def _course(season: RelaxedSeason, x: Floats) -> Course:
    """The course of a solution, by the laws of the relaxed plant."""
    scene, columns = season.scene, season.columns
    count = scene.inputs.count
    undone: Floats = np.bincount(columns.step, weights=x * columns.unmet, minlength=count).astype(np.float64)
    cooled_by_snow = (columns.melt > 0.0) | (columns.balance < 0)
    cooled = np.bincount(columns.step, weights=np.where(cooled_by_snow, x, 0.0), minlength=count)
    snow: Floats = np.minimum(cooled, scene.rest_kw)
    chillers = np.maximum(scene.rest_kw - snow - undone, 0.0)
    load_t = season.melt_t_h(snow) * scene.inputs.step_h
    snow_t, natural_t = _store(season, load_t)
    least = season.chillers.electric_kw(chillers) + STANDBY_KW * len(scene.plant.chillers)
    pumps = season.pump_kw(snow)
    fans = fan_kw(scene.plant, scene.free_kw)
    paid = scene.prices.total < 0.0
    return Course(
        snow_kw=snow,
        chiller_kw=chillers,
        unmet_kw=undone,
        chillers_electric_kw=np.where(paid, season.most_chillers_kw(chillers), least),
        pumps_electric_kw=np.where(paid, season.most_pumps_kw, pumps),
        fans_electric_kw=fans,
        natural_t=natural_t,
        load_t=load_t,
        snow_t=snow_t,
        peak_kw=least + pumps + fans if paid.any() else None,
    )


def _store(season: RelaxedSeason, load_t: Floats) -> tuple[Floats, Floats]:
    """Snow at the edges of the steps and natural melt [t] under the programme's melt."""
    mass = season.scene.store.full_t
    snow, natural = [mass], []
    for share, load in zip(season.lost_share.tolist(), load_t.tolist(), strict=True):
        lost = mass * share
        # The solver meets the snow row to a hair: what it overdraws is not melted by nature.
        lost = max(min(lost, mass - load), 0.0)
        mass -= lost + load
        natural.append(lost)
        snow.append(mass)
    return np.maximum(snow, 0.0), np.array(natural)
