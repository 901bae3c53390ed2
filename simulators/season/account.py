"""From the course of a season to its document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from physics.snow_store import rain_mm
from physics.water import capacity_rate_kw_k
from simulators.hours import Floats
from simulators.season.loop_table import network_flow_m3_h
from simulators.season.money import demand_sek
from simulators.season.outcome import (
    Comfort,
    CoolingMwh,
    CostSek,
    ElectricityMwh,
    SeasonOutcome,
    SeasonWarning,
    SnowT,
)
from simulators.season.scene import Scene
from simulators.season.strategies import PERFECT

# Nordic mix with trade, mean of three years: about 90 g CO2e/kWh (IVL, Emissionsfaktorer för nordisk elmix med
# hänsyn till import och export, SMED rapport nr 4 2021).
CO2_KG_KWH = 0.09
# Below this share of the start nothing is left that could cool.
_RUN_OUT_SHARE = 1e-3


@dataclass(frozen=True, eq=False)
class Course:
    """Per step: cooling by source and electricity by use [kW], melts [t]; snow at the edges of the steps [t].

    `peak_kw` is the plant's power as the demand charge sees it where that differs from its electricity.
    """

    snow_kw: Floats
    chiller_kw: Floats
    unmet_kw: Floats
    chillers_electric_kw: Floats
    pumps_electric_kw: Floats
    fans_electric_kw: Floats
    natural_t: Floats
    load_t: Floats
    snow_t: Floats
    peak_kw: Floats | None = None

    @property
    def electric_kw(self) -> Floats:
        """Electric power of the plant [kW]."""
        return self.chillers_electric_kw + self.pumps_electric_kw + self.fans_electric_kw


def document(
    scene: Scene, course: Course, strategy: str, warnings: tuple[SeasonWarning, ...], co2_kg_kwh: float
) -> SeasonOutcome:
    """The document of `course`, its time not yet taken; nothing in it is rounded."""
    inputs = scene.inputs
    cost = cost_sek(scene, course)
    snow = _snow_t(scene, course)
    electricity = _electricity_mwh(scene, course)
    used_kwh = 1000.0 * (electricity.chillers + electricity.pumps + electricity.free_cooling)
    return SeasonOutcome(
        strategy=strategy,
        seed=scene.seed,
        from_=inputs.start,
        to=inputs.end,
        step_minutes=inputs.step_minutes,
        wall_s=0.0,
        warnings=warnings,
        cost_sek=cost,
        cooling_mwh=_cooling_mwh(scene, course),
        electricity_mwh=electricity,
        snow_t=snow,
        comfort=_comfort(scene, course),
        run_out_date=run_out_date(scene, course),
        natural_melt_share=snow.melted_naturally / snow.start if snow.start > 0.0 else 0.0,
        co2_kg=used_kwh * co2_kg_kwh,
        peak_kw={one.month: one.charged_kw(scene.base_kw + _peak_kw(course)) for one in scene.months},
        demand_base_alone_sek=demand_sek(scene.months, scene.base_kw),
        melt_model=scene.melt.name,
        lower_bound=strategy == PERFECT,
    )


def cost_sek(scene: Scene, course: Course) -> CostSek:
    """The bill by part [SEK]."""
    used_kwh = course.electric_kw * scene.inputs.step_h
    energy, grid, tax = (
        float(part @ used_kwh) for part in (scene.prices.energy, scene.prices.grid, scene.prices.tax)
    )
    demand = demand_sek(scene.months, scene.base_kw + _peak_kw(course))
    return CostSek(energy, grid, tax, demand, energy + grid + tax + demand)


def _peak_kw(course: Course) -> Floats:
    return course.electric_kw if course.peak_kw is None else course.peak_kw


def _cooling_mwh(scene: Scene, course: Course) -> CoolingMwh:
    return CoolingMwh(
        *(_mwh(scene, column) for column in (course.snow_kw, scene.free_kw, course.chiller_kw, course.unmet_kw))
    )


def _electricity_mwh(scene: Scene, course: Course) -> ElectricityMwh:
    return ElectricityMwh(
        _mwh(scene, course.chillers_electric_kw),
        _mwh(scene, course.pumps_electric_kw),
        _mwh(scene, course.fans_electric_kw),
    )


def _mwh(scene: Scene, power_kw: Floats) -> float:
    return float(power_kw.sum()) * scene.inputs.step_h / 1000.0


def _snow_t(scene: Scene, course: Course) -> SnowT:
    """Rain that falls on the pad runs off with the melt; the pond ends where it began."""
    shape, inputs = scene.plant.snow_store.shape, scene.inputs
    fallen_mm = float(rain_mm(inputs.rain_mm, inputs.outside_air_temp_c).sum())
    rain_t = fallen_mm * shape.length_m * shape.width_m / 1000.0
    by_load, natural = float(course.load_t.sum()), float(course.natural_t.sum())
    return SnowT(
        start=float(course.snow_t[0]),
        end=float(course.snow_t[-1]),
        melted_by_load=by_load,
        melted_naturally=natural,
        discharged=by_load + natural + rain_t,
        rain=rain_t,
    )


def _comfort(scene: Scene, course: Course) -> Comfort:
    """Supply water is warmer than its set-point by unmet power over the capacity rate of the network's flow."""
    short = np.flatnonzero(course.unmet_kw > 1e-9)
    hours = 0.0
    for step in short:
        flow = network_flow_m3_h(scene.plant.cooling_network, float(scene.inputs.cooling_load_kw[step]))
        hours += float(course.unmet_kw[step]) / capacity_rate_kw_k(flow) * scene.inputs.step_h
    return Comfort(hours, _mwh(scene, course.unmet_kw))


def run_out_date(scene: Scene, course: Course) -> date | None:
    """Local day on which the last snow went; None while there is some left."""
    empty = np.flatnonzero(course.snow_t[1:] <= _RUN_OUT_SHARE * course.snow_t[0])
    return scene.clock.days[int(scene.clock.day[empty[0]])] if len(empty) else None
