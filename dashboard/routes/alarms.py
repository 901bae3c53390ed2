"""`/alarms`: the list, and the form that acknowledges."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from anyio import to_thread
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.documents import Table, csv_response, utc_text
from dashboard.pages import alarms_region
from dashboard.parts import Parts
from dashboard.rendering import page
from dashboard.security import SESSION_COOKIE
from dashboard.views.alarms import AlarmRow, alarm_rows

NAME_COOKIE = "snokyla_name"
_MAX_FORM_BYTES, _MAX_NAME, _MAX_NOTE = 64 * 1024, 60, 400
_YEAR_S = 365 * 24 * 3600
_HEAD = ("key", "priority", "state", "raised_at", "title", "source", "cause", "consequence", "action", "minutes")


def router(parts: Parts) -> APIRouter:
    """The alarms, their data and their form."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/alarms")
    async def alarms_page(request: Request) -> Response:
        return await _page(parts, request)

    @routes.get("/alarms.json")
    async def alarms_json(request: Request) -> list[dict[str, object]]:
        return [_document(row) for row in await _rows(parts, request)]

    @routes.get("/alarms.csv")
    async def alarms_csv(request: Request) -> Response:
        rows = [tuple(_document(row).values()) for row in await _rows(parts, request)]
        return csv_response(Table("alarms", _HEAD, rows))

    @routes.post("/alarms/acknowledge")
    async def acknowledge(request: Request) -> Response:
        form = await read_form(request)
        refusal = parts.forms.refusal(request, form.get("token", ""))
        if refusal is not None:
            return await _page(parts, request, 403, refusal)
        by, key = form.get("by", "").strip()[:_MAX_NAME], form.get("key", "")
        if not by or not key:
            return await _page(parts, request, 422, "forms.no_name")
        note = form.get(f"note:{key}", "").strip()[:_MAX_NOTE] or None
        if parts.context.alarms is None:
            return await _page(parts, request, 404, "forms.gone")
        try:
            await to_thread.run_sync(parts.context.alarms.acknowledge, key, by, note)
        except KeyError:
            return await _page(parts, request, 404, "forms.gone")
        parts.live.forget()
        answer = RedirectResponse("/alarms", status_code=303)
        answer.set_cookie(NAME_COOKIE, by.encode().hex(), max_age=_YEAR_S, samesite="lax", httponly=True)
        return answer

    return routes


async def _rows(parts: Parts, request: Request) -> list[AlarmRow]:
    viewer = await parts.viewer_of(request)
    if viewer.snapshot.alarms is None:
        # An empty list would say that there are none.
        raise HTTPException(503, viewer.texts("tile.alarms_unheard"))
    return alarm_rows(viewer.snapshot.alarms, parts.site, viewer)


async def _page(parts: Parts, request: Request, status: int = 200, problem: str | None = None) -> Response:
    viewer = await parts.viewer_of(request)
    session = request.cookies.get(SESSION_COOKIE) or secrets.token_urlsafe(24)
    values = {
        "alarms_html": alarms_region(parts, viewer),
        "token": parts.forms.token(session),
        "by": _remembered_name(request),
        "problem": viewer.texts(problem) if problem else "",
    }
    response = page(request, "alarms.html", viewer, parts, values, status=status)
    response.set_cookie(SESSION_COOKIE, session, samesite="strict", httponly=True)
    return response


def _remembered_name(request: Request) -> str:
    """The name signed last from this browser; kept in hexadecimal, for a cookie holds only ASCII."""
    try:
        return bytes.fromhex(request.cookies.get(NAME_COOKIE, "")).decode()[:_MAX_NAME]
    except ValueError:
        return ""


async def read_form(request: Request) -> Mapping[str, str]:
    """Fields of a posted form; 413 for one that no page of ours can have sent."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MAX_FORM_BYTES:
            raise HTTPException(413)
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _document(row: AlarmRow) -> dict[str, object]:
    values = {name: getattr(row, name) for name in _HEAD}
    return values | {"raised_at": utc_text(row.raised_at)}
