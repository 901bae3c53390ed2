"""The demonstration plant and one comparison that many tests look at."""

from __future__ import annotations

import pytest

from config.load_plant import PlantSite, load_plant
from simulators.what_if import Knobs, Question, WhatIf, what_if


@pytest.fixture(scope="session")
def demo() -> PlantSite:
    return load_plant("ostersund_demo")


@pytest.fixture(scope="session")
def answer(demo: PlantSite) -> WhatIf:
    """Two amounts that run out and one that has no room, two covers, as it is and 2 K warmer."""
    knobs = Knobs((7000.0, 11000.0, 31000.0), (0.2, 0.4), warmer_c=(0.0, 2.0))
    return what_if(Question(demo.plant, demo.tariff, demo.zone, knobs, summers=3, workers=1, language="en"))
