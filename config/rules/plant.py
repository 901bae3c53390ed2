"""Rules of the plant: its parts are the ones its controller has points for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from config.document import Document, Place, shown
from config.nearest import did_you_mean
from config.rules import form, snow_store
from config.rules.devices import profile_of, unknown_device
from domain.device import DeviceProfile
from domain.errors import Fault

_PLANT: Place = ("plant",)


def check(document: Document, profiles: Mapping[str, DeviceProfile]) -> Iterator[Fault]:
    """Everything about the plant of a site that takes more than one key to see."""
    if not isinstance(document.at(_PLANT), dict):
        return
    yield from check_alone(document)
    yield from unknown_device(document, (*_PLANT, "plc"))
    yield from _commands(document, profiles)
    yield from _served(document)


def check_alone(document: Document) -> Iterator[Fault]:
    """The same without a site: neither controller nor buildings are there to be looked up."""
    yield from form.doubled(document, (*_PLANT, "pumps"))
    yield from form.doubled(document, (*_PLANT, "chillers"))
    yield from snow_store.check(document)
    yield from _cop_tables(document)
    limits = (*_PLANT, "limits")
    yield from form.rising(document, (*limits, "supply_temp_min_c"), (*limits, "supply_temp_max_c"))
    network = (*_PLANT, "cooling_network")
    yield from form.rising(document, (*network, "supply_setpoint_c"), (*network, "design_return_c"))
    season = (*_PLANT, "season")
    start, end = document.text((*season, "start")), document.text((*season, "end"))
    if start is not None and end is not None and end <= start:
        yield document.fault((*season, "end"), shown(end), f"a day after start ({start})", "check both")


def _commands(document: Document, profiles: Mapping[str, DeviceProfile]) -> Iterator[Fault]:
    """The controller must be able to set every chiller to its whole capacity."""
    profile = profile_of(document, document.text((*_PLANT, "plc")) or "", profiles)
    if profile is None:
        return
    written = {point.id: point.write for point in profile.points if point.write is not None}
    for chiller in document.items((*_PLANT, "chillers")):
        name, capacity = document.text((*chiller, "id")), document.number((*chiller, "capacity_kw"))
        if name is None:
            continue
        limits = written.get(f"{name}_setpoint_kw")
        if limits is None:
            remedy = f"profile {profile.id} needs a writable point {name}_setpoint_kw"
            yield document.fault((*chiller, "id"), shown(name), "a chiller that the plc can be told about", remedy)
        elif capacity is not None and capacity > limits.maximum:
            expected = f"at most what {name}_setpoint_kw may be set to ({limits.maximum:g})"
            remedy = f"check capacity_kw, or write.max in profile {profile.id}"
            yield document.fault((*chiller, "capacity_kw"), f"{capacity:g}", expected, remedy)


def _cop_tables(document: Document) -> Iterator[Fault]:
    """COP by rising temperature; without such a table the data sheet must tell it at full load."""
    for chiller in document.items((*_PLANT, "chillers")):
        if isinstance(document.at(chiller), dict) and document.at((*chiller, "cop_points")) is None:
            sheet = document.items((*chiller, "data_sheet"))
            if not any(document.number((*point, "load_share")) == 1 for point in sheet):
                expected = "cop_points, or a data_sheet with points at load_share: 1"
                yield document.fault(chiller, "neither", expected, "add cop_points: …")
        points = list(document.items((*chiller, "cop_points")))
        for before, after in pairwise(points):
            low = document.number((*before, "outside_air_temp_c"))
            high = document.number((*after, "outside_air_temp_c"))
            if low is not None and high is not None and high <= low:
                place = (*after, "outside_air_temp_c")
                yield document.fault(place, f"{high:g}", f"a number above {low:g}", "list rising temperatures")


def _served(document: Document) -> Iterator[Fault]:
    """The network serves buildings of this file, each once."""
    known = {document.text((*place, "id")) for place in document.items(("buildings",))}
    names = [name for name in known if name is not None]
    seen: set[str] = set()
    for place in document.items((*_PLANT, "cooling_network", "buildings")):
        name = document.text(place)
        if name is None:
            continue
        if name not in known:
            remedy = did_you_mean(name, names) or "name the id of a building"
            yield document.fault(place, shown(name), "a building of this file", remedy)
        elif name in seen:
            yield document.fault(place, f'"{name}" a second time', "each building once", "remove one of them")
        seen.add(name)
