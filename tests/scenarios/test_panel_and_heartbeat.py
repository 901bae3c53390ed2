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
    assert {"plant_blind", "command_failed"} <= room.alarms
    assert room.plc.local_fallback
    room.connected = True
    room.run(timedelta(minutes=1))
    assert room.plc.remote_active
    assert not room.alarms & {"plant_blind", "command_failed", "plc_fallback"}
