"""What other programs read: health, points, series, events."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from dashboard.feed import Feed, events
from dashboard.pages import LivePage, live_page
from dashboard.parts import Parts

EL = "brunflo/skolan/el/electric_power_kw"
SPAN = "from=2026-07-14T10:00:00Z&to=2026-07-14T12:00:00Z"


def test_health(ask: Any) -> None:
    assert ask("/healthz").json() == {"alive": True, "version": "0.1.0"}


def test_ready_when_every_part_has_values(house: Any, ask: Any) -> None:
    assert ask("/readyz").status_code == 200
    house.missing["plant"] = "no answer from 192.168.1.2:502"
    answer = ask("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "parts": {"gateway": None, "plant": "no answer from 192.168.1.2:502"},
    }


def test_points_are_the_contracts(house: Any, ask: Any) -> None:
    house.read(EL, 41.44)
    house.clock.at += timedelta(seconds=2.5)
    points = {document["point"]: document for document in ask("/api/v1/points").json()}
    assert points.keys() == house.points.keys()
    assert points[EL] == {
        "point": EL,
        "value": 41.44,
        "unit": "kW",
        "measured_at": "2026-07-14T12:00:00.000Z",
        "age_s": 2.5,
        "quality": "good",
    }
    unread = points["brunflo/skolan/vatten/volume_m3"]
    assert unread == {
        "point": "brunflo/skolan/vatten/volume_m3",
        "value": None,
        "unit": "m3",
        "measured_at": None,
        "age_s": None,
        "quality": "bad:no_value",
    }


def test_series_are_columns_on_one_grid(house: Any, ask: Any) -> None:
    for minutes, value in ((30, 10.0), (20, 20.0), (10, 30.0)):
        house.read(EL, value, house.clock.now() - timedelta(minutes=minutes))
    found = ask(f"/api/v1/series?point={EL}&{SPAN}&step=1h").json()
    assert found["time_utc"] == ["2026-07-14T10:00:00.000Z", "2026-07-14T11:00:00.000Z"]
    series = found["series"][0]
    assert (series["point"], series["unit"]) == (EL, "kW")
    assert (series["mean"], series["min"], series["max"]) == ([None, 20.0], [None, 10.0], [None, 30.0])
    assert series["coverage"][0] == 0


def test_a_date_is_local_midnight(ask: Any) -> None:
    found = ask(f"/api/v1/series?point={EL}&from=2026-03-29&to=2026-03-30&step=1h").json()
    assert len(found["time_utc"]) == 23
    assert found["time_utc"][0] == "2026-03-28T23:00:00.000Z"


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        (f"point=brunflo/no/such&{SPAN}", 404, "brunflo/no/such"),
        (f"point={EL}&{SPAN}&step=7x", 400, "15min"),
        (f"point={EL}&from=2026-07-14T10:00:00&to=2026-07-15", 400, "no offset"),
        (f"point={EL}&from=2026-07-15&to=2026-07-14", 400, "before it starts"),
        (f"point={EL}&from=2016-07-15&to=2026-07-14&step=1s", 400, "2000 steps"),
        (f"point={EL}&from=0001-01-01&to=2026-07-14", 400, "years 1000 to 9000"),
        (f"point={EL}&{SPAN}&step=99999999999999h", 400, "longer than a year"),
        (SPAN, 422, "point"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_says_why(ask: Any, query: str, status: int, said: str) -> None:
    answer = ask(f"/api/v1/series?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]


def test_an_offset_that_was_not_encoded_is_understood(ask: Any) -> None:
    query = f"point={EL}&from=2026-07-14T12:00:00+02:00&to=2026-07-14T14:00:00+02:00&step=1h"
    assert len(ask(f"/api/v1/series?{query}").json()["time_utc"]) == 2


def test_series_of_a_store_that_does_not_answer(house: Any, ask: Any) -> None:
    house.historian.cut_off = True
    assert ask(f"/api/v1/series?point={EL}&{SPAN}").status_code == 503


def test_the_interface_is_described_and_its_description_loads_nothing_from_elsewhere(ask: Any) -> None:
    described = ask("/api/v1/openapi.json").json()
    assert {"/healthz", "/readyz", "/api/v1/points", "/api/v1/series", "/api/v1/events"} == set(described["paths"])
    assert ask("/docs").status_code == 404


def test_there_is_no_stream_of_an_unknown_page(ask: Any) -> None:
    assert ask("/api/v1/events?page=building:nowhere").status_code == 404


def heard(text: str) -> dict[str, Any]:
    """Data of server-sent events by name."""
    found = {}
    for block in filter(None, text.split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found[fields["event"]] = json.loads(fields["data"])
    return found


def page_of(parts: Parts, key: str) -> LivePage:
    page = live_page(parts, key)
    assert page is not None
    return page


def test_a_stream_begins_with_everything_and_goes_on_with_what_changed(house: Any, filter_alarm: Any) -> None:
    parts = Parts.of(house.context())
    feed, page = Feed(parts), page_of(parts, "overview")
    house.read(EL, 41.4)
    first = asyncio.run(feed.frame(page, "sv"))
    assert {point["point"] for point in heard(events(first, None))["points"]} == {p.id for p in page.points}
    assert heard(events(first, first)).keys() == {"beat"}, "nothing changed"

    house.read(EL, 50.0, house.clock.now() + timedelta(milliseconds=1))
    house.alarms.alarms = [filter_alarm]
    parts.live.forget()
    second = asyncio.run(feed.frame(page, "sv"))
    said = heard(events(second, first))
    assert [(point["point"], point["text"], point["quality"]) for point in said["points"]] == [
        (EL, "50,0", "good")
    ]
    assert said["alarms"] == [{"key": "filter:plant", "text": "P2 title sv (plant)"}]
    assert said["regions"].keys() == {"signals", "tiles"}


def test_all_who_look_at_the_same_page_share_one_frame(house: Any) -> None:
    parts = Parts.of(house.context())
    feed, page = Feed(parts), page_of(parts, "plant")

    async def look() -> list[Any]:
        return await asyncio.gather(*(feed.frame(page, "sv") for _ in range(100)))

    frames = asyncio.run(look())
    assert all(frame is frames[0] for frame in frames)
    assert house.historian.asked == 1
