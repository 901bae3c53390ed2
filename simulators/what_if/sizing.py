"""The plant of a case: another amount of snow, cover or exchanger, and whether the snow fits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

from domain.plant import Plant, Pump, SnowStore
from physics.snow_geometry import capacity_m3


@dataclass(frozen=True, slots=True)
class Knobs:
    """The values to combine; an empty `exchanger_kw` keeps the plant's own."""

    snow_t: tuple[float, ...]
    cover_m: tuple[float, ...]
    exchanger_kw: tuple[float, ...] = ()
    warmer_c: tuple[float, ...] = (0.0,)
    strategy: str = "snow_first"


@dataclass(frozen=True, slots=True)
class Setting:
    """One combination of the knobs."""

    snow_t: float
    cover_m: float
    exchanger_kw: float
    warmer_c: float
    strategy: str


def settings(knobs: Knobs, plant: Plant) -> list[Setting]:
    """Every combination; the amount of snow varies fastest, then the cover."""
    exchangers = knobs.exchanger_kw or (plant.exchanger.capacity_kw,)
    return [
        Setting(snow_t, cover_m, exchanger_kw, warmer_c, knobs.strategy)
        for warmer_c, exchanger_kw, cover_m, snow_t in product(
            knobs.warmer_c, exchangers, knobs.cover_m, knobs.snow_t
        )
    ]


def sized(plant: Plant, setting: Setting) -> Plant:
    """The plant with the snow, cover and exchanger of `setting`.

    Design flow and pumps grow with the exchanger in proportion: plates alone would wait for water.
    """
    share = setting.exchanger_kw / plant.exchanger.capacity_kw
    flow = plant.exchanger.design_flow_m3_h * share
    return replace(
        plant,
        snow_store=replace(plant.snow_store, mass_t=setting.snow_t, cover_m=setting.cover_m),
        exchanger=replace(plant.exchanger, capacity_kw=setting.exchanger_kw, design_flow_m3_h=flow),
        pumps=tuple(Pump(pump.id, pump.max_flow_m3_h * share, pump.max_power_kw * share) for pump in plant.pumps),
    )


def room_t(store: SnowStore) -> float:
    """What the store holds [t]: by its pad, and under the slopes of its pile at the density it is covered with."""
    return min(store.pad_t, capacity_m3(store.shape) * store.density_kg_m3 / 1000.0)
