"""COP of the chillers that would have run: measured where they ran, else that of the data sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analytics.arrays import DAY_S, Floats
from analytics.option_b.plant_hours import PlantHours
from analytics.uncertainty.metering import meter_class
from domain.plant import Plant
from domain.site import Carrier
from physics.chiller import cop_model

# Hours with chillers running below which the data sheet is believed rather than the meters.
MIN_HOURS = 100
# The cold that snow gave is asked for at other loads than the chillers were measured at; the data sheet's course
# over temperature, fitted to its level, is taken as good to this share (rectangular half-width, assumed).
TRANSFER_SHARE = 0.03
# A maker's COP is good to 10 % in use (assumed; `--cop-sd` states another): tolerances of the test stand, fouling,
# part load and water temperature.
DATA_SHEET_SD = 0.10
# Standard deviations of the plant's meters: cold class 2 of EN 1434-1, electricity class B of EN 50470-3.
COLD_METER_SD = meter_class(Carrier.COOLING, None).sd_share
ELECTRICITY_METER_SD = meter_class(Carrier.ELECTRICITY, None).sd_share


class CopSource(StrEnum):
    """Where the COP comes from."""

    MEASURED = "measured"
    DATA_SHEET = "data_sheet"


@dataclass(frozen=True, slots=True)
class CopUsed:
    """Factor on the data sheet's COP, its standard deviation as a share, and the hours it was measured in."""

    source: CopSource
    factor: float
    sd_share: float
    hours: int


def sheet_cop(plant: Plant, outside_air_c: Floats) -> Floats:
    """COP of the data sheets at full load and the network's supply temperature, weighed by capacity."""
    supply_c = plant.cooling_network.supply_setpoint_c
    chillers = [chiller for chiller in plant.chillers if not chiller.reserve] or list(plant.chillers)
    capacity = sum(chiller.capacity_kw for chiller in chillers)
    # Shares of cold by capacity: electricity adds, so the inverse of COP is what is weighed.
    inverse = sum(
        chiller.capacity_kw / capacity / np.asarray(cop_model(chiller).cop(outside_air_c, supply_c), float)
        for chiller in chillers
    )
    return np.asarray(1.0 / np.asarray(inverse), float)


def cop_used(plant: Plant, hours: PlantHours, stated_sd: float | None) -> CopUsed:
    """COP measured in `hours`: k = Σ(Q/COP_sheet) / ΣE; its error by days, as one day's hours share their luck."""
    running = (hours.chiller_kw > 0.0) & (hours.chiller_electric_kw > 0.0) & ~np.isnan(hours.outside_air_c)
    count = int(np.count_nonzero(running))
    if count < MIN_HOURS:
        return CopUsed(CopSource.DATA_SHEET, 1.0, DATA_SHEET_SD if stated_sd is None else stated_sd, count)
    expected = hours.chiller_kw[running] / sheet_cop(plant, hours.outside_air_c[running])
    electric = hours.chiller_electric_kw[running]
    factor = float(expected.sum() / electric.sum())
    day = np.unique(hours.starts[running] // DAY_S, return_inverse=True)[1]
    off = np.bincount(day, weights=expected - factor * electric)
    luck = math.sqrt(float((off**2).sum())) / float(expected.sum())
    share = math.hypot(luck, COLD_METER_SD, ELECTRICITY_METER_SD, TRANSFER_SHARE / math.sqrt(3))
    return CopUsed(CopSource.MEASURED, factor, max(share, stated_sd or 0.0), count)
