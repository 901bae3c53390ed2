"""How much cooling is needed, and how much of it the snow can give."""

from __future__ import annotations

from datetime import datetime, timedelta

from controller.process_image import ProcessImage
from controller.situation import Situation
from domain.plant import Plant
from physics.water import capacity_rate_kw_k

# Each kelvin that the leaving water is off its set-point asks for this much more or less [kW/K], but at most this
# share of what warms the passing water by a kelvin: the leaving water answers to power at once, so a share above
# one would swing from cycle to cycle.
_GAIN_KW_K, _SHARE_OF_FLOW = 60.0, 0.4
_UNKNOWN_FLOW_M3_H = 50.0
# Water in network and exchangers holds about this much per kelvin (a network of the demo's size) [kWh/K]: a cycle
# that takes long on a fast clock must not correct more than half of an error at once.
_WATER_KWH_K = 50.0
# Blind: chillers unload by themselves when the water is cold enough, so they are asked for a little more than
# what they are seen to give, and the last demand seen with open eyes counts for an hour.
_BLIND_MARGIN = 1.15
_REMEMBERED = timedelta(hours=1)
# The snow gives all it can when its pump has been at full speed for so long.
_FULL_SPEED_PCT = 97.0
_SETTLED = timedelta(minutes=5)
# What was lost (warm channels, a dirty filter) is believed to come back at this pace [kW/h].
_RECOVERS_KW_H = 100.0


def demand_kw(seen: Situation, supply_c: float) -> float:
    """Cooling to deliver now [kW]: the load, corrected by how far the leaving water is off `supply_c`."""
    load_kw = seen.image.value("cooling_load_kw")
    leaving_c = seen.image.value("leaving_chilled_water_temp_c")
    if load_kw is None or leaving_c is None:
        return _blind_demand_kw(seen)
    return max(load_kw + _gain_kw_k(seen) * (leaving_c - supply_c), 0.0)


def _gain_kw_k(seen: Situation) -> float:
    """Correction per kelvin [kW/K]: smaller where little water flows and where a cycle takes long."""
    flow_m3_h = seen.image.value("chilled_water_flow_m3_h")
    passing = capacity_rate_kw_k(flow_m3_h if flow_m3_h is not None else _UNKNOWN_FLOW_M3_H)
    gain = min(_GAIN_KW_K, _SHARE_OF_FLOW * passing)
    hours = seen.elapsed / timedelta(hours=1)
    return min(gain, 0.5 * _WATER_KWH_K / hours) if hours > 0.0 else gain


def _blind_demand_kw(seen: Situation) -> float:
    """The best guess on the high side: load, else what is being delivered, else what was needed a while ago."""
    peak_kw = seen.plant.cooling_network.peak_kw
    memory = seen.memory
    guesses = [
        known * _BLIND_MARGIN
        for known in (seen.image.value("cooling_load_kw"), delivered_kw(seen.image, seen.plant))
        if known is not None
    ]
    fresh = memory.demand_at is not None and seen.now - memory.demand_at <= _REMEMBERED
    if memory.demand_kw is not None and (fresh or not guesses):
        guesses.append(memory.demand_kw)
    return min(max(guesses), peak_kw) if guesses else peak_kw


def delivered_kw(image: ProcessImage, plant: Plant) -> float | None:
    """Cooling by all sources [kW], None unless every one is known."""
    names = ["snow_cooling_power_kw", "free_cooling_power_kw"]
    names += [f"{chiller.id}_cooling_power_kw" for chiller in plant.chillers]
    if image.missing(names):
        return None
    return sum(image.values[name] for name in names)


def pump_full_since(seen: Situation) -> datetime | None:
    """Since when the snow pump has run at full speed; None while it does not."""
    speed_pct = seen.image.value(f"{seen.plant.pumps[0].id}_speed_pct")
    if speed_pct is None or speed_pct < _FULL_SPEED_PCT:
        return None
    return seen.memory.pump_full_since or seen.now


def snow_capability_kw(seen: Situation) -> float:
    """What the snow can give [kW]: the exchanger's capacity until a pump at full speed shows that it is less."""
    capacity_kw = seen.plant.exchanger.capacity_kw
    before_kw = seen.memory.snow_capability_kw
    since, given_kw = pump_full_since(seen), seen.image.value("snow_cooling_power_kw")
    if since is not None and seen.now - since >= _SETTLED and given_kw is not None:
        return min(given_kw, capacity_kw)
    if before_kw is None:
        return capacity_kw
    return min(before_kw + _RECOVERS_KW_H * (seen.elapsed / timedelta(hours=1)), capacity_kw)
