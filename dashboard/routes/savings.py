"""`/savings`: how far to the target."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard.documents import Table, csv_response, utc_text
from dashboard.parts import Parts
from dashboard.path_chart import path_chart
from dashboard.rendering import page
from dashboard.views.savings import building_savings_rows, savings_text, year_rows


def router(parts: Parts) -> APIRouter:
    """The savings and their data."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/savings")
    async def savings_page(request: Request) -> HTMLResponse:
        viewer = await parts.viewer_of(request)
        summary, texts = viewer.snapshot.savings, viewer.texts
        values: dict[str, object] = {"summary": summary}
        if summary is not None:
            values |= {
                "said": savings_text(summary, texts),
                "chart": path_chart(summary, texts.language),
                "years": year_rows(summary, texts),
                "buildings": building_savings_rows(summary, texts),
            }
        return page(request, "savings.html", viewer, parts, values)

    @routes.get("/savings.json")
    async def savings_json() -> dict[str, object] | None:
        summary = (await parts.live.snapshot()).savings
        return None if summary is None else asdict(summary) | {"counted_at": utc_text(summary.counted_at)}

    @routes.get("/savings.csv")
    async def savings_csv() -> Response:
        summary = (await parts.live.snapshot()).savings
        years = summary.years if summary is not None else ()
        rows = [(year.year, year.kwh, year.change, year.path_change) for year in years]
        return csv_response(Table("savings", ("year", "energy_kwh", "change", "path_change"), rows))

    return routes
