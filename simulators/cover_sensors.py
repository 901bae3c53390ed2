"""Temperatures in the cover at four places and in the ground under the pile."""

from __future__ import annotations

from math import cos, pi

from simulators.weather import Weather

PLACES = 4
# The place from which chips slide away when the cover slips.
SLIPPED_PLACE = 2
# Sun on dark wet chips: about 25 K at 700 W/m2; in the middle of the layer half of it, hours later.
_SUN_K_M2_W = 0.035
_SURFACE_LAG_H, _MIDDLE_LAG_H = 0.5, 6.0
# The face of the snow lies at 0 °C and its sensor in wet chips a little above (foam-covered Levi shows 1-2 °C).
_FACE_C, _FACE_SHARE, _BARE_FACE_SHARE = 0.3, 0.05, 0.35
# Ground beside the pile runs from 7 °C in spring to 12 °C in late summer at 1 m, near 0 °C right under it (Weiss
# et al. 2019); under the middle of the pile the swing is a fraction of that.
_DEPTH_MEAN_C = {0.0: 0.2, 0.5: 1.6, 1.0: 3.0}
_DEPTH_SWING_K = {0.0: 0.1, 0.5: 0.9, 1.0: 1.8}
_WARMEST_DAY = 250.0


class CoverSensors:
    """Moves with `step`; `top_c`, `middle_c`, `face_c` by place 1…4."""

    def __init__(self, weather: Weather) -> None:
        self.top_c = dict.fromkeys(range(1, PLACES + 1), weather.outside_air_temp_c)
        self.middle_c = dict.fromkeys(range(1, PLACES + 1), max(weather.outside_air_temp_c, 0.0) / 2.0)
        self.face_c = dict.fromkeys(range(1, PLACES + 1), _FACE_C)

    def step(self, hours: float, weather: Weather, *, snow: bool, slipped: bool) -> None:
        """Move by `hours` in `weather`; `slipped` bares the snow at one place."""
        air = weather.outside_air_temp_c
        for place in self.top_c:
            bare = slipped and place == SLIPPED_PLACE
            sun = _SUN_K_M2_W * weather.global_radiation_w_m2 * (1.0 + 0.1 * (place - 2.5))
            below = (_BARE_FACE_SHARE if bare else _FACE_SHARE) * max(air, 0.0) + _FACE_C if snow else air
            self.top_c[place] += min(hours / _SURFACE_LAG_H, 1.0) * (air + sun - self.top_c[place])
            middle = below if bare else (self.top_c[place] + below) / 2.0
            self.middle_c[place] += min(hours / _MIDDLE_LAG_H, 1.0) * (middle - self.middle_c[place])
            self.face_c[place] += min(hours / _MIDDLE_LAG_H, 1.0) * (below - self.face_c[place])


def ground_temp_c(depth_m: float, day_of_year: float, snow_share: float) -> float:
    """Temperature under the middle of the pile [°C] at 0, 0.5 or 1 m; without snow that of open ground."""
    season = cos(2.0 * pi * (day_of_year - _WARMEST_DAY) / 365.25)
    covered = _DEPTH_MEAN_C[depth_m] + _DEPTH_SWING_K[depth_m] * season
    open_c = 5.0 + (8.0 - 4.0 * depth_m) * season
    return covered if snow_share > 0.02 else open_c
