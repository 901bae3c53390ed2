"""Who rules: the person at the panel, then the controller while it lives, then the PLC by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.plant_status import PlantMode
from simulators.plc import Panel

NOON = datetime(2023, 5, 19, 12, tzinfo=UTC)


def held(room):
    """What stands in the PLC's registers for set-points."""
    names = ["snow_setpoint_kw", "free_cooling_setpoint_kw", *(f"chiller_{n}_setpoint_kw" for n in range(1, 5))]
    return [room.plc.read(name) for name in names]


@pytest.mark.parametrize(
    ("panel", "mode", "alarm"),
    [(Panel.HAND, PlantMode.HAND, "plant_panel_hand"), (Panel.OFF, PlantMode.OFF, "plant_panel_off")],
)
def test_the_panel_wins_and_is_shown(plant_room, panel, mode, alarm):
    room = plant_room(NOON)
    room.run(timedelta(minutes=10))
    before = held(room)

    room.plc.panel = panel
    beat = room.plc.read("heartbeat")
    room.run(timedelta(minutes=10))

    # Nothing but the heartbeat was written.
    assert held(room) == before
    assert room.plc.read("heartbeat") != beat
    status = room.loop.status
    assert status.mode is mode
    assert {target.target_kw for target in status.targets} == {None}
    assert any("omkopplare" in text.lower() for text in status.reasons_sv)
    assert alarm in room.alarms
    assert room.stored[-1].point.startswith("ostersund_demo/plant/controller/")

    room.plc.panel = Panel.AUTO
    room.run(timedelta(minutes=2))
    assert room.loop.status.mode is PlantMode.SNOW_AND_CHILLERS
    assert room.plc.remote_active
    assert alarm not in room.alarms


def test_without_heartbeat_the_plc_falls_back_by_itself(plant_room):
    room = plant_room(NOON)
    room.run(timedelta(minutes=10))
    assert room.plc.remote_active

    room.controller_alive = False
    room.run(timedelta(seconds=60))
    assert room.plc.remote_active
    room.run(timedelta(seconds=10))
    assert room.plc.local_fallback
    assert room.plc.setpoints().snow_kw == 0.0

    # It cools on its own for an hour.
    room.run(timedelta(hours=1))
    assert room.plant.network.leaving_c < 12.0
    assert room.plant.loop.cooling_kw < 1.0

    # The controller comes back and takes over within two cycles.
    room.controller_alive = True
    room.run(timedelta(seconds=20))
    assert room.plc.remote_active
    assert room.plc.setpoints().snow_kw > 0.0


def test_a_lost_line_is_an_alarm_not_a_crash(plant_room):
    room = plant_room(NOON)
    room.run(timedelta(minutes=10))
    room.connected = False
    room.run(timedelta(minutes=2))
    assert "plant_blind" in room.alarms
    assert room.loop.status.mode is PlantMode.BLIND
    assert any("svarar inte" in text for text in room.loop.status.reasons_sv)
    assert {target.target_kw for target in room.loop.status.targets} == {None}
    assert room.stored[-1].value is not None  # what it believes of the snow goes on
    assert room.plc.local_fallback
    room.connected = True
    room.run(timedelta(minutes=1))
    assert room.plc.remote_active
    assert not room.alarms & {"plant_blind", "command_failed", "plc_fallback"}


def test_after_a_long_silence_the_plant_is_not_started_in_full(plant_room):
    """What is guessed for a plant that says nothing must not meet it when it comes back: all chillers at once."""
    room = plant_room(datetime(2023, 11, 24, 12, tzinfo=UTC))
    room.run(timedelta(minutes=10))
    assert room.loop.status.mode is PlantMode.FREE_COOLING
    room.connected = False
    room.run(timedelta(hours=2))
    asked_in_silence = [reading.value for reading in room.stored if reading.point.endswith("chiller_target_kw")]
    assert asked_in_silence[-1] is None
    room.connected = True
    room.run(timedelta(minutes=10))
    assert sum(room.plc.read(f"chiller_{n}_running") for n in range(1, 5)) <= 1
    assert room.plant.network.leaving_c > 5.0
