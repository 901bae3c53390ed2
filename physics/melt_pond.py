"""Water balance of the pond under a snow store: rain and melt in, discharge out, level by its area."""

from __future__ import annotations

from dataclasses import dataclass

from physics.water import DENSITY_KG_M3


@dataclass(frozen=True, slots=True)
class PondStep:
    """What a step did: volumes [m3] that came, left by the discharge and ran over the weir, level after it [m].

    Start volume + `inflow_m3` = end volume + `discharged_m3` + `overflow_m3`.
    """

    level_m: float
    inflow_m3: float
    discharged_m3: float
    overflow_m3: float


def pond_step(
    level_m: float,
    area_m2: float,
    hours: float,
    *,
    melt_water_t: float,
    rain_m3: float = 0.0,
    discharge_m3_h: float = 0.0,
    weir_m: float = float("inf"),
) -> PondStep:
    """Level h' = h + (melt/ρ + rain − discharge − overflow)/A [m] after `hours`.

    `melt_water_t` is all water that left the snow (`StoreStep.water_t`), `rain_m3` what fell on the pond beside
    it. No more is discharged than there is; above `weir_m` water runs over. Upright banks, no evaporation.
    """
    inflow_m3 = melt_water_t * 1000.0 / DENSITY_KG_M3 + rain_m3
    there_m3 = level_m * area_m2 + inflow_m3
    discharged_m3 = min(max(discharge_m3_h, 0.0) * hours, there_m3)
    left_m3 = there_m3 - discharged_m3
    overflow_m3 = max(left_m3 - weir_m * area_m2, 0.0)
    return PondStep((left_m3 - overflow_m3) / area_m2, inflow_m3, discharged_m3, overflow_m3)
