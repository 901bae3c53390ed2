"""Checks 5 to 7: Skogsberg's field regression on two weathers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.snow_data import Row
from benchmarks.snow_weather import tallinn
from physics.skogsberg import field_melt_kg_m2_h, field_regression_kg_m2_h


def regression_rows() -> Iterator[Row]:
    """Field regression: its own arithmetic on two weathers, exact to 1 %."""
    july = (np.array(15.0), np.array(214.0), np.array(3.35))
    for cover_m, published in ((0.20, 224.0), (0.10, 411.0)):
        total = float(field_melt_kg_m2_h(*july, cover_m)) * 24.0 * 29.0
        what = f"Field regression, July of Nordell & Sundin, {cover_m * 1000:.0f} mm"
        yield Row("5", what, "kg/m2", f"{published:.0f}", total, published * 0.99, published * 1.01)
    months, weather = tallinn()
    assert weather.global_radiation_w_m2 is not None
    assert weather.wind_m_s is not None
    drivers = (weather.air_temp_c, weather.global_radiation_w_m2, weather.wind_m_s)
    hourly = field_melt_kg_m2_h(*drivers, 0.20)
    for month, name, published in zip(
        range(4, 9), ("April", "May", "June", "July", "August"), (63.0, 216.0, 255.0, 297.0, 277.0), strict=True
    ):
        total = float(hourly[months == month].sum())
        what = f"Field regression, Tallinn 2024, 200 mm, {name}"
        yield Row("6", what, "kg/m2", f"{published:.0f}", total, published * 0.99, published * 1.01)
    for cover_m, published in ((0.20, 1108.0), (0.10, 2054.0), (0.30, 193.0), (0.40, 0.0)):
        total = float(field_regression_kg_m2_h(*drivers, cover_m).sum())
        what = f"Field formula, Tallinn April-August, {cover_m * 1000:.0f} mm"
        what += "" if cover_m <= 0.25 else " (refused in use)"
        check = "6" if cover_m == 0.20 else "7"
        yield Row(check, what, "kg/m2", f"{published:.0f}", total, published * 0.99, published * 1.01)
