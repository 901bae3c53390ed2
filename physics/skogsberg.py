"""Skogsberg's melt regressions for snow under chips, each only where it was measured.

Beyond its covers the field regression is a trap: its temperature coefficient 0.0575 − 0.18 d is zero at 0.32 m, so
it says "no melt" at 40 cm, while a pile under 46 cm at Granåsen really lost 13 % of its mass in a summer.
"""

from __future__ import annotations

import numpy as np

from physics.cover_weather import FloatArray

FIELD_COVER_M = (0.05, 0.25)
LABORATORY_COVER_M = (0.025, 0.075)


def field_melt_kg_m2_h(
    air_temp_c: FloatArray, global_radiation_w_m2: FloatArray, wind_m_s: FloatArray, cover_m: float
) -> FloatArray:
    """Melt m = −0.09 + 0.00014 I + 0.0575 T + 0.0012 T U − 0.18 T d [kg/(m2 h)], not below 0, 0 for T < 0.

    T [°C], I global radiation [W/m2], U wind [m/s], d cover [m], 0.05…0.25 m, all causes together (Skogsberg 2005,
    p. 39, as quoted in siimurik/snow-storage-RC-model). Reads 17 to 31 % above the July of Nordell & Sundin 1998.
    """
    _refuse_outside("field regression", cover_m, FIELD_COVER_M)
    return field_regression_kg_m2_h(air_temp_c, global_radiation_w_m2, wind_m_s, cover_m)


def laboratory_melt_kg_m2_h(
    air_temp_c: FloatArray,
    global_radiation_w_m2: FloatArray,
    wind_m_s: FloatArray,
    absolute_humidity_g_m3: FloatArray,
    cover_m: float,
) -> FloatArray:
    """Melt m = −0.97 − 0.097 d + 0.164 U + 0.00175 I + 0.102 T + 0.192 w [kg/(m2 h)], d in cm, not below 0.

    w absolute humidity [g/m3]; cutter shavings of 2.5…7.5 cm under lamps (Skogsberg & Lundberg 2005, Cold Reg.
    Sci. Technol. 43, 207-218). At 20 cm it would give 4.6 times the field regression.
    """
    _refuse_outside("laboratory regression", cover_m, LABORATORY_COVER_M)
    melt = (
        -0.97
        - 0.097 * cover_m * 100.0
        + 0.164 * wind_m_s
        + 0.00175 * global_radiation_w_m2
        + 0.102 * air_temp_c
        + 0.192 * absolute_humidity_g_m3
    )
    return np.maximum(melt, 0.0)


def field_regression_kg_m2_h(
    air_temp_c: FloatArray, global_radiation_w_m2: FloatArray, wind_m_s: FloatArray, cover_m: float
) -> FloatArray:
    """The field formula without its bounds, to show what they are for; never for a forecast."""
    melt = (
        -0.09
        + 0.00014 * global_radiation_w_m2
        + 0.0575 * air_temp_c
        + 0.0012 * air_temp_c * wind_m_s
        - 0.18 * air_temp_c * cover_m
    )
    return np.where(air_temp_c < 0.0, 0.0, np.maximum(melt, 0.0))


def _refuse_outside(name: str, cover_m: float, valid_m: tuple[float, float]) -> None:
    least, most = valid_m
    if not least <= cover_m <= most:
        raise ValueError(
            f"Skogsberg's {name} holds for covers of {least:g} to {most:g} m, not for {cover_m:g} m: use "
            "conduction (snow_store.surface_melt_kg_m2_h) or the energy balance (cover_energy_balance)"
        )
