"""The web application: pages, data and events of one site."""

from __future__ import annotations

from http import HTTPStatus
from importlib import resources
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from dashboard.context import DashboardContext
from dashboard.parts import Parts
from dashboard.rendering import page
from dashboard.routes import alarms, api, building, health, overview, plant, savings
from dashboard.security import Guard

_DATA_ENDINGS = (".json", ".csv")
_LEAST_WORTH_PACKING = 1000


def create_app(context: DashboardContext) -> FastAPI:
    """The application for `context`; it starts nothing and opens nothing by itself."""
    parts = Parts.of(context)
    web = FastAPI(
        title="snokyla",
        version=context.version,
        description="Points, series and events of a site. Times are UTC, units canonical, unknown is null.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its pages load scripts from another host
        redoc_url=None,
        middleware=[
            Middleware(Guard, hosts=context.hosts),
            Middleware(GZipMiddleware, minimum_size=_LEAST_WORTH_PACKING),
        ],
    )
    for room in (overview, building, plant, savings, alarms, health, api):
        web.include_router(room.router(parts))
    static = Path(str(resources.files("dashboard").joinpath("static")))
    web.mount("/static", StaticFiles(directory=static), name="static")
    _answer_errors(web, parts)
    return web


def _answer_errors(web: FastAPI, parts: Parts) -> None:
    """Errors as problem+json for programs, as a page for people."""

    @web.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        path = request.url.path
        if path.startswith("/api/") or path.endswith(_DATA_ENDINGS):
            return problem(error.status_code, str(error.detail))
        viewer = await parts.viewer_of(request)
        known = error.status_code if error.status_code in {404, 405, 413} else 400
        said = {"heading": viewer.texts(f"error.{known}"), "message": viewer.texts("error.message", path=path)}
        return page(request, "message.html", viewer, parts, said, status=error.status_code)

    @web.exception_handler(RequestValidationError)
    async def not_understood(_: Request, error: RequestValidationError) -> Response:
        said = [f"{fault['loc'][-1]}: {fault['msg']}" for fault in error.errors()]
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(said))


def problem(status: int, detail: str) -> Response:
    """RFC 9457."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(document, status, media_type="application/problem+json")
