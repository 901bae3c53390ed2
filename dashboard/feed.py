"""What changes on an open page, worked out once per second for all who look at the same page."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass

from dashboard.documents import point_document
from dashboard.formatting import clock_text
from dashboard.pages import LivePage
from dashboard.parts import Parts
from dashboard.rendering import fault_text, signals
from dashboard.shown import Shown
from dashboard.views.alarms import unacknowledged

_KEPT = 128


@dataclass(frozen=True, slots=True)
class Frame:
    """A page at one second: JSON per point, HTML per region, the alarms nobody has acknowledged, the beat."""

    sequence: int
    points: dict[str, str]
    looks: dict[str, tuple[object, ...]]
    regions: dict[str, str]
    alarms: str
    beat: str


class Feed:
    """Gives frames; the same page in the same language at the same second is worked out once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._kept: OrderedDict[tuple[str, str], Frame] = OrderedDict()

    async def frame(self, live_page: LivePage, language: str) -> Frame:
        """The newest frame of `live_page`."""
        snapshot = await self._parts.live.snapshot()
        key = (live_page.key, language)
        kept = self._kept.get(key)
        if kept is not None and kept.sequence == snapshot.sequence:
            return kept
        viewer = self._parts.viewer(snapshot, language)
        shown = [viewer.show(point) for point in live_page.points]
        beat = {"clock": clock_text(snapshot.now, self._parts.site.timezone), "fault": fault_text(viewer)}
        self._kept[key] = frame = Frame(
            sequence=snapshot.sequence,
            points={value.point: json.dumps(_live_document(value), ensure_ascii=False) for value in shown},
            looks={value.point: (value.state, value.text, value.note) for value in shown},
            regions={**live_page.regions(viewer), "signals": signals(viewer, self._parts)},
            alarms=json.dumps(unacknowledged(snapshot.alarms or (), language), ensure_ascii=False),
            beat=json.dumps(beat, ensure_ascii=False),
        )
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return frame


def _live_document(shown: Shown) -> dict[str, object]:
    """The contract's keys and, beside them, how the value is shown."""
    shown_as = {
        "state": shown.state,
        "text": shown.text,
        "note": shown.note,
        "brief": shown.brief,
        "word": shown.word,
    }
    return point_document(shown).model_dump() | shown_as


def events(frame: Frame, before: Frame | None) -> str:
    """Server-sent events that take a page from `before` to `frame`; everything when there is no before."""
    parts = [_event("beat", frame.beat, frame.sequence)]
    changed = [
        text
        for point, text in frame.points.items()
        if before is None or before.looks.get(point) != frame.looks[point]
    ]
    if changed:
        parts.append(_event("points", f"[{','.join(changed)}]"))
    regions = {
        name: html for name, html in frame.regions.items() if before is None or before.regions.get(name) != html
    }
    if regions:
        parts.append(_event("regions", json.dumps(regions, ensure_ascii=False)))
    if before is None or before.alarms != frame.alarms:
        parts.append(_event("alarms", frame.alarms))
    return "".join(parts)


def _event(name: str, data: str, sequence: int | None = None) -> str:
    number = "" if sequence is None else f"id: {sequence}\n"
    return f"event: {name}\n{number}data: {data}\n\n"
