"""The four answers of the overview: alarms, plant, snow, target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.languages import Texts
from dashboard.shown import Viewer
from dashboard.views.alarms import SHAPES, counts, hears
from dashboard.views.plant import snow_text, status_text
from dashboard.views.savings import savings_text
from domain.alarm import Alarm, AlarmPriority, AlarmState
from domain.savings_summary import SavingsSummary
from domain.site import Point, Site


@dataclass(frozen=True, slots=True)
class Tile:
    """A question, its answer, and where more is told; `look` is empty while all is normal."""

    id: str
    title: str
    answer: str
    details: tuple[str, ...]
    href: str
    look: str = ""
    shape: str = ""


def tiles(site: Site, points: Mapping[str, Point], viewer: Viewer) -> list[Tile]:
    """The tiles, in the order of urgency; those about a plant only where there is one."""
    texts, snapshot = viewer.texts, viewer.snapshot
    found = [alarm_tile(snapshot.alarms or (), texts, hears(points.values(), viewer))]
    if site.plant is not None:
        found += [_plant_tile(site, points, viewer), _snow_tile(viewer)]
    return [*found, savings_tile(snapshot.savings, texts)]


def alarm_tile(alarms: tuple[Alarm, ...], texts: Texts, heard: bool = True) -> Tile:
    """How many alarms sound, the worst first; none at all says something only while the site is heard."""
    number = counts(alarms)
    waiting = sum(alarm.state is AlarmState.UNACKNOWLEDGED for alarm in alarms)
    worst = next((priority for priority in number if number[priority]), None)
    if worst is None and not heard:
        why = (texts("tile.alarms_unheard"),)
        return Tile(
            "alarms",
            texts("tile.alarms"),
            texts("tile.alarms_unknown"),
            why,
            "/alarms",
            "p2",
            SHAPES[AlarmPriority.P2],
        )
    if worst is None:
        return Tile("alarms", texts("tile.alarms"), texts("tile.no_alarms"), (texts("tile.all_quiet"),), "/alarms")
    said = [f"{priority} {SHAPES[priority]} {count}" for priority, count in number.items() if count]
    answer = texts("tile.alarm" if sum(number.values()) == 1 else "tile.some_alarms", count=sum(number.values()))
    details = (" · ".join(said), texts("tile.waiting", count=waiting))
    return Tile("alarms", texts("tile.alarms"), answer, details, "/alarms", worst.value.lower(), SHAPES[worst])


def _plant_tile(site: Site, points: Mapping[str, Point], viewer: Viewer) -> Tile:
    status = status_text(site, points, viewer)
    details = [status.decided]
    if status.panel_look:
        details.append(viewer.texts("panel.says", position=status.panel))
    if status.guards:
        details.append(viewer.texts("tile.guards", count=len(status.guards)))
    return Tile("plant", viewer.texts("tile.plant"), status.mode, tuple(details), "/plant", status.look)


def _snow_tile(viewer: Viewer) -> Tile:
    answer, detail = snow_text(viewer)
    return Tile("snow", viewer.texts("tile.snow"), answer, (detail,), "/plant")


def savings_tile(summary: SavingsSummary | None, texts: Texts) -> Tile:
    """The year's outcome against the promise."""
    if summary is None:
        return Tile("savings", texts("tile.savings"), "–", (texts("savings.missing_short"),), "/savings")
    said = savings_text(summary, texts)
    title = texts("tile.savings_year", year=summary.year, base=summary.base_year)
    details = tuple(line for line in (said.standing_text, said.path, said.target) if line)
    return Tile("savings", title, said.change, details, "/savings")
