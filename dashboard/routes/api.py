"""`/api/v1`: what other programs read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import StreamingResponse

from dashboard.documents import PointDocument, point_document, utc_text
from dashboard.feed import Feed, Frame, events
from dashboard.history import MAX_STEPS, steps_in
from dashboard.pages import LivePage, live_page
from dashboard.parts import Parts, language_of
from domain.errors import Unreachable
from domain.interval import YEARS, Interval, Step
from domain.site import Site

BEAT_S = 1.0
_RETRY = "retry: 2000\n\n"  # [ms] a browser waits before it asks again
_SPACE_FOR_PLUS = re.compile(r" (\d\d:?\d\d)$")  # an offset's plus is a space in an address that is not encoded


class PointSeries(BaseModel):
    """Means, extremes and coverage (share 0…1) of one point, one entry per step; unknown is null."""

    point: str
    unit: str
    mean: list[float | None]
    min: list[float | None]
    max: list[float | None]
    coverage: list[float]


class SeriesDocument(BaseModel):
    """Steps [from, to) that begin at `time_utc`, and the series over them."""

    step: str
    time_utc: list[str]
    series: list[PointSeries]


def router(parts: Parts) -> APIRouter:
    """Points, series and events."""
    routes = APIRouter(prefix="/api/v1", tags=["data"])
    feed = Feed(parts)

    @routes.get("/points")
    async def points(request: Request) -> list[PointDocument]:
        """Every point of the site as it stands, in canonical units, with age on the site's clock and quality."""
        viewer = await parts.viewer_of(request)
        return [point_document(viewer.show(point)) for point in parts.points.values()]

    @routes.get("/series")
    async def series(
        point: Annotated[list[str], Query(description="name of a point; may be repeated")],
        from_: Annotated[str, Query(alias="from", description="ISO 8601 with offset, or a date (local midnight)")],
        to: Annotated[str, Query(description="end, not included; as `from`")],
        step: Annotated[str, Query(description="10s, 15min, 1h, 1d, 1mo or 1y")] = "15min",
    ) -> SeriesDocument:
        """History of points gathered per step, at most 2,000 steps."""
        return await _series(parts, point, _interval(from_, to, parts.site), _step(step, parts.site))

    @routes.get("/events", response_class=StreamingResponse)
    async def event_stream(
        request: Request, page: Annotated[str, Query(description="overview, plant, alarms, savings, building:ID")]
    ) -> StreamingResponse:
        """Server-sent events once per second: `beat`, `points` that changed, `regions`, `alarms`."""
        shown = live_page(parts, page)
        if shown is None:
            raise HTTPException(404, f"there is no live page {page!r}")
        stream = _stream(feed, shown, language_of(request))
        return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    return routes


async def _stream(feed: Feed, shown: LivePage, language: str) -> AsyncIterator[str]:
    """Everything first, then what changed; a stream that comes again begins with everything."""
    before: Frame | None = None
    yield _RETRY
    while True:
        frame = await feed.frame(shown, language)
        yield events(frame, before)
        before = frame
        await asyncio.sleep(BEAT_S)


async def _series(parts: Parts, names: list[str], interval: Interval, step: Step) -> SeriesDocument:
    unknown = [name for name in names if name not in parts.points]
    if unknown:
        raise HTTPException(404, f"there is no point {unknown[0]!r}; /api/v1/points lists them")
    if steps_in(interval, step) > MAX_STEPS:
        raise HTTPException(400, f"more than {MAX_STEPS} steps of {step}: ask for a shorter time or a longer step")
    try:
        tables = await parts.history.table(names, interval, step)
    except Unreachable as error:
        raise HTTPException(503, str(error)) from error
    found = [tables[name] for name in names]
    times = max((table.edges[:-1] for table in found), key=len, default=())
    return SeriesDocument(
        step=str(step),
        time_utc=[utc_text(edge) for edge in times],
        series=[
            PointSeries(
                point=table.point,
                unit=parts.points[table.point].unit,
                mean=list(table.mean),
                min=list(table.minimum),
                max=list(table.maximum),
                coverage=list(table.coverage),
            )
            for table in found
        ],
    )


def _interval(start: str, end: str, site: Site) -> Interval:
    try:
        return Interval(_moment(start, site), _moment(end, site))
    except ValueError as error:
        raise HTTPException(400, str(error)) from error


def _step(text: str, site: Site) -> Step:
    try:
        return Step.parse(text, site.timezone)
    except ValueError as error:
        raise HTTPException(400, str(error)) from error


def _moment(text: str, site: Site) -> datetime:
    """Aware UTC of ISO 8601 with offset, or of a date at the site's midnight; ValueError for the rest."""
    at = datetime.fromisoformat(_SPACE_FOR_PLUS.sub(r"+\1", text))
    if at.tzinfo is None:
        if len(text) != len("2026-07-14"):
            raise ValueError(f"{text!r} has no offset; write it as in 2026-07-14T14:00:00Z")
        at = at.replace(tzinfo=site.timezone)
    if at.year not in YEARS:
        raise ValueError(f"{text!r} lies outside the years {YEARS[0]} to {YEARS[-1]}")
    return at.astimezone(UTC)
