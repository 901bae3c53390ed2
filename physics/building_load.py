"""Loads of buildings: cooling by weather and hour, heating by an energy signature."""

from __future__ import annotations

# Cooling begins at about 14 °C outside and reaches design at 28 °C and 700 W/m2 in occupied hours (assumed:
# the shape of an energy signature; offices and care homes in central Sweden).
COOLING_BALANCE_C = 14.0
COOLING_DESIGN_C = 28.0
COOLING_DESIGN_RADIATION_W_M2 = 700.0
_TEMPERATURE_WEIGHT = 0.7
_UNOCCUPIED_SHARE = 0.35


def occupancy(hour: float, weekday: int) -> float:
    """Occupancy 0…1 at local `hour` 0…24 of `weekday` (Monday 0): ramps 6-9 and 16-20, 0.3 at weekends.

    Assumed schedule of a group of municipal buildings.
    """
    day = 1.0 if weekday < 5 else 0.3
    if hour < 12.0:
        return day * min(max((hour - 6.0) / 3.0, 0.0), 1.0)
    return day * min(max((20.0 - hour) / 4.0, 0.0), 1.0)


def comfort_cooling_share(air_temp_c: float, radiation_w_m2: float, occupied: float) -> float:
    """Share 0…1 of design comfort cooling: (0.7 θ + 0.3 G/G_d) (0.35 + 0.65 o), θ = (T − 14)/(28 − 14).

    T outside air [°C], G global radiation [W/m2] as proxy for the sun through windows, o occupancy 0…1.
    No cooling below 14 °C. Assumed signature; for a group of buildings, not a single room.
    """
    if air_temp_c <= COOLING_BALANCE_C:
        return 0.0
    warmth = (air_temp_c - COOLING_BALANCE_C) / (COOLING_DESIGN_C - COOLING_BALANCE_C)
    # The sun counts fully only once it is warm enough for windows not to do the work.
    sun = max(radiation_w_m2, 0.0) / COOLING_DESIGN_RADIATION_W_M2 * min(warmth * 2.0, 1.0)
    share = _TEMPERATURE_WEIGHT * warmth + (1.0 - _TEMPERATURE_WEIGHT) * sun
    return min(share * (_UNOCCUPIED_SHARE + (1.0 - _UNOCCUPIED_SHARE) * occupied), 1.0)


def cooling_load_kw(
    base_kw: float,
    comfort_kw: float,
    *,
    air_temp_c: float,
    radiation_w_m2: float,
    hour: float,
    weekday: int,
) -> float:
    """Cooling load Q = Q_base + Q_comfort · share(T, G, hour) [kW]; base is servers and processes, all year."""
    return base_kw + comfort_kw * comfort_cooling_share(air_temp_c, radiation_w_m2, occupancy(hour, weekday))


def heating_signature_w_m2(
    air_temp_c: float, loss_w_m2_k: float, balance_c: float = 17.0, base_w_m2: float = 0.0
) -> float:
    """Heat q = q_base + H max(T_b − T, 0) [W/m2]: energy signature (EN 15603 annex B) of daily mean temperature.

    Base is hot water and its circulation; 17 °C is the balance used by Swedish degree days (SMHI graddagar).
    """
    return base_w_m2 + loss_w_m2_k * max(balance_c - air_temp_c, 0.0)
