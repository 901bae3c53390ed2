"""From what is seen to the alarms whose cause is there: pure, one function for each part of the system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from alarms.desk import Condition
from domain.address import MqttAddress
from domain.command import Applied, NoAnswer, Outcome, OutOfLimits, Rejected
from domain.plant_status import PlantMode, PlantStatus
from domain.quality import Reason
from domain.reading import Reading
from domain.site import Site

# A device is silent after so many of its intervals without a good value.
MISSED_INTERVALS = 3
# For sensors that speak by themselves and were given no interval: the usual one of LoRaWAN room sensors (Dragino
# LHT65 manual).
_USUAL_UPLINK_S = 1200.0
# Nothing is called silent before this much real time has gone by, however often it is asked [s].
_LEAST_SILENCE_S = 10.0

# A note names so many points of a device, not all fifty.
_NAMED_POINTS = 3
# The device spoke, but what it said is no value.
_ANSWERED = frozenset(
    {Reason.INVALID_VALUE, Reason.OUT_OF_RANGE, Reason.UNDECODABLE, Reason.DEVICE_EXCEPTION, Reason.BAD_REPLY}
)
_SILENT = frozenset({Reason.NO_COMMUNICATION})

DEVICE_ALARMS = frozenset({"device_silent", "device_bad_data"})
PLANT_ALARMS = frozenset(
    {
        "plant_blind",
        "plant_panel_hand",
        "plant_panel_off",
        "pond_level_low",
        "filter_clogged",
        "outlet_warm",
        "supply_too_warm",
        "frost",
        "condensation_risk",
        "pump_tripped",
        "plc_fallback",
    }
)
COMMAND_ALARMS = frozenset({"command_failed"})

# Safety rules of the controller that a person should act upon. The minimum times of the chillers are no alarm.
_ALARM_OF_GUARD = {
    "pond_level": "pond_level_low",
    "filter": "filter_clogged",
    "outlet_temp": "outlet_warm",
    "comfort": "supply_too_warm",
    "frost": "frost",
    "condensation": "condensation_risk",
    "pump": "pump_tripped",
}
_ALARM_OF_MODE = {
    PlantMode.BLIND: "plant_blind",
    PlantMode.HAND: "plant_panel_hand",
    PlantMode.OFF: "plant_panel_off",
}


class Health(Protocol):
    """How a device fares, as the gateway tells it."""

    @property
    def device(self) -> str:
        """Id of the device."""
        ...

    @property
    def last_good_at(self) -> datetime | None:
        """When it last gave a good value."""
        ...

    @property
    def failures(self) -> int:
        """How often in a row it gave none."""
        ...

    @property
    def reason(self) -> str | None:
        """Why not."""
        ...


def device_conditions(
    site: Site,
    health: Iterable[Health],
    *,
    current: Mapping[str, Reading],
    started_at: datetime,
    now: datetime,
    span: Callable[[float], timedelta],
) -> Iterator[Condition]:
    """Devices without a good value for three of their intervals, and devices that answer with bad ones.

    A device that is asked is silent when it does not answer; one that speaks by itself when it is not heard.
    Silence counts from `started_at` for a device that has never answered. `span` is the clock's: how much of its
    time goes by in so many real seconds.
    """
    devices = {device.id: device for device in site.devices}
    nonsense, unanswered = _bad_points(site, current, _ANSWERED), _bad_points(site, current, _SILENT)
    for one in health:
        device = devices[one.device]
        speaks = isinstance(device.address, MqttAddress)
        interval_s = device.poll_s or (_USUAL_UPLINK_S if speaks else 0.0)
        patience_s = max(MISSED_INTERVALS * interval_s, _LEAST_SILENCE_S)
        # Either way: a clock that was set back must not make a dead device look good until it comes there again.
        quiet = abs(now - (one.last_good_at or started_at)) > span(patience_s)
        if quiet and (one.failures or speaks):
            yield Condition("device_silent", one.device, one.reason)
            continue
        # Points that stay silent while the rest of the device answers are bad data too.
        points = nonsense.get(one.device, []) + ([] if one.failures else unanswered.get(one.device, []))
        if points:
            yield Condition("device_bad_data", one.device, ", ".join(points[:_NAMED_POINTS]))


def plant_conditions(status: PlantStatus, source: str) -> Iterator[Condition]:
    """What the plant's status of one control cycle says; `source` is the id of its PLC."""
    if status.mode in _ALARM_OF_MODE:
        yield Condition(_ALARM_OF_MODE[status.mode], source, ", ".join(status.missing) or None)
    for guard in status.guards:
        if guard.id in _ALARM_OF_GUARD:
            yield Condition(_ALARM_OF_GUARD[guard.id], source, guard.text_sv)
    if status.plc_fallback:
        yield Condition("plc_fallback", source)


def command_conditions(outcomes: Iterable[Outcome], source: str) -> Iterator[Condition]:
    """One alarm for all commands that were not taken, naming the first."""
    failed = [outcome for outcome in outcomes if not isinstance(outcome, Applied)]
    if failed:
        more = f" (+{len(failed) - 1})" if len(failed) > 1 else ""
        yield Condition("command_failed", source, _told(failed[0]) + more)


def service_conditions(failing: Mapping[str, str | None]) -> Iterator[Condition]:
    """Services that do not work, by definition id, with the reason; None: it works.

    Keys as in `alarms.definitions.system`: `broker_unreachable`, `influxdb_unreachable`, `replication_backlog`,
    `store_failing`, `disk_low`, `clock_jump`.
    """
    for definition_id, reason in failing.items():
        if reason is not None:
            yield Condition(definition_id, "system", reason)


def _told(outcome: Rejected | OutOfLimits | NoAnswer) -> str:
    point = outcome.command.point.rpartition("/")[2]
    if isinstance(outcome, OutOfLimits):
        return f"{point}: {outcome.command.value:g} is not within {outcome.minimum:g}…{outcome.maximum:g}"
    return f"{point}: {outcome.reason}"


def _bad_points(site: Site, current: Mapping[str, Reading], why: frozenset[Reason]) -> dict[str, list[str]]:
    """Points by device whose newest reading has no usable value for one of the reasons `why`."""
    found: dict[str, list[str]] = {}
    for point in site.points():
        reading = current.get(point.id)
        if reading is not None and not reading.quality.usable and reading.quality.reason in why:
            found.setdefault(point.device, []).append(f"{point.profile_point.id} ({reading.quality.reason})")
    return found
