"""Which chillers run and how loaded: in the order of the site file, reserve last, with room before each change."""

from __future__ import annotations

from datetime import timedelta

from controller.allowed import Allowed
from controller.situation import Situation
from domain.plant import Chiller

# One chiller fewer only when the others would then carry the need at this share of their capacity.
_FEWER_BELOW = 0.85
# The first starts when the need is this share of its least load, and the last stops at half of that.
_FIRST_FROM, _LAST_UNTIL = 0.6, 0.3
# A chiller that is asked for is seen to run within this time, or it is out of order.
_STARTS_WITHIN = timedelta(minutes=5)


def least_kw(chiller: Chiller) -> float:
    """Least load of a running chiller [kW]."""
    return chiller.min_load_share * chiller.capacity_kw


def held_on(allowed: Allowed, seen: Situation) -> list[Chiller]:
    """Chillers that must stay on whatever the need."""
    return [
        chiller
        for chiller in seen.plant.chillers
        if seen.runs[chiller.id].on
        and allowed.chillers[chiller.id].usable
        and not allowed.chillers[chiller.id].may_stop
    ]


def stage(need_kw: float, allowed: Allowed, seen: Situation) -> dict[str, float]:
    """Load of every chiller [kW], 0 for those that stand still."""
    chosen = _chosen(need_kw, allowed, seen)
    return shared(need_kw, chosen, seen.plant.chillers)


def full(demand_kw: float, allowed: Allowed, seen: Situation) -> dict[str, float]:
    """Chillers at their capacity [kW], in order, as long as the load carries the least loads of all that run."""
    loads = dict.fromkeys((chiller.id for chiller in seen.plant.chillers), 0.0)
    held, least_sum_kw = held_on(allowed, seen), 0.0
    for chiller in _candidates(allowed, seen):
        adds_kw = 0.0 if _does_not_start(chiller, seen) else least_kw(chiller)
        if chiller in held or least_sum_kw == 0.0 or least_sum_kw + adds_kw <= demand_kw:
            loads[chiller.id] = chiller.capacity_kw
            least_sum_kw += adds_kw
    return loads


def _does_not_start(chiller: Chiller, seen: Situation) -> bool:
    """Whether `chiller` has been asked for a while ago and still stands still: the next one has to do."""
    run = seen.runs[chiller.id]
    late = run.since is not None and seen.now - run.since > _STARTS_WITHIN
    return run.asked_kw > 0.0 and late and seen.image.state(f"{chiller.id}_running") is False


def shared(need_kw: float, chosen: list[Chiller], chillers: tuple[Chiller, ...]) -> dict[str, float]:
    """`need_kw` shared by capacity among `chosen`, each between its least load and its capacity."""
    capacity_kw = sum(chiller.capacity_kw for chiller in chosen)
    share = min(need_kw / capacity_kw, 1.0) if capacity_kw > 0.0 else 0.0
    return {
        chiller.id: max(share * chiller.capacity_kw, least_kw(chiller)) if chiller in chosen else 0.0
        for chiller in chillers
    }


def _candidates(allowed: Allowed, seen: Situation) -> list[Chiller]:
    """Chillers that are on or may start: those held on first, then those running, reserve last."""
    held = held_on(allowed, seen)
    usable = [
        chiller
        for chiller in seen.plant.chillers
        if allowed.chillers[chiller.id].usable
        and (seen.runs[chiller.id].on or allowed.chillers[chiller.id].may_start)
    ]
    return sorted(usable, key=lambda chiller: (chiller not in held, chiller.reserve, not _on(chiller, seen)))


def _chosen(need_kw: float, allowed: Allowed, seen: Situation) -> list[Chiller]:
    """The fewest candidates that carry `need_kw`, but no change before there is room for it."""
    candidates, held = _candidates(allowed, seen), len(held_on(allowed, seen))
    running = sum(1 for chiller in candidates if _on(chiller, seen))
    needed = _fewest(need_kw, candidates)
    if needed < running:
        # Stop one only if the rest carries the need with room to spare.
        needed = min(max(_fewest(need_kw / _FEWER_BELOW, candidates), needed), running)
    if needed == 1 and held == 0 and candidates:
        threshold = _LAST_UNTIL if running else _FIRST_FROM
        needed = 1 if need_kw >= threshold * least_kw(candidates[0]) else 0
    return candidates[: max(needed, held)]


def _fewest(need_kw: float, candidates: list[Chiller]) -> int:
    capacity_kw = 0.0
    for count, chiller in enumerate(candidates):
        if capacity_kw >= need_kw:
            return count
        capacity_kw += chiller.capacity_kw
    return len(candidates)


def _on(chiller: Chiller, seen: Situation) -> bool:
    return seen.runs[chiller.id].on
