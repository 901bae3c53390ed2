"""`/plant`: the snow-cooling plant as a live picture, a table and trends."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.charts import Wanted, charts
from dashboard.documents import POINT_HEAD, Table, csv_response, point_document, point_row, utc_text
from dashboard.history import SPANS
from dashboard.pages import status_region
from dashboard.parts import Parts
from dashboard.rendering import page
from dashboard.selection import plant_points
from dashboard.shown import Shown, Viewer
from dashboard.views.plant import TRENDS, current_status, tags
from domain.plant_status import PlantStatus


def router(parts: Parts) -> APIRouter:
    """The plant and its data; not found on a site without one."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/plant")
    async def plant_page(request: Request) -> HTMLResponse:
        viewer, shown = await _look(parts, request)
        drawn, fault = await charts(_wanted(parts, viewer), SPANS["2h"], viewer, parts)
        values = {
            "tags": shown,
            "status_html": status_region(parts, viewer),
            "charts": drawn,
            "chart_fault": fault,
        }
        return page(request, "plant.html", viewer, parts, values)

    @routes.get("/plant.json")
    async def plant_json(request: Request) -> dict[str, object]:
        viewer, shown = await _look(parts, request)
        return {
            "now": utc_text(viewer.snapshot.now),
            "status": _status_document(current_status(viewer)),
            "points": [point_document(value) for value in shown.values()],
        }

    @routes.get("/plant.csv")
    async def plant_csv(request: Request) -> Response:
        _, shown = await _look(parts, request)
        return csv_response(Table("plant", POINT_HEAD, [point_row(value) for value in shown.values()]))

    return routes


async def _look(parts: Parts, request: Request) -> tuple[Viewer, dict[str, Shown]]:
    if parts.site.plant is None:
        raise HTTPException(404)
    viewer = await parts.viewer_of(request)
    return viewer, tags(parts.site, parts.points, viewer)


def _wanted(parts: Parts, viewer: Viewer) -> list[Wanted]:
    known = plant_points(parts.site, parts.points.values())
    wanted = []
    for name, ids in TRENDS.items():
        points = [known[id] for id in ids if id in known]
        if points:
            wanted.append(Wanted(f"trend-{name}", viewer.texts(f"trend.{name}"), points))
    return wanted


def _status_document(status: PlantStatus | None) -> dict[str, object] | None:
    if status is None:
        return None
    return {
        "mode": status.mode.name.lower(),
        "mode_text_sv": status.mode_text_sv,
        "mode_text_en": status.mode_text_en,
        "issued_at": utc_text(status.issued_at),
        "reasons_sv": status.reasons_sv,
        "reasons_en": status.reasons_en,
        "guards": [guard.id for guard in status.guards],
        "missing": status.missing,
        "targets_kw": {target.source: target.target_kw for target in status.targets},
        "cooling_demand_kw": status.cooling_demand_kw,
        "supply_setpoint_c": status.supply_setpoint_c,
        "snow_left_t": status.snow_left_t,
        "snow_left_low_t": status.snow_left_low_t,
        "snow_left_high_t": status.snow_left_high_t,
        "snow_latent_mwh": status.snow_latent_mwh,
        "snow_deliverable_mwh": status.snow_deliverable_mwh,
        "snow_deliverable_low_mwh": status.snow_deliverable_low_mwh,
        "snow_deliverable_high_mwh": status.snow_deliverable_high_mwh,
        "snow_deliverable_until": status.snow_deliverable_until,
        "snow_discharge_temp_c": status.snow_discharge_temp_c,
        "plc_fallback": status.plc_fallback,
    }
