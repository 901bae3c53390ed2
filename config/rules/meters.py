"""Rules of meters: each reads a device of its own, and parts belong to a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from config.document import Document, Place, shown
from config.nearest import did_you_mean
from config.rules import form
from config.rules.devices import profile_of, unknown_device
from domain.device import DeviceProfile
from domain.errors import Fault

_ENERGY, _VOLUME = frozenset({"kWh", "kW"}), frozenset({"m3", "m3/h"})
# What a meter of each carrier must give at least one of; gas is counted in either.
_TELLING_UNITS = {
    "electricity": _ENERGY,
    "heat": _ENERGY,
    "cooling": _ENERGY,
    "gas": _ENERGY | _VOLUME,
    "water": _VOLUME,
}


def check(document: Document, profiles: Mapping[str, DeviceProfile]) -> Iterator[Fault]:
    """The meters of every building."""
    read: dict[tuple[str | None, ...], Place] = {}
    for building in document.items(("buildings",)):
        yield from form.doubled(document, (*building, "meters"))
        yield from _parts(document, building)
        for meter in document.items((*building, "meters")):
            yield from unknown_device(document, (*meter, "device"))
            yield from _read_twice(document, meter, read)
            yield from _carried(document, meter, profiles)
            yield from _digits(document, meter, profiles)
            yield from form.doubled(document, (*meter, "swaps"), "at")


def _read_twice(document: Document, meter: Place, read: dict[tuple[str | None, ...], Place]) -> Iterator[Fault]:
    """Two meters that read the same device for the same flow would count it twice."""
    device = document.text((*meter, "device"))
    direction = document.text((*meter, "direction")) or "import"
    flow = (device, document.text((*meter, "carrier")), direction)
    if device is None:
        return
    if flow in read:
        line = document.lines.get((*read[flow], "device"))
        remedy = f"the meter on line {line} reads it already; name the right device"
        yield document.fault((*meter, "device"), shown(device), "a device that no other meter reads", remedy)
    read.setdefault(flow, meter)


def _carried(document: Document, meter: Place, profiles: Mapping[str, DeviceProfile]) -> Iterator[Fault]:
    """A device that gives neither amount nor flow of the carrier was named by mistake."""
    carrier = document.text((*meter, "carrier")) or ""
    profile = profile_of(document, document.text((*meter, "device")) or "", profiles)
    if profile is None or carrier not in _TELLING_UNITS:
        return
    units = {point.written_unit.canonical for point in profile.points}
    if not units & _TELLING_UNITS[carrier]:
        wanted = " or ".join(sorted(_TELLING_UNITS[carrier]))
        expected, remedy = f"a device that gives {wanted}", f"profile {profile.id} does not measure {carrier}"
        yield document.fault((*meter, "device"), shown(document.at((*meter, "device"))), expected, remedy)


def _digits(document: Document, meter: Place, profiles: Mapping[str, DeviceProfile]) -> Iterator[Fault]:
    if document.at((*meter, "digits")) is None:
        return
    profile = profile_of(document, document.text((*meter, "device")) or "", profiles)
    if profile is not None and not any(point.counter for point in profile.points):
        remedy = f"profile {profile.id} has no counter; leave digits out"
        yield document.fault((*meter, "digits"), '"digits"', "digits only of a counter", remedy)


def _parts(document: Document, building: Place) -> Iterator[Fault]:
    """`submeter_of` names another meter of the building, of the same carrier, without going round in circles."""
    by_id: dict[str, Place] = {}
    for meter in document.items((*building, "meters")):
        name = document.text((*meter, "id"))
        if name is not None:
            by_id.setdefault(name, meter)
    for name, meter in by_id.items():
        whole, here = document.text((*meter, "submeter_of")), (*meter, "submeter_of")
        if whole is None:
            continue
        if whole not in by_id:
            remedy = did_you_mean(whole, by_id) or "name a meter of this building"
            yield document.fault(here, shown(whole), "a meter of this building", remedy)
        elif _comes_back(document, by_id, name):
            yield document.fault(here, shown(whole), "a meter that is not a part of this one", "break the circle")
        else:
            carriers = document.text((*meter, "carrier")), document.text((*by_id[whole], "carrier"))
            if None not in carriers and carriers[0] != carriers[1]:
                remedy = f"{whole} measures {carriers[1]}, this one {carriers[0]}"
                yield document.fault(here, shown(whole), "a meter of the same carrier", remedy)


def _comes_back(document: Document, by_id: Mapping[str, Place], name: str) -> bool:
    """Whether going from part to whole from `name` leads back to `name`."""
    visited: set[str] = set()
    at: str | None = name
    while at is not None and at in by_id and at not in visited:
        visited.add(at)
        at = document.text((*by_id[at], "submeter_of"))
    return at == name
