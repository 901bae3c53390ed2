"""`/buildings/{id}`: one building, its meters and the course of its powers."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.charts import Wanted, charts
from dashboard.documents import POINT_HEAD, Table, csv_response, point_document, point_row, utc_text
from dashboard.history import SPANS
from dashboard.parts import Parts
from dashboard.rendering import page
from dashboard.shown import Shown, Viewer
from dashboard.views.building import building_points, charted_points, meter_tables
from dashboard.views.overview import purpose_text
from domain.site import Building

_SPANS = ("24h", "7d")


def router(parts: Parts) -> APIRouter:
    """A building and its data."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/buildings/{building_id}.json")
    async def building_json(building_id: str, request: Request) -> dict[str, object]:
        building, viewer = _building(parts, building_id), await parts.viewer_of(request)
        points = [point_document(shown) for shown in _shown(parts, building, viewer)]
        named = {"id": building.id, "name": building.name, "atemp_m2": building.atemp_m2}
        return {**named, "now": utc_text(viewer.snapshot.now), "points": points}

    @routes.get("/buildings/{building_id}.csv")
    async def building_csv(building_id: str, request: Request) -> Response:
        building, viewer = _building(parts, building_id), await parts.viewer_of(request)
        rows = [point_row(shown) for shown in _shown(parts, building, viewer)]
        return csv_response(Table(building.id, POINT_HEAD, rows))

    @routes.get("/buildings/{building_id}")
    async def building_page(building_id: str, request: Request) -> HTMLResponse:
        building, viewer = _building(parts, building_id), await parts.viewer_of(request)
        asked = request.query_params.get("range", "")
        span = asked if asked in _SPANS else _SPANS[0]
        drawn, fault = await charts(_wanted(parts, building, viewer), SPANS[span], viewer, parts)
        values = {
            "building": building,
            "purpose": purpose_text(building.purpose, viewer),
            "span": span,
            "charts": drawn,
            "chart_fault": fault,
            "meters": meter_tables(parts.site, building, parts.points, viewer),
        }
        return page(request, "building.html", viewer, parts, values)

    return routes


def _building(parts: Parts, building_id: str) -> Building:
    try:
        return parts.site.building(building_id)
    except KeyError as error:
        raise HTTPException(404) from error


def _shown(parts: Parts, building: Building, viewer: Viewer) -> list[Shown]:
    return [viewer.show(point) for point in building_points(parts.site, building, parts.points)]


def _wanted(parts: Parts, building: Building, viewer: Viewer) -> list[Wanted]:
    found = charted_points(parts.site, building, parts.points)
    return [
        Wanted(f"chart-{carrier}", viewer.texts(f"chart.{carrier}"), points) for carrier, points in found.items()
    ]
