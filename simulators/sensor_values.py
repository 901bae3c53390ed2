"""What a device shows that belongs to no building's meter: sensors, valves, pumps."""

from __future__ import annotations

from datetime import datetime
from math import pi, sin
from zlib import crc32

import numpy as np

from domain.site import Point
from simulators import hours
from simulators.course import Course
from simulators.weather import SimulatedWeather

_OUTSIDE = ("outside", "outdoor", "ute")
# A device of its own draws or moves about this much on average [kW], [m3/h].
_MEAN_RATE = {"kWh": 1.2, "kW": 1.2, "m3": 2.0, "m3/h": 2.0}
_LEVELS = {"%": 45.0, "V": 3.0, "Pa": 45000.0, "Hz": 42.0, "A": 2.0, "1": 0.95, "W/m2": 0.0, "m/s": 2.0}


class SensorValues:
    """Values of one such device [canonical unit], the same for the same seed."""

    def __init__(self, device_id: str, weather: SimulatedWeather, seed: int) -> None:
        self._weather = weather
        self._phase = crc32(f"{seed}/{device_id}".encode()) % 1000 / 1000.0
        self._outside = any(word in device_id for word in _OUTSIDE)
        self._courses: dict[str, Course] = {}
        self._random = np.random.default_rng([seed, crc32(device_id.encode())])

    def value(self, point: Point, moment: datetime) -> float:
        """Value of `point` at `moment`, inside the point's own limits."""
        written = point.profile_point.written_unit
        value = self._value(point.profile_point.id, point.unit, moment)
        low, high = point.profile_point.minimum, point.profile_point.maximum
        if not point.profile_point.counter:
            value = max(value, written.to_canonical(low)) if low is not None else value
            value = min(value, written.to_canonical(high)) if high is not None else value
        return value

    def _value(self, name: str, unit: str, moment: datetime) -> float:
        outside = self._outside or any(word in name for word in _OUTSIDE)
        weather = self._weather.at(moment)
        if unit == "degC":
            return weather.outside_air_temp_c if outside else self._room_c(name, moment)
        if "humidity" in name:
            return weather.relative_humidity_pct if outside else 32.0 + 6.0 * self._daily(moment)
        if "battery" in name and unit == "V":
            return 2.98 + 0.01 * self._daily(moment)
        if unit in {"kWh", "m3"}:
            return self._course(unit).total(moment)
        if unit in {"kW", "m3/h"}:
            return self._course("kWh" if unit == "kW" else "m3").rate(moment)
        by_weather = {"W/m2": weather.global_radiation_w_m2, "m/s": weather.wind_m_s, "mm": weather.rain_mm_h}
        return by_weather.get(unit, _LEVELS.get(unit, 0.0) * (1.0 + 0.05 * self._daily(moment)))

    def _room_c(self, name: str, moment: datetime) -> float:
        warm = 40.0 if "liquid" in name or "electronics" in name else 21.3
        return warm + 0.8 * self._daily(moment)

    def _course(self, unit: str) -> Course:
        if unit not in self._courses:
            day = 1.0 + 0.4 * np.sin(2.0 * pi * (np.arange(hours.COUNT) / 24.0 + self._phase))
            self._courses[unit] = Course(_MEAN_RATE[unit] * day, self._random)
        return self._courses[unit]

    def _daily(self, moment: datetime) -> float:
        return sin(2.0 * pi * (moment.timestamp() / 86400.0 + self._phase))
