"""Rules of the snow store: one amount of snow, one shape, and room for the one in the other."""

from __future__ import annotations

from collections.abc import Iterator

from config.document import Document, Place, shown
from domain.errors import Fault
from domain.plant import StoreGeometry
from physics.store_frustum import level_volume_m3, top_m

_STORE: Place = ("plant", "snow_store")
_GEOMETRY: Place = (*_STORE, "geometry")
# Sides and area are rounded on drawings.
_AREA_TOLERANCE = 0.01
# Of a density that the grammar refuses no volume follows [kg/m3].
_LOOSE_SNOW, _ICE = 200.0, 917.0
_AMOUNTS = ("tonnes", "loads", "gun_hours")
_PER = {"loads": "tonnes_per_load", "gun_hours": "tonnes_per_hour"}


def check(document: Document) -> Iterator[Fault]:
    """Everything about the store that takes more than one key to see."""
    if not isinstance(document.at(_STORE), dict):
        return
    yield from _given_once(document)
    yield from _settling(document)
    yield from _area(document)
    yield from _pit(document)
    yield from _room(document)
    for place in document.items((*_STORE, "intake")):
        yield from _intake(document, place)


def warnings(document: Document) -> Iterator[Fault]:
    """What is odd but no error: a pad or a survey said to hold more than the store's shape does."""
    capacity_m3 = _capacity_m3(document)
    density = document.number((*_STORE, "density_kg_m3"))
    if capacity_m3 is None:
        return
    pad_t, place = document.number((*_STORE, "pad_t")), (*_STORE, "pad_t")
    if pad_t is not None and density is not None and pad_t > capacity_m3 * density / 1000:
        holds = f"at most {capacity_m3 * density / 1000:,.0f} t ({capacity_m3:,.0f} m3 at {density:g} kg/m3)"
        yield document.fault(place, f"{pad_t:g} t", holds, "the shape's figure counts; check both")
    for survey in document.items((*_STORE, "surveys")):
        volume_m3, here = document.number((*survey, "volume_m3")), (*survey, "volume_m3")
        if volume_m3 is not None and volume_m3 > capacity_m3:
            holds = f"at most what the store's shape holds ({capacity_m3:,.0f} m3)"
            yield document.fault(here, f"{volume_m3:g} m3", holds, "check the survey and the geometry")


def _given_once(document: Document) -> Iterator[Fault]:
    given = [key for key in ("mass_t", "volume_m3") if document.at((*_STORE, key)) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        yield document.fault(_STORE, found, "mass_t or volume_m3, one of them", "write one line")


def _settling(document: Document) -> Iterator[Fault]:
    density = document.number((*_STORE, "density_kg_m3"))
    settled = document.number((*_STORE, "settled_density_kg_m3"))
    if density is not None and settled is not None and settled < density:
        expected = f"at least density_kg_m3 ({density:g})"
        yield document.fault((*_STORE, "settled_density_kg_m3"), f"{settled:g}", expected, "check both")


def _area(document: Document) -> Iterator[Fault]:
    """The area is that of the sides; without sides it must be given."""
    area_m2, sides = document.number((*_STORE, "pad_area_m2")), _sides_m(document)
    if document.at((*_STORE, "pad_area_m2")) is None and document.at(_GEOMETRY) is None:
        yield document.fault(_STORE, "nothing", "pad_area_m2 or geometry", "write one of them")
    if area_m2 is None or sides is None:
        return
    length, width = sides
    if abs(area_m2 - length * width) > _AREA_TOLERANCE * length * width:
        remedy = f"write {length * width:g}, or leave pad_area_m2 out"
        expected = f"length_m x width_m of geometry ({length:g} x {width:g} = {length * width:g} m2)"
        yield document.fault((*_STORE, "pad_area_m2"), f"{area_m2:g} m2", expected, remedy)


def _pit(document: Document) -> Iterator[Fault]:
    """The banks of a pit must not meet above its floor."""
    shape = _shape(document)
    if shape is None or document.at(_GEOMETRY) is None:
        return
    try:
        top_m(shape)
    except ValueError:
        found = f"{shape.pit_depth_m:g} m at {shape.pit_slope_deg:g}°"
        expected = f"a pit with a floor within {shape.length_m:g} x {shape.width_m:g} m"
        yield document.fault((*_GEOMETRY, "pit_depth_m"), found, expected, "make it shallower or steeper")


def _room(document: Document) -> Iterator[Fault]:
    """The snow has room on the pad and under the slopes of the pile."""
    mass_t, place = _mass_t(document)
    pad_t, density = document.number((*_STORE, "pad_t")), document.number((*_STORE, "density_kg_m3"))
    if mass_t is None:
        return
    if pad_t is not None and mass_t > pad_t:
        yield document.fault(place, f"{mass_t:g} t", f"at most what the pad holds ({pad_t:g} t)", "check both")
    capacity_m3 = _capacity_m3(document)
    if capacity_m3 is None or density is None or not _LOOSE_SNOW <= density <= _ICE:
        return
    volume_m3 = mass_t * 1000 / density
    if volume_m3 > capacity_m3:
        found = f"{mass_t:g} t = {volume_m3:,.0f} m3"
        expected = f"at most what the store's shape holds ({capacity_m3:,.0f} m3)"
        yield document.fault(place, found, expected, "check the amount, the density and the geometry")


def _intake(document: Document, place: Place) -> Iterator[Fault]:
    """A line of the log has one amount, and loads and gun hours say how much each brought."""
    if not isinstance(document.at(place), dict):
        return
    given = [key for key in _AMOUNTS if document.at((*place, key)) is not None]
    if len(given) != 1:
        found = " and ".join(given) or "nothing"
        yield document.fault(place, found, "tonnes, loads or gun_hours, one of them", "write one of them")
    for key, per in _PER.items():
        has, rate = document.at((*place, key)) is not None, document.at((*place, per)) is not None
        if has and not rate:
            yield document.fault(place, f"{key} alone", f"{per} beside it", f"write {per}: …")
        elif rate and not has:
            yield document.fault((*place, per), f"{per} alone", f"{key} beside it", f"write {key}: …")
    if given == ["gun_hours"] and document.text((*place, "source")) == "streets":
        here = (*place, "source")
        yield document.fault(here, shown("streets"), "guns, where gun_hours are counted", "write source: guns")


def _mass_t(document: Document) -> tuple[float | None, Place]:
    """The amount of snow [t], and the key it is written under; None when it is given twice or not at all."""
    mass_t, volume_m3 = document.number((*_STORE, "mass_t")), document.number((*_STORE, "volume_m3"))
    density = document.number((*_STORE, "density_kg_m3"))
    if mass_t is not None and volume_m3 is None:
        return mass_t, (*_STORE, "mass_t")
    if mass_t is None and volume_m3 is not None and density is not None:
        return volume_m3 * density / 1000, (*_STORE, "volume_m3")
    return None, _STORE


def _capacity_m3(document: Document) -> float | None:
    """What lies under the slopes [m3]; None while the shape is not known."""
    shape = _shape(document)
    if shape is None:
        return None
    try:
        return level_volume_m3(shape, top_m(shape))
    except ValueError:
        return None


def _shape(document: Document) -> StoreGeometry | None:
    """The store's shape as far as its numbers can be read: `geometry`, else a square of `pad_area_m2`."""
    if document.at(_GEOMETRY) is None:
        area_m2 = document.number((*_STORE, "pad_area_m2"))
        return StoreGeometry(area_m2**0.5, area_m2**0.5) if area_m2 is not None and area_m2 > 0 else None
    sides = _sides_m(document)
    if sides is None:
        return None
    usual = StoreGeometry(*sides)
    rest = [
        _number_or(document, "pit_depth_m", usual.pit_depth_m),
        _number_or(document, "side_slope_deg", usual.side_slope_deg),
        _number_or(document, "pit_slope_deg", usual.pit_slope_deg),
    ]
    depth_m, side_deg, pit_deg = rest
    in_range = depth_m >= 0 and 0 < side_deg < 90 and 0 < pit_deg <= 90
    return StoreGeometry(*sides, *rest) if in_range else None


def _sides_m(document: Document) -> tuple[float, float] | None:
    length, width = (document.number((*_GEOMETRY, key)) for key in ("length_m", "width_m"))
    return (length, width) if length is not None and width is not None and min(length, width) > 0 else None


def _number_or(document: Document, key: str, usual: float) -> float:
    number = document.number((*_GEOMETRY, key))
    return usual if number is None else number
