"""The live pages: which points each shows, and which regions of it change as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dashboard.parts import Parts
from dashboard.rendering import fragment
from dashboard.selection import plant_points
from dashboard.shown import Viewer
from dashboard.views.alarms import alarm_rows, hears
from dashboard.views.building import building_points
from dashboard.views.overview import overview_points
from dashboard.views.plant import status_text
from dashboard.views.tiles import tiles
from domain.site import Point

Regions = Mapping[str, str]


def _no_regions(_: Viewer) -> Regions:
    return {}


@dataclass(frozen=True)
class LivePage:
    """What an event stream of one page carries."""

    key: str
    points: tuple[Point, ...] = ()
    regions: Callable[[Viewer], Regions] = field(default=_no_regions)


def live_page(parts: Parts, key: str) -> LivePage | None:
    """The live page named `overview`, `plant`, `alarms`, `savings` or `building:<id>`; None for another name."""
    kind, _, building_id = key.partition(":")
    if kind == "building":
        building = next((b for b in parts.site.buildings if b.id == building_id), None)
        if building is None:
            return None
        return LivePage(key, tuple(building_points(parts.site, building, parts.points)))
    makers = {"overview": _overview, "plant": _plant, "alarms": _alarms, "savings": _savings}
    return makers[key](parts) if key in makers else None


def _overview(parts: Parts) -> LivePage:
    def regions(viewer: Viewer) -> Regions:
        return {"tiles": tiles_region(parts, viewer)}

    return LivePage("overview", tuple(overview_points(parts.site, parts.points)), regions)


def _plant(parts: Parts) -> LivePage:
    def regions(viewer: Viewer) -> Regions:
        return {"status": status_region(parts, viewer)}

    return LivePage("plant", tuple(plant_points(parts.site, parts.points.values()).values()), regions)


def _alarms(parts: Parts) -> LivePage:
    def regions(viewer: Viewer) -> Regions:
        return {"alarms": alarms_region(parts, viewer)}

    return LivePage("alarms", regions=regions)


def _savings(_: Parts) -> LivePage:
    return LivePage("savings")


def tiles_region(parts: Parts, viewer: Viewer) -> str:
    """The four answers at the top of the overview."""
    return fragment("tiles.html", viewer, parts, tiles=tiles(parts.site, parts.points, viewer))


def status_region(parts: Parts, viewer: Viewer) -> str:
    """Mode, reasons and guards of the plant."""
    status = status_text(parts.site, parts.points, viewer)
    return fragment("plant_status.html", viewer, parts, status=status)


def alarms_region(parts: Parts, viewer: Viewer) -> str:
    """The list of alarms."""
    rows = alarm_rows(viewer.snapshot.alarms or (), parts.site, viewer)
    return fragment("alarm_list.html", viewer, parts, rows=rows, heard=hears(parts.points.values(), viewer))
