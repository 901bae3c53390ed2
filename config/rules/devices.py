"""Which devices a site has, as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from config.document import Document, Place, shown
from config.nearest import did_you_mean
from domain.device import DeviceProfile
from domain.errors import Fault


def device_places(document: Document) -> dict[str, Place]:
    """Place of each device by its id; of doubled ones the first."""
    places: dict[str, Place] = {}
    for place in document.items(("devices",)):
        name = document.text((*place, "id"))
        if name is not None:
            places.setdefault(name, place)
    return places


def profile_of(document: Document, device: str, profiles: Mapping[str, DeviceProfile]) -> DeviceProfile | None:
    """The profile of `device`, None when either is not known."""
    place = device_places(document).get(device)
    name = document.text((*place, "profile")) if place is not None else None
    return profiles.get(name) if name is not None else None


def unknown_device(document: Document, place: Place) -> Iterator[Fault]:
    """A fault when the device named at `place` is not among `devices`."""
    name, known = document.text(place), device_places(document)
    if name is not None and name not in known:
        remedy = did_you_mean(name, known) or f"add a device with id {name}"
        yield document.fault(place, shown(name), "a device of this file", remedy)
