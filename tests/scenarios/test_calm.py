"""A calm day asks for few changes: valves and logs are not worn by what trembles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise


def test_set_points_do_not_follow_what_trembles(plant_room):
    room = plant_room(datetime(2023, 11, 24, 12, tzinfo=UTC))
    asked = []
    room.run(timedelta(hours=1), lambda decision: asked.append(round(decision.setpoints.free_cooling_kw)))
    changes = sum(1 for before, after in pairwise(asked) if before != after)
    assert min(asked) > 100
    assert changes <= 12  # of 360 cycles; without a dead band about 190
    assert abs(room.plant.network.leaving_c - 8.0) < 0.5
