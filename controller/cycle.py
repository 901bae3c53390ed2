"""One control cycle: a frozen image in, safety rules narrow, dispatch chooses, one decision out. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from controller.allowed import Allowed, ChillerChoice
from controller.decision import Decision
from controller.demand import demand_kw, pump_full_since, snow_capability_kw
from controller.dispatch import Setpoints, dispatch, reasons, steadied
from controller.guards.blind import missing_sensors
from controller.guards.order import GUARDS
from controller.memory import ChillerRun, Memory
from controller.phrases import Phrase, say
from controller.process_image import ProcessImage
from controller.situation import Situation, situation
from domain.plant_status import PlantMode
from domain.site import Site

# Free cooling starts when it is this much colder than its limit, and stops just below it [K].
_FREE_COOLING_START_K, _FREE_COOLING_STOP_K = 0.5, 0.1
HEARTBEATS = 65536
# The PLC has taken over if it still runs on its own after it has been told so many set-points.
_TOLD_CYCLES = 2


def decide(image: ProcessImage, memory: Memory, site: Site, now: datetime) -> Decision:
    """What to ask of the plant of `site` at `now`."""
    assert site.plant is not None
    seen = situation(image, memory, site.plant, now, site.timezone)
    allowed = _at_most(seen)
    for guard in GUARDS:
        allowed = guard(allowed, seen)
    highest_c = max(site.plant.limits.supply_temp_max_c, site.plant.cooling_network.supply_setpoint_c)
    supply_c = min(max(allowed.supply_min_c, site.plant.limits.supply_temp_min_c), highest_c)
    need_kw = demand_kw(seen, supply_c)
    setpoints = steadied(dispatch(need_kw, allowed, seen, supply_c), allowed, seen)
    # Set-points guessed for a plant that says nothing would reach it in the moment it comes back.
    silent = not image.values
    return Decision(
        issued_at=now,
        mode=_mode(setpoints, allowed, seen),
        setpoints=setpoints if allowed.commands and not silent else None,
        demand_kw=need_kw,
        reasons=(say(Phrase.PLC_SILENT),) if silent else reasons(setpoints, allowed, seen),
        notices=allowed.notices,
        closed=allowed.closed,
        missing=missing_sensors(seen),
        snow=seen.snow,
        plc_fallback=memory.told >= _TOLD_CYCLES and bool(image.state("local_fallback")),
        memory=_remembered(setpoints, replace(allowed, commands=allowed.commands and not silent), seen, need_kw),
        silent=silent,
    )


def _at_most(seen: Situation) -> Allowed:
    """What the plant could give now, before any safety rule."""
    free = seen.plant.free_cooling
    outside_c = seen.image.value("outside_air_temp_c")
    margin_k = _FREE_COOLING_STOP_K if seen.memory.free_cooling_kw > 0.0 else _FREE_COOLING_START_K
    cold = outside_c is not None and outside_c < free.below_c - margin_k
    return Allowed(
        snow_max_kw=snow_capability_kw(seen) if seen.snow_in_use else 0.0,
        free_cooling_max_kw=free.capacity_kw if cold else 0.0,
        supply_min_c=seen.plant.cooling_network.supply_setpoint_c,
        chillers={chiller.id: ChillerChoice() for chiller in seen.plant.chillers},
    )


def _mode(setpoints: Setpoints, allowed: Allowed, seen: Situation) -> PlantMode:
    if not allowed.commands:
        return PlantMode.OFF if seen.image.state("panel_off") else PlantMode.HAND
    if allowed.electric_only:
        return PlantMode.BLIND
    used = 1 * (setpoints.free_cooling_kw > 0.0) + 2 * (setpoints.snow_kw > 0.0) + 4 * (setpoints.chiller_kw > 0.0)
    return PlantMode(used)


def _remembered(setpoints: Setpoints, allowed: Allowed, seen: Situation, need_kw: float) -> Memory:
    """Memory for the next cycle."""
    before, blind = seen.memory, bool(missing_sensors(seen))
    asked = setpoints.chillers_kw if allowed.commands else {}
    return Memory(
        told=before.told + 1 if allowed.commands else 0,
        heartbeat=(before.heartbeat + 1) % HEARTBEATS,
        decided_at=seen.now,
        demand_kw=before.demand_kw if blind else need_kw,
        demand_at=before.demand_at if blind else seen.now,
        snow_kw=setpoints.snow_kw if allowed.commands else 0.0,
        free_cooling_kw=setpoints.free_cooling_kw if allowed.commands else 0.0,
        chillers={name: _run(run, asked.get(name, 0.0), seen.now) for name, run in seen.runs.items()},
        active=frozenset(notice.id for notice in allowed.notices),
        moments=allowed.moments,
        pump_full_since=pump_full_since(seen),
        snow_capability_kw=snow_capability_kw(seen),
        snow=seen.snow,
    )


def _run(run: ChillerRun, asked_kw: float, now: datetime) -> ChillerRun:
    """A chiller that is asked to start counts as on from now."""
    if asked_kw > 0.0 and not run.on:
        return ChillerRun(True, now, asked_kw)
    return replace(run, asked_kw=asked_kw)
