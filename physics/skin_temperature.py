"""Temperature of a skin without heat of its own, from its energy balance: root by Newton's method."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from physics.cover_weather import STEFAN_BOLTZMANN_W_M2_K4, ZERO_C_K

_VAPOUR_TO_AIR = 0.622
_COLDEST_C = -80.0
# Newton's step after which the root is known to far better than 0.01 K.
_CLOSE_K = 0.01


@dataclass(frozen=True, slots=True)
class Vapour:
    """Saturation pressure e = e_0 exp(a T/(T + b)) [Pa], T in °C."""

    base_pa: float
    a: float
    b_c: float

    def humidity(self, temp_c: float, pressure_pa: float) -> float:
        """Specific humidity [kg/kg] of saturated air, 0.622 e/p."""
        return _VAPOUR_TO_AIR * self.base_pa * exp(self.a * temp_c / (temp_c + self.b_c)) / pressure_pa


# Alduchov and Eskridge 1996 over water; Guide to Meteorological Instruments (WMO-No. 8) over ice.
OVER_WATER = Vapour(610.94, 17.625, 243.04)
OVER_ICE = Vapour(611.2, 22.46, 272.62)


@dataclass(frozen=True, slots=True)
class Skin:
    """Fixed properties of a skin: emissivity, vapour over it, air pressure [Pa], highest temperature [°C]."""

    emissivity: float
    vapour: Vapour
    pressure_pa: float
    highest_c: float

    def temperature_c(
        self, guess_c: float, constant_w_m2: float, linear_w_m2_k: float, latent_w_m2: float, air_humidity: float
    ) -> tuple[float, float]:
        """Root T of A − B T − ε σ T⁴ − C (q*(T) − q) = 0 [°C], and the surplus [W/m2] left at the highest one.

        A `constant_w_m2`, B `linear_w_m2_k`, C `latent_w_m2` per kg/kg. The left side falls with T, so there is
        one root; where it lies above `highest_c` the skin stays there and something else takes the surplus.
        """
        temp_c, balance = guess_c, 0.0
        a, b = self.vapour.a, self.vapour.b_c
        radiation = self.emissivity * STEFAN_BOLTZMANN_W_M2_K4
        for _ in range(40):
            kelvin = temp_c + ZERO_C_K
            saturated = self.vapour.humidity(temp_c, self.pressure_pa)
            emitted = radiation * kelvin**4
            balance = constant_w_m2 - linear_w_m2_k * temp_c - emitted - latent_w_m2 * (saturated - air_humidity)
            slope = linear_w_m2_k + 4.0 * emitted / kelvin + latent_w_m2 * saturated * a * b / (temp_c + b) ** 2
            last_c = temp_c
            temp_c = min(max(temp_c + balance / slope, _COLDEST_C), self.highest_c)
            if abs(temp_c - last_c) < _CLOSE_K:
                break
        return temp_c, max(balance, 0.0) if temp_c >= self.highest_c else 0.0
