"""Templates to HTML: every page has the same frame."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard import formatting, line_chart, path_chart
from dashboard.languages import LANGUAGES
from dashboard.parts import LANGUAGE_COOKIE, Parts
from dashboard.shown import Viewer
from dashboard.views.alarms import SHAPES, counts, hears, unacknowledged

_YEAR_S = 365 * 24 * 3600
_STARTED = f"{time.time():.0f}"  # a browser fetches styles and scripts anew after a restart


@cache
def environment() -> Environment:
    """The templates, compiled once; an unknown name is an error."""
    templates = Environment(
        loader=PackageLoader("dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "formatting": formatting,
        "line_frame": line_chart,
        "path_frame": path_chart,
        "shapes": SHAPES,
        "started": _STARTED,
    }
    return templates


def fragment(template: str, viewer: Viewer, parts: Parts, **values: object) -> str:
    """Part of a page."""
    frame = {"t": viewer.texts, "lang": viewer.texts.language, "viewer": viewer, "site": parts.site}
    return environment().get_template(template).render(frame | values)


def page(
    request: Request,
    template: str,
    viewer: Viewer,
    parts: Parts,
    values: Mapping[str, object],
    *,
    status: int = 200,
) -> HTMLResponse:
    """A whole page in the language of `viewer`; the language asked for in the address is remembered."""
    language = viewer.texts.language
    html = fragment(template, viewer, parts, **frame_values(request, viewer, parts), **values)
    response = HTMLResponse(html, status, headers={"content-language": language, "vary": "cookie"})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_S, samesite="lax", httponly=True)
    return response


def frame_values(request: Request, viewer: Viewer, parts: Parts) -> dict[str, object]:
    """What header and footer show on every page."""
    other = next(language for language in LANGUAGES if language != viewer.texts.language)
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return {
        "path": request.url.path,
        "query": urlencode(query),
        "other_language": other,
        "other_href": "?" + urlencode([*query, ("lang", other)]),
        "clock": formatting.clock_text(viewer.snapshot.now, parts.site.timezone),
        "signals": signals(viewer, parts),
        "known_alarms": unacknowledged(viewer.snapshot.alarms or (), viewer.texts.language),
        "fault": fault_text(viewer),
        "demo": parts.context.demo,
        "version": parts.context.version,
    }


def signals(viewer: Viewer, parts: Parts) -> str:
    """The alarm counts in the header."""
    heard = hears(parts.points.values(), viewer)
    return fragment("signals.html", viewer, parts, counts=counts(viewer.snapshot.alarms or ()), heard=heard)


def fault_text(viewer: Viewer) -> str:
    """What is wrong with the store, in words; empty when it answers."""
    fault = viewer.snapshot.store_fault
    return viewer.texts("banner.store", fault=fault) if fault else ""
