"""What the routes share: the ports of app, the present, the past, the forms, the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from starlette.requests import Request

from dashboard.context import DashboardContext
from dashboard.history import History
from dashboard.languages import chosen_language, load_texts
from dashboard.live import Live, Snapshot
from dashboard.security import Forms
from dashboard.shown import Viewer
from domain.site import Point, Site

LANGUAGE_COOKIE = "snokyla_lang"


@dataclass(frozen=True)
class Parts:
    """Everything a route needs, for one site."""

    context: DashboardContext
    live: Live
    history: History
    forms: Forms = field(default_factory=Forms)

    @classmethod
    def of(cls, context: DashboardContext) -> Parts:
        """The parts that stand on the ports of `context`."""
        return cls(context, Live(context), History(context.historian))

    @property
    def site(self) -> Site:
        """The site that is shown."""
        return self.context.site

    @cached_property
    def points(self) -> Mapping[str, Point]:
        """Every point of the site by name."""
        return self.live.points

    def viewer(self, snapshot: Snapshot, language: str) -> Viewer:
        """What shows `snapshot` in `language`."""
        return Viewer(load_texts(language), snapshot, self.context.clock)

    async def viewer_of(self, request: Request) -> Viewer:
        """What shows the present in the language of `request`."""
        return self.viewer(await self.live.snapshot(), language_of(request))


def language_of(request: Request) -> str:
    """The language that the address asks for or the browser remembers."""
    return chosen_language(request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE))
