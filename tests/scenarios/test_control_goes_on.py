"""Whatever fails around it, the control cycle goes on, or stops in a way that the PLC notices."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alarms.desk import AlarmDesk
from app.processes.control_loop import ControlLoop
from domain.command import Applied, NoAnswer, Rejected
from domain.errors import Unreachable
from domain.quality import Reason, bad
from historian.alarm_log import InMemoryAlarmLog

NOON = datetime(2023, 5, 19, 12, tzinfo=UTC)
PERIOD_S = 0.05


class Bench:
    """A control loop in real time over a plant that stands still."""

    def __init__(self, room):
        self.room = room
        self.log = InMemoryAlarmLog()
        self.desk = AlarmDesk(self.log, room.clock)
        self.commands = []
        self.kept = []
        self.snow_memory = None
        self.readings = room.readings()

    async def execute(self, command):
        self.commands.append(command)
        return Applied(command, command.issued_at)

    async def keep(self, readings):
        self.kept += readings

    def loop(self):
        return ControlLoop(
            self.room.site,
            lambda: self.readings,
            self.execute,
            self.keep,
            self.desk,
            self.room.clock,
            period_s=PERIOD_S,
            snow_memory=self.snow_memory,
        )

    def run(self, until, within_s=20.0):
        """Control until `until()` holds; the loop, after it has ended."""

        async def for_a_while():
            loop, stop = self.loop(), asyncio.Event()
            task = asyncio.create_task(loop.run(stop))
            deadline = time.monotonic() + within_s
            while not until() and time.monotonic() < deadline:
                await asyncio.sleep(0.01)
            stop.set()
            await asyncio.wait_for(task, 5)
            return loop

        loop = asyncio.run(for_a_while())
        assert until(), f"not within {within_s} s"
        return loop

    def told(self, text):
        """Whether an alarm says `text`."""
        return any(text in f"{alarm.definition.id} {alarm.note}" for alarm in self.desk.active())

    @property
    def heartbeats(self):
        return [command for command in self.commands if command.point.endswith("/heartbeat")]


@pytest.fixture
def bench(plant_room):
    return Bench(plant_room(NOON))


def test_a_cycle_each_period_and_an_end_when_asked(bench):
    begun = time.monotonic()
    loop = bench.run(lambda: len(bench.heartbeats) >= 10 and bool(bench.kept))
    assert time.monotonic() - begun >= 9 * PERIOD_S
    assert len({command.value for command in bench.heartbeats}) == len(bench.heartbeats)
    assert loop.status is not None


def test_without_an_answer_the_heartbeat_is_left_out(bench):
    async def silent(command):
        bench.commands.append(command)
        return NoAnswer(command, "silence")

    bench.execute = silent
    bench.run(lambda: bench.told("command_failed") and len(bench.commands) > 20)
    assert bench.heartbeats == []


def test_a_refused_set_point_is_an_alarm_but_the_heart_beats(bench):
    async def refuse_snow(command):
        bench.commands.append(command)
        snow = command.point.endswith("/snow_setpoint_kw")
        return Rejected(command, "outranked") if snow else Applied(command, command.issued_at)

    bench.execute = refuse_snow
    bench.run(lambda: bench.told("snow_setpoint_kw: outranked") and len(bench.heartbeats) >= 3)


def test_a_set_point_that_the_plc_refuses_stops_the_heart(bench):
    """It would go on obeying the old one for ever; on its own it cools."""

    async def refuse_chiller(command):
        bench.commands.append(command)
        if command.point.endswith("/chiller_1_setpoint_kw"):
            return Rejected(command, "device refused with Modbus exception 4", by_device=True)
        return Applied(command, command.issued_at)

    bench.execute = refuse_chiller
    bench.run(lambda: bench.told("chiller_1_setpoint_kw: device refused") and len(bench.commands) > 20)
    assert bench.heartbeats == []


def test_a_bus_that_raises_is_an_alarm_not_a_crash(bench):
    async def explode(command):
        bench.commands.append(command)
        raise RuntimeError("broken adapter")

    bench.execute = explode
    bench.run(lambda: bench.told("broken adapter") and len(bench.commands) >= 3)


def test_a_bus_that_hangs_is_given_up_within_the_period(bench):
    async def hang(command):
        bench.commands.append(command)
        await asyncio.sleep(60)

    bench.execute = hang
    bench.run(lambda: bench.told("not sent in time") and len(bench.commands) >= 3)


def test_a_store_that_hangs_does_not_hold_up_control(bench):
    async def hang(readings):
        await asyncio.sleep(60)

    bench.keep = hang
    bench.run(lambda: len(bench.heartbeats) >= 5)


def test_a_store_that_fails_gets_the_readings_later(bench):
    async def fail(readings):
        raise Unreachable("snokyla.sqlite", "the disk is full")

    bench.keep = fail
    loop = bench.run(lambda: len(bench.heartbeats) >= 5)
    assert loop.delivery.waiting > 0
    assert loop.delivery.error is not None


def test_an_alarm_log_that_hangs_does_not_hold_up_control(bench):
    hanging, go_on = threading.Event(), threading.Event()

    def hang(events):
        hanging.set()
        go_on.wait(20)

    bench.room.plc.cut_off()
    bench.readings = bench.room.readings()
    bench.log.append = hang
    beats_before = []

    def five_beats_while_hanging():
        if hanging.is_set() and not beats_before:
            beats_before.append(len(bench.heartbeats))
        enough = bool(beats_before) and len(bench.heartbeats) >= beats_before[0] + 5
        if enough:
            go_on.set()
        return enough

    bench.run(five_beats_while_hanging)


def test_nothing_is_commanded_before_the_plant_has_been_seen(bench):
    seen, bench.readings = bench.readings, {}

    async def late():
        loop, stop = bench.loop(), asyncio.Event()
        task = asyncio.create_task(loop.run(stop))
        await asyncio.sleep(0.5)
        before = len(bench.commands)
        bench.readings = seen
        deadline = time.monotonic() + 20
        while not bench.heartbeats and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(task, 5)
        return before

    assert asyncio.run(late()) == 0
    assert bench.heartbeats


def test_half_a_picture_at_the_start_is_waited_for(bench):
    """Blocks of the PLC are answered one after the other; what is not there yet is not a broken sensor."""
    whole = bench.readings
    bench.readings = {name: one for name, one in whole.items() if not name.endswith("/panel_off")}

    async def late():
        loop, stop = bench.loop(), asyncio.Event()
        task = asyncio.create_task(loop.run(stop))
        await asyncio.sleep(PERIOD_S)
        assert bench.commands == []
        bench.readings = whole
        deadline = time.monotonic() + 20
        while not bench.heartbeats and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(task, 5)

    asyncio.run(late())
    assert bench.heartbeats
    assert not bench.told("plant_blind")


def test_one_lost_answer_is_not_blindness(bench):
    """A reading that is bad for a moment is looked at again before all sources are changed for it."""
    whole = bench.readings
    lost = {
        name: replace(one, value=None, quality=bad(Reason.NO_COMMUNICATION))
        if name.endswith("/cooling_load_kw")
        else one
        for name, one in whole.items()
    }

    async def lose_one():
        loop = bench.loop()
        await loop.cycle()
        bench.readings = lost
        asyncio.get_running_loop().call_later(0.1 * PERIOD_S, setattr, bench, "readings", whole)
        glimpsed = await loop.cycle()
        bench.readings = lost
        return glimpsed, await loop.cycle()

    glimpsed, blind = asyncio.run(lose_one())
    assert glimpsed.missing == ()
    assert blind.missing == ("cooling_load_kw",)


def test_commands_are_valid_for_three_periods_of_the_scaled_clock(bench):
    bench.room.clock.span = lambda wall_seconds: timedelta(seconds=600 * wall_seconds)
    bench.run(lambda: len(bench.heartbeats) >= 2)
    assert {command.expires_at - command.issued_at for command in bench.commands} == {
        timedelta(seconds=600 * 3 * PERIOD_S)
    }


class FullDisk:
    """A memory of the snow whose store refuses `refusals` times."""

    def __init__(self, refusals):
        self.refusals = refusals
        self.kept = 0

    def last(self):
        return None

    def keep(self, _estimate):
        if self.refusals:
            self.refusals -= 1
            raise Unreachable("store", "disk full")
        self.kept += 1


def test_a_disk_that_stays_full_is_told_of_once_and_once_when_it_takes_again(bench, caplog):
    bench.snow_memory = FullDisk(refusals=8)
    bench.run(lambda: bench.snow_memory.kept > 2)
    assert caplog.text.count("keeping the snow estimate failed") == 1
    assert caplog.text.count("keeping the snow estimate works again") == 1
