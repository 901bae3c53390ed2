"""Reads one Modbus device: plans its blocks, learns which the device refuses, knows how it fares."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.address import MqttAddress
from domain.clock import Clock
from domain.ports.field_bus import BadReply, DeviceException, FieldBus, ReadOutcome, ReadRequest, Silence, Words
from domain.reading import Reading
from domain.site import Device, Point
from gateway.fieldbus.read_plan import Block, plan, split, worthwhile_gap
from gateway.normalise import failure_text, readings_of
from gateway.plausibility import CounterWatch

# Exceptions that say "not these registers" (2) and "not so many" (3): a smaller block may be served.
_SPLITTABLE = frozenset({2, 3})
# Some devices say nothing where they should refuse; twice silent beside answered blocks is such a refusal.
_SILENT_REFUSAL = 2


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """How a device fares: when it last gave a good value, how often in a row it gave none, and why."""

    device: str
    last_good_at: datetime | None = None
    failures: int = 0
    reason: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the last attempt gave a value."""
        return self.failures == 0 and self.last_good_at is not None


class DeviceReader:
    """One device on its bus."""

    def __init__(self, device: Device, points: Sequence[Point], bus: FieldBus, clock: Clock) -> None:
        assert not isinstance(device.address, MqttAddress)
        self.health = DeviceHealth(device.id)
        self._bus, self._clock, self._counters = bus, clock, CounterWatch()
        self._points: defaultdict[str, list[Point]] = defaultdict(list)
        for point in points:
            self._points[point.profile_point.id].append(point)
        timing = device.profile.timing
        gap = worthwhile_gap(device.address, timing)
        wanted = [members[0].profile_point for members in self._points.values()]
        self.blocks = list(plan(wanted, device.address.unit_id, timing.max_registers, gap))
        self._silences: Counter[ReadRequest] = Counter()

    async def read(self) -> list[Reading]:
        """One Reading of every point: good ones, and bad ones for what did not answer."""
        results: list[tuple[Block, ReadOutcome]] = []
        blocks = self.blocks
        while blocks:
            outcomes = await self._bus.read([block.request for block in blocks])
            refused: list[Block] = []
            for block in blocks:
                outcome = outcomes[block.request]
                smaller = split(block) if _refused(outcome) else (block,)
                if smaller == (block,):
                    results.append((block, outcome))
                else:
                    refused += smaller
            blocks = refused
        self._learn(results)
        return self._readings(results)

    def _learn(self, results: list[tuple[Block, ReadOutcome]]) -> None:
        """Keep the blocks that worked, the silent one last, and smaller ones where silence means refusal."""
        if not any(isinstance(outcome, Words) for _, outcome in results):
            # Perhaps only the first is silent, and the bus asks nothing more of a unit that did not answer.
            self.blocks = [*self.blocks[1:], *self.blocks[:1]]
            self._doubt_the_gaps()
            return
        kept: list[Block] = []
        silent: list[Block] = []
        for block, outcome in results:
            if not isinstance(outcome, Silence):
                self._silences.pop(block.request, None)
                kept.append(block)
                continue
            self._silences[block.request] += 1
            if self._silences[block.request] >= _SILENT_REFUSAL:
                del self._silences[block.request]
                silent += split(block)
            else:
                silent.append(block)
        # The first silent block goes last, for the same reason.
        self.blocks = kept + silent[1:] + silent[:1]

    def _doubt_the_gaps(self) -> None:
        """Read no gaps along in a device that has never answered: some are silent where they should refuse."""
        if self.health.last_good_at is None and self.health.failures + 1 == _SILENT_REFUSAL:
            unit_id = self.blocks[0].request.unit_id
            points = [point for block in self.blocks for point in block.points]
            longest = max(block.request.count for block in self.blocks)
            self.blocks = list(plan(points, unit_id, longest, 0))

    def _readings(self, results: list[tuple[Block, ReadOutcome]]) -> list[Reading]:
        now = self._clock.now()
        readings = [
            self._counters.judge(point, reading)
            for block, outcome in results
            for point, reading in zip(
                (point for profile_point in block.points for point in self._points[profile_point.id]),
                readings_of(self._points, block, outcome, now),
                strict=True,
            )
        ]
        self._judge_health(readings, [outcome for _, outcome in results], now)
        return readings

    def _judge_health(self, readings: list[Reading], outcomes: list[ReadOutcome], now: datetime) -> None:
        """Well while any value is usable; else the first reason given."""
        why = next(
            (failure_text(bad) for bad in outcomes if isinstance(bad, Silence | BadReply | DeviceException)), None
        )
        if any(reading.quality.usable for reading in readings):
            self.health = DeviceHealth(self.health.device, now, 0, why)
        else:
            why = why or "every value is marked invalid or out of range"
            self.health = DeviceHealth(self.health.device, self.health.last_good_at, self.health.failures + 1, why)


def _refused(outcome: ReadOutcome) -> bool:
    return isinstance(outcome, DeviceException) and outcome.code in _SPLITTABLE
