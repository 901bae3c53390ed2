"""Which source gives how much: free cooling, then snow, then chillers; the rule that needs no plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from controller.allowed import Allowed
from controller.phrases import Phrase, Said, say
from controller.situation import Situation
from controller.staging import full, held_on, least_kw, stage

# Less than this is no cooling worth starting a pump or a fan for [kW].
_WORTH_KW = 5.0
# A set-point that would move by less than this stays [kW]: load and temperatures tremble by a few kilowatts from
# cycle to cycle, and following that wears valves and fills logs.
_DEAD_BAND_KW = 5.0


@dataclass(frozen=True, slots=True)
class Setpoints:
    """What is asked of each source [kW] and of the leaving water [°C]."""

    snow_kw: float
    free_cooling_kw: float
    chillers_kw: Mapping[str, float]
    supply_c: float

    @property
    def chiller_kw(self) -> float:
        """All chillers together [kW]."""
        return sum(self.chillers_kw.values())


def dispatch(demand_kw: float, allowed: Allowed, seen: Situation, supply_c: float) -> Setpoints:
    """Set-points for `demand_kw` within what is allowed."""
    if allowed.everything:
        return Setpoints(
            allowed.snow_max_kw, allowed.free_cooling_max_kw, full(demand_kw, allowed, seen), supply_c
        )
    # Chillers that must stay on run at least at their least load, and spare the snow that much.
    forced_kw = sum(least_kw(chiller) for chiller in held_on(allowed, seen))
    free_kw = _worth(min(demand_kw - forced_kw, allowed.free_cooling_max_kw))
    snow_kw = _worth(min(demand_kw - forced_kw - free_kw, allowed.snow_max_kw))
    chillers = stage(max(demand_kw - free_kw - snow_kw, 0.0), allowed, seen)
    # A chiller that starts gives at least its least load: snow yields first, it keeps; air does not.
    surplus_kw = max(sum(chillers.values()) + free_kw + snow_kw - demand_kw, 0.0)
    spared_kw = min(surplus_kw, snow_kw)
    snow_kw = _worth(snow_kw - spared_kw)
    free_kw = _worth(free_kw - (surplus_kw - spared_kw))
    return Setpoints(snow_kw, free_kw, chillers, supply_c)


def steadied(setpoints: Setpoints, allowed: Allowed, seen: Situation) -> Setpoints:
    """`setpoints`, each left where it stands when it would hardly move; never above what is allowed."""
    before = seen.memory
    return replace(
        setpoints,
        snow_kw=min(_steady(setpoints.snow_kw, before.snow_kw), allowed.snow_max_kw),
        free_cooling_kw=min(
            _steady(setpoints.free_cooling_kw, before.free_cooling_kw), allowed.free_cooling_max_kw
        ),
        chillers_kw={
            chiller: _steady(load_kw, seen.runs[chiller].asked_kw)
            for chiller, load_kw in setpoints.chillers_kw.items()
        },
    )


def _steady(wanted_kw: float, stands_kw: float) -> float:
    """Starting and stopping are never put off."""
    both_run = wanted_kw > 0.0 and stands_kw > 0.0
    return stands_kw if both_run and abs(wanted_kw - stands_kw) < _DEAD_BAND_KW else wanted_kw


def _worth(kw: float) -> float:
    return kw if kw >= _WORTH_KW else 0.0


def reasons(setpoints: Setpoints, allowed: Allowed, seen: Situation) -> tuple[Said, ...]:
    """Why these sources, in the order in which they were chosen."""
    if not allowed.commands:
        return (say(Phrase.PANEL_RULES),)
    if allowed.everything:
        return (say(Phrase.EVERYTHING_RUNS),)
    if allowed.electric_only:
        return (say(Phrase.CHILLERS_ALONE),)
    said = (*_cheap_reasons(setpoints, allowed, seen), *_chiller_reasons(setpoints, seen))
    return said or (say(Phrase.NOTHING_NEEDED),)


def _cheap_reasons(setpoints: Setpoints, allowed: Allowed, seen: Situation) -> list[Said]:
    said = []
    outside_c = seen.image.value("outside_air_temp_c")
    if setpoints.free_cooling_kw > 0.0 and outside_c is not None:
        said.append(say(Phrase.COLD_OUTSIDE, outside_c=outside_c))
    if setpoints.snow_kw > 0.0:
        said.append(say(Phrase.SNOW_BEFORE_CHILLERS, left_t=seen.snow.left_t))
        if setpoints.snow_kw >= allowed.snow_max_kw:
            said.append(say(Phrase.SNOW_AT_LIMIT, limit_kw=allowed.snow_max_kw))
    return said


def _chiller_reasons(setpoints: Setpoints, seen: Situation) -> list[Said]:
    if setpoints.chiller_kw <= 0.0:
        return []
    said = []
    if not seen.in_season:
        said.append(say(Phrase.OUT_OF_SEASON))
    elif seen.snow_gone:
        said.append(say(Phrase.SNOW_GONE))
    said.append(say(Phrase.CHILLERS_TAKE_REST, rest_kw=setpoints.chiller_kw))
    if any(chiller.reserve and setpoints.chillers_kw[chiller.id] > 0.0 for chiller in seen.plant.chillers):
        said.append(say(Phrase.RESERVE_NEEDED))
    return said
