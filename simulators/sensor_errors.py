"""What a sensor adds to the truth: noise of the second, slow drift of its own, and what faults do to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import pi, sin
from zlib import crc32

_DAY_S = 86400.0
# Drift wanders with two periods of its own inside these [days]: seasons in the cabinet, ageing.
_PERIODS_D = (40.0, 400.0)


@dataclass(frozen=True, slots=True)
class Error:
    """Half widths of noise and drift, absolute or (`gain`) as a share of the value; below `cut` none."""

    noise: float = 0.0
    drift: float = 0.0
    gain: float = 0.0
    cut: float = 0.0


# By the end of the point's name, the longest first. Resistance thermometers in pockets are good to 0.1-0.2 K,
# electromagnetic flow meters to 0.5-1 %, pressure transmitters to 0.5 %, ultrasonic levels to a few mm; an
# ultrasonic snow gauge read 1.6 cm high on average (Carpman 2010).
_KINDS: tuple[tuple[str, Error], ...] = (
    ("snow_surface_mm", Error(noise=3.0, drift=16.0)),
    ("relative_humidity_pct", Error(noise=0.3, drift=2.0)),
    ("radiation_w_m2", Error(noise=2.0, gain=0.02, cut=1.0)),
    ("turbidity_ntu", Error(noise=0.5, gain=0.03)),
    ("conductivity_us_cm", Error(noise=1.0, gain=0.02)),
    ("_mg_l", Error(noise=0.02, gain=0.03)),
    ("_ph", Error(noise=0.02, drift=0.15)),
    ("_m_s", Error(noise=0.1, gain=0.02)),
    ("_m3_h", Error(noise=0.2, gain=0.008, cut=0.5)),
    ("_mm", Error(noise=1.5, drift=4.0)),
    ("_pa", Error(noise=120.0, gain=0.005, cut=0.5)),
    ("_kw", Error(noise=0.3, gain=0.005, cut=0.5)),
    ("_c", Error(noise=0.04, drift=0.10)),
)
# A sensor that is going away by fault leaves at this rate per day, absolute or as a share of the value.
_RUNAWAY_SHARE_PER_DAY = 0.2
_RUNAWAY_PER_DAY = {"_c": 2.0, "_mm": 50.0}


def error_of(point_id: str) -> Error:
    """The error of the kind of sensor at `point_id`; none for set-points, states and counters."""
    return next((error for end, error in _KINDS if point_id.endswith(end)), Error())


class SensorErrors:
    """Errors of a plant's sensors, the same for the same seed whenever they are asked."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._errors: dict[str, Error] = {}
        self._waves: dict[str, tuple[tuple[float, float], ...]] = {}

    def shown(self, point_id: str, true: float, now: datetime) -> float:
        """What the sensor at `point_id` shows of `true` at `now`."""
        if point_id not in self._errors:
            self._errors[point_id] = error_of(point_id)
        error = self._errors[point_id]
        if true < error.cut:
            return true
        wander = self.drift(point_id, now) if error.drift or error.gain else 0.0
        noise = error.noise * self.noise(point_id, int(now.timestamp())) if error.noise else 0.0
        return true * (1.0 + error.gain * wander) + error.drift * wander + noise

    def noise(self, point_id: str, second: int) -> float:
        """Noise −1…1 of `second`."""
        return crc32(f"{self._seed}/{point_id}/{second}".encode()) / 2**31 - 1.0

    def drift(self, point_id: str, now: datetime) -> float:
        """Slow wandering −1…1."""
        if point_id not in self._waves:
            self._waves[point_id] = tuple(self._wave(point_id, number) for number in (1, 2))
        days = now.timestamp() / _DAY_S
        return sum(sin(2.0 * pi * (days / period + phase)) for period, phase in self._waves[point_id]) / 2.0

    def _wave(self, point_id: str, number: int) -> tuple[float, float]:
        shares = [
            crc32(f"{self._seed}/{point_id}/{what}{number}".encode()) / 2**32 for what in ("period", "phase")
        ]
        return _PERIODS_D[0] + shares[0] * (_PERIODS_D[1] - _PERIODS_D[0]), shares[1]


def runaway(point_id: str, shown: float, hours: float) -> float:
    """What a sensor shows that has been going away for `hours`."""
    per_day = next((rate for end, rate in _RUNAWAY_PER_DAY.items() if point_id.endswith(end)), None)
    if per_day is None:
        return shown * (1.0 + _RUNAWAY_SHARE_PER_DAY * hours / 24.0)
    return shown + per_day * hours / 24.0
