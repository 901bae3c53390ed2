"""`/`: every building at a glance."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.documents import POINT_HEAD, Table, csv_response, point_document, point_row, utc_text
from dashboard.pages import tiles_region
from dashboard.parts import Parts
from dashboard.rendering import page
from dashboard.shown import Viewer
from dashboard.views.alarms import counts
from dashboard.views.overview import BuildingRow, building_rows


def router(parts: Parts) -> APIRouter:
    """The overview and its data."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def overview(request: Request) -> HTMLResponse:
        viewer = await parts.viewer_of(request)
        values: dict[str, object] = {"rows": _rows(parts, viewer), "tiles_html": tiles_region(parts, viewer)}
        return page(request, "overview.html", viewer, parts, values)

    @routes.get("/.json")
    async def overview_json(request: Request) -> dict[str, object]:
        viewer = await parts.viewer_of(request)
        return {
            "site": parts.site.id,
            "now": utc_text(viewer.snapshot.now),
            "demo": parts.context.demo,
            "alarms": counts(viewer.snapshot.alarms) if viewer.snapshot.alarms is not None else None,
            "buildings": [_document(row) for row in _rows(parts, viewer)],
        }

    @routes.get("/.csv")
    async def overview_csv(request: Request) -> Response:
        viewer = await parts.viewer_of(request)
        rows = [
            (row.id, carrier, *point_row(shown))
            for row in _rows(parts, viewer)
            for carrier, values in row.values.items()
            for shown in values
        ]
        return csv_response(Table("overview", ("building", "carrier", *POINT_HEAD), rows))

    return routes


def _rows(parts: Parts, viewer: Viewer) -> list[BuildingRow]:
    return building_rows(parts.site, parts.points, viewer)


def _document(row: BuildingRow) -> dict[str, object]:
    values: dict[str, object] = {
        carrier: [point_document(shown) for shown in cell] for carrier, cell in row.values.items()
    }
    return {"id": row.id, "name": row.name} | values
