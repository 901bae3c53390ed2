"""Rules of a site: every name means one thing, and every thing named exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from config.document import Document, shown
from config.rules import addresses, form, meters, plant
from domain.device import DeviceProfile
from domain.errors import Fault

# Places in point names that no building may take.
_RESERVED = {"plant": "points of the plant", "site": "points of devices that no meter names"}


def check(document: Document, profiles: Mapping[str, DeviceProfile]) -> Iterator[Fault]:
    """Everything about a site that takes more than one key to see; `profiles` are those that could be read."""
    yield from form.doubled(document, ("buildings",))
    yield from form.doubled(document, ("devices",))
    for building in document.items(("buildings",)):
        name = document.text((*building, "id"))
        if name in _RESERVED:
            remedy = f"{name}/ holds the {_RESERVED[name]}; choose another"
            yield document.fault((*building, "id"), shown(name), "a name that is free", remedy)
    yield from meters.check(document, profiles)
    yield from addresses.check(document, profiles)
    yield from plant.check(document, profiles)
    yield from _location(document)


def _location(document: Document) -> Iterator[Fault]:
    """Latitude and longitude go together."""
    keys = ("latitude_deg", "longitude_deg")
    for present, absent in (keys, keys[::-1]):
        has, lacks = document.at(("site", present)), document.at(("site", absent))
        if has is not None and lacks is None:
            yield document.fault(("site",), f"{present} alone", f"{absent} beside it", "give both or none")
