"""Charts of a page: what the store gives for a span back from now, or why it gives nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.documents import utc_text
from dashboard.history import Span, back_from
from dashboard.line_chart import Heading, LineChart, Named, line_chart
from dashboard.parts import Parts
from dashboard.shown import Viewer
from domain.errors import Unreachable
from domain.interval import Step
from domain.site import Point


@dataclass(frozen=True, slots=True)
class Wanted:
    """A chart to be made: its id, its title and its points, which share one unit."""

    id: str
    title: str
    points: Sequence[Point]


async def charts(
    wanted: Sequence[Wanted], span: Span, viewer: Viewer, parts: Parts
) -> tuple[list[LineChart], str | None]:
    """The charts, or none and the reason."""
    step = Step.parse(span.step, parts.site.timezone)
    interval = back_from(viewer.snapshot.now, span, step)
    names = [point.id for chart in wanted for point in chart.points]
    try:
        tables = await parts.history.table(names, interval, step)
    except Unreachable as error:
        return [], viewer.texts("banner.store", fault=error)
    made = []
    for chart in wanted:
        named = [Named(name, tables[point.id]) for name, point in _names(chart.points, viewer).values()]
        query = [("point", point.id) for point in chart.points]
        query += [("from", utc_text(interval.start)), ("to", utc_text(interval.end)), ("step", span.step)]
        url = f"/api/v1/series?{urlencode(query)}"
        heading = Heading(chart.id, chart.title, url)
        made.append(line_chart(heading, named, interval, parts.site.timezone, viewer.texts))
    return made, None


def _names(points: Sequence[Point], viewer: Viewer) -> Mapping[str, tuple[str, Point]]:
    """Names of the lines; meters of the same kind are told apart by their id."""
    names = [viewer.name(point) for point in points]
    several = len(set(names)) < len(names)
    return {
        point.id: (f"{name} ({point.id.split('/')[2]})" if several else name, point)
        for name, point in zip(names, points, strict=True)
    }
