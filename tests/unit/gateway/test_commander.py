"""Commands: allowed, within limits, in force, written once, read back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.command import Applied, Command, NoAnswer, Outcome, OutOfLimits, Priority, Rejected
from domain.device import DeviceProfile, ProfilePoint, RegisterKind, ValueType, WriteLimits
from domain.ports.field_bus import BadReply
from domain.site import Site
from gateway.commander import Commander

HOLDING = RegisterKind.HOLDING
SETPOINT = "brunflo/skolan/el/setpoint_kw"


@pytest.fixture
def commander(
    make_point: Callable[..., ProfilePoint], make_site: Callable[..., Site], bus: Any, clock: Any
) -> Commander:
    profile = DeviceProfile(
        "plc",
        (
            make_point("setpoint_kw", "holding 0", scale=0.1, write=WriteLimits(0, 900)),
            make_point("counter", "holding 10", type=ValueType.UINT32, write=WriteLimits(0, 1e9)),
            make_point("supply_c", "holding 6", type=ValueType.INT16, unit="degF", write=WriteLimits(41, 59)),
            make_point("power_kw", "input 0"),
            make_point("wide", "holding 20", write=WriteLimits(0, 1e6)),
            make_point("on", "coil 3", type=ValueType.BOOL, unit="1", write=WriteLimits(0, 1)),
        ),
    )
    site = make_site(("tcp://plc:502/9", profile, 1.0))
    return Commander(site, lambda device: bus if device == "d0" else None, clock)


@pytest.fixture
def order(clock: Any) -> Callable[..., Command]:
    def make(
        value: float,
        point: str = SETPOINT,
        priority: Priority = Priority.AUTOMATIC,
        lives_s: float = 60,
        by: str = "controller",
    ) -> Command:
        now = clock.now()
        return Command(point, value, priority, by, now, now + timedelta(seconds=lives_s))

    return make


def execute(commander: Commander, command: Command) -> Outcome:
    return asyncio.run(commander.execute(command))


def test_a_command_is_written_once_and_read_back(commander: Commander, order: Any, bus: Any, clock: Any) -> None:
    command = order(750)
    assert execute(commander, command) == Applied(command, clock.now())
    assert bus.registers[9, HOLDING, 0] == 7500
    assert [request.words for request in bus.writes] == [(7500,)]
    assert len(bus.reads) == 1


def test_long_values_units_and_coils_are_encoded(commander: Commander, order: Any, bus: Any) -> None:
    assert isinstance(execute(commander, order(100_000, "brunflo/skolan/el/counter")), Applied)
    assert isinstance(execute(commander, order(10.0, "brunflo/skolan/el/supply_c")), Applied)
    assert isinstance(execute(commander, order(1, "brunflo/skolan/el/on")), Applied)
    assert [request.words for request in bus.writes] == [(1, 34464), (50,), (1,)]
    assert bus.writes[2].kind is RegisterKind.COIL


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ("brunflo/skolan/el/power_kw", "does not allow this point to be written"),
        ("brunflo/skolan/el/nothing", "has no point"),
    ],
)
def test_what_is_not_on_the_allow_list_is_rejected(
    commander: Commander, order: Any, bus: Any, point: str, reason: str
) -> None:
    outcome = execute(commander, order(1, point))
    assert isinstance(outcome, Rejected)
    assert reason in outcome.reason
    assert not bus.writes


@pytest.mark.parametrize("value", [-0.1, 900.1])
def test_what_is_outside_the_limits_is_not_written(
    commander: Commander, order: Any, bus: Any, value: float
) -> None:
    command = order(value)
    assert execute(commander, command) == OutOfLimits(command, 0, 900)
    assert not bus.writes


def test_limits_are_given_in_the_canonical_unit(commander: Commander, order: Any) -> None:
    outcome = execute(commander, order(16, "brunflo/skolan/el/supply_c"))
    assert isinstance(outcome, OutOfLimits)
    assert (outcome.minimum, outcome.maximum) == pytest.approx((5, 15))


def test_what_does_not_fit_the_register_is_rejected(commander: Commander, order: Any, bus: Any) -> None:
    outcome = execute(commander, order(70_000, "brunflo/skolan/el/wide"))
    assert isinstance(outcome, Rejected)
    assert "does not fit the register" in outcome.reason
    assert not bus.writes


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_rejected(commander: Commander, order: Any, bus: Any, value: float) -> None:
    assert isinstance(execute(commander, order(value)), Rejected)
    assert not bus.writes


def test_an_expired_command_is_rejected(commander: Commander, order: Any, bus: Any, clock: Any) -> None:
    command = order(10, lives_s=5)
    clock.moment += timedelta(seconds=5)
    outcome = execute(commander, command)
    assert isinstance(outcome, Rejected)
    assert "expired" in outcome.reason
    assert not bus.writes


def test_a_higher_priority_rules_until_it_expires(commander: Commander, order: Any, clock: Any) -> None:
    assert isinstance(execute(commander, order(100, priority=Priority.MANUAL, lives_s=60, by="Eva")), Applied)
    outcome = execute(commander, order(200))
    assert isinstance(outcome, Rejected)
    assert "outranked by Eva (priority 8)" in outcome.reason
    assert not outcome.by_device
    assert isinstance(execute(commander, order(150, priority=Priority.MANUAL, by="Eva")), Applied)
    assert isinstance(execute(commander, order(0, priority=Priority.SAFETY, lives_s=120)), Applied)
    assert isinstance(execute(commander, order(150, priority=Priority.MANUAL, by="Eva")), Rejected)
    clock.moment += timedelta(seconds=121)
    assert isinstance(execute(commander, order(200)), Applied)


def test_who_closed_a_source_for_safety_may_open_it_again(commander: Commander, order: Any, clock: Any) -> None:
    assert isinstance(execute(commander, order(0, priority=Priority.SAFETY)), Applied)
    clock.moment += timedelta(seconds=10)
    assert isinstance(execute(commander, order(200)), Applied)
    assert isinstance(execute(commander, order(300, priority=Priority.MANUAL, by="Eva")), Applied)


def test_a_command_does_not_rule_longer_because_the_clock_was_set_back(
    commander: Commander, order: Any, clock: Any
) -> None:
    assert isinstance(execute(commander, order(0, priority=Priority.SAFETY)), Applied)
    clock.moment -= timedelta(hours=1)
    assert commander.in_force(SETPOINT) is None
    assert isinstance(execute(commander, order(200, by="Eva")), Applied)


def test_other_points_are_not_ruled(commander: Commander, order: Any) -> None:
    assert isinstance(execute(commander, order(100, priority=Priority.MANUAL, by="Eva")), Applied)
    assert isinstance(execute(commander, order(1, "brunflo/skolan/el/on")), Applied)


def test_silence_is_no_answer_and_is_not_repeated(commander: Commander, order: Any, bus: Any) -> None:
    bus.silent.add(9)
    command = order(10)
    assert execute(commander, command) == NoAnswer(command, "no answer")
    assert len(bus.writes) == 1
    assert not bus.reads


def test_a_refusal_is_rejected_and_does_not_rule(commander: Commander, order: Any, bus: Any) -> None:
    bus.read_only_at.add(0)
    outcome = execute(commander, order(10, priority=Priority.MANUAL))
    assert isinstance(outcome, Rejected)
    assert "exception 2" in outcome.reason
    assert outcome.by_device
    assert commander.in_force(SETPOINT) is None


def test_a_device_that_keeps_its_own_value_is_found_out(commander: Commander, order: Any, bus: Any) -> None:
    write = bus.write

    async def stubborn(request: Any) -> Any:
        outcome = await write(request)
        bus.registers[9, HOLDING, 0] = 1234
        return outcome

    bus.write = stubborn
    outcome = execute(commander, order(10))
    assert isinstance(outcome, Rejected)
    assert "written [100], read back [1234]" in outcome.reason
    assert outcome.by_device


def test_a_write_that_cannot_be_read_back_is_no_answer(commander: Commander, order: Any, bus: Any) -> None:
    bus.silent_at.add(0)
    outcome = execute(commander, order(10))
    assert isinstance(outcome, NoAnswer)
    assert "written, but not to be read back" in outcome.reason


def test_an_answer_that_does_not_fit_is_no_answer(commander: Commander, order: Any, bus: Any) -> None:
    async def strange(request: Any) -> BadReply:
        return BadReply("the device confirmed another write")

    bus.write = strange
    assert isinstance(execute(commander, order(10)), NoAnswer)


def test_every_command_leaves_a_line(commander: Commander, order: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="snokyla.audit.command"):
        execute(commander, order(750))
        execute(commander, order(5000))
    assert [record.message.split(" until")[0] for record in caplog.records] == [
        f"Applied {SETPOINT}=750 by controller priority 16",
        f"OutOfLimits {SETPOINT}=5000 by controller priority 16",
    ]
