"""Moist air."""

from __future__ import annotations

from math import log

# Magnus coefficients over water (Alduchov and Eskridge 1996, J. Appl. Meteorol. 35, 601-609).
_MAGNUS_A = 17.625
_MAGNUS_B_C = 243.04


def dew_point_c(temp_c: float, relative_humidity_pct: float) -> float:
    """Dew point [°C] by Magnus: g = ln(φ) + a T/(b + T), T_d = b g/(a − g).

    Alduchov and Eskridge 1996; error below 0.4 K for −40…50 °C. Humidity below 1 % is taken as 1 %.
    """
    share = min(max(relative_humidity_pct, 1.0), 100.0) / 100.0
    g = log(share) + _MAGNUS_A * temp_c / (_MAGNUS_B_C + temp_c)
    return _MAGNUS_B_C * g / (_MAGNUS_A - g)
