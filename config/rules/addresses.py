"""Rules of addresses: a place of one's own, a transport the profile speaks, a broker for messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from config.document import Document, Place, shown
from domain.address import Address, ModbusRtuAddress, MqttAddress, parse_address
from domain.device import DeviceProfile
from domain.errors import Fault


def check(document: Document, profiles: Mapping[str, DeviceProfile]) -> Iterator[Fault]:
    """The addresses of all devices."""
    taken: dict[str, Place] = {}
    lines: dict[str, tuple[ModbusRtuAddress, Place]] = {}
    for device in document.items(("devices",)):
        address, here = _address(document, device), (*device, "address")
        if address is None:
            continue
        yield from _speech(document, device, address, profiles)
        at = str(address) if isinstance(address, MqttAddress) else f"{address.bus} unit {address.unit_id}"
        if at in taken:
            line = document.lines.get(taken[at])
            remedy = f"the device on line {line} is there already"
            yield document.fault(here, shown(document.at(here)), "an address of its own", remedy)
        taken.setdefault(at, here)
        if isinstance(address, ModbusRtuAddress):
            first, place = lines.setdefault(address.bus, (address, here))
            if (first.baud, first.parity) != (address.baud, address.parity):
                expected = f"baud={first.baud}&parity={first.parity} as on line {document.lines.get(place)}"
                remedy = "all units of a serial line share its settings"
                yield document.fault(here, shown(document.at(here)), expected, remedy)


def _address(document: Document, device: Place) -> Address | None:
    try:
        return parse_address(document.text((*device, "address")) or "")
    except ValueError:
        return None


def _speech(
    document: Document, device: Place, address: Address, profiles: Mapping[str, DeviceProfile]
) -> Iterator[Fault]:
    """Profile, address and polling must speak of the same thing."""
    by_message = isinstance(address, MqttAddress)
    here = (*device, "address")
    profile = profiles.get(document.text((*device, "profile")) or "")
    if profile is not None and (profile.decoder is not None) != by_message:
        wanted = "mqtt:topic" if profile.decoder is not None else "a Modbus address (tcp://, rtu:// …)"
        speaks = profile.decoder or "Modbus"
        yield document.fault(here, shown(document.at(here)), wanted, f"profile {profile.id} speaks {speaks}")
    if by_message and document.at((*device, "poll_s")) is not None:
        remedy = "leave it out: the device speaks by itself"
        yield document.fault((*device, "poll_s"), '"poll_s"', "no polling over MQTT", remedy)
    if by_message and document.at(("mqtt",)) is None:
        remedy = 'add mqtt: with broker: "mqtt://127.0.0.1:1883" and client_id'
        yield document.fault(here, "no mqtt: in this file", "the broker this topic is at", remedy)
