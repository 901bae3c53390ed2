"""A value is shown with its age and quality, and an old one never looks alive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.live import Snapshot
from dashboard.parts import Parts
from dashboard.shown import Shown, State
from domain.quality import Reason, bad, uncertain
from domain.reading import Reading

EL, WATER = "brunflo/skolan/el/electric_power_kw", "brunflo/skolan/vatten/volume_m3"
HAND, PUMP = "brunflo/plant/plc/panel_hand", "brunflo/plant/plc/pump_1_running"


def show(house: Any, point: str, language: str = "sv") -> Shown:
    latest = house.historian.latest([point])
    snapshot = Snapshot(1, house.clock.now(), latest, (), None, None)
    return Parts.of(house.context()).viewer(snapshot, language).show(house.points[point])


def test_a_fresh_value_has_its_age_in_words(house: Any) -> None:
    house.read(EL, 41.44)
    house.clock.at += timedelta(seconds=4)
    shown = show(house, EL)
    assert (shown.state, shown.text, shown.unit_text, shown.note, shown.word) == (
        State.GOOD, "41,4", "kW", "<10\u00a0s", "bra",
    )  # fmt: skip


@pytest.mark.parametrize(("seconds", "state"), [(15, State.GOOD), (15.1, State.STALE), (86400, State.STALE)])
def test_a_value_is_stale_after_three_of_its_intervals(house: Any, seconds: float, state: State) -> None:
    house.read(EL, 41.44)
    house.clock.at += timedelta(seconds=seconds)
    assert show(house, EL).state is state


def test_intervals_are_counted_on_the_wall_and_ages_on_the_scaled_clock(house: Any) -> None:
    house.clock.speed = 600
    house.read(EL, 41.44)
    house.clock.at += timedelta(seconds=15 * 600)
    assert show(house, EL).state is State.GOOD
    house.clock.at += timedelta(seconds=1)
    assert show(house, EL).state is State.STALE


def test_a_stale_value_says_how_old_it_is_and_is_uncertain_to_programs(house: Any) -> None:
    house.read(EL, 41.44)
    house.clock.at += timedelta(minutes=7, seconds=20)
    assert show(house, EL).note == "för 7\u00a0min sedan"
    assert show(house, EL, "en").note == "7\u00a0min ago"
    assert str(show(house, EL).quality) == "uncertain:stale"


def test_a_sensor_that_speaks_by_itself_is_stale_after_an_hour(house: Any) -> None:
    house.read(WATER, 812.5)
    house.clock.at += timedelta(minutes=60)
    assert show(house, WATER).state is State.GOOD
    house.clock.at += timedelta(seconds=1)
    assert show(house, WATER).state is State.STALE


def test_a_bad_reading_is_a_dash_with_its_reason(house: Any) -> None:
    at = house.clock.now()
    house.historian.append([Reading(EL, at, at, None, "kW", bad(Reason.NO_COMMUNICATION))])
    house.clock.at += timedelta(minutes=7)
    shown = show(house, EL)
    assert (shown.state, shown.text, shown.value) == (State.BAD, "–", None)
    assert shown.note == "svarar inte · för 7\u00a0min sedan"
    assert str(shown.quality) == "bad:no_communication"


def test_an_uncertain_value_says_why(house: Any) -> None:
    at = house.clock.now()
    house.historian.append([Reading(EL, at, at, 40.0, "kW", uncertain(Reason.SUBSTITUTED))])
    shown = show(house, EL)
    assert (shown.state, shown.text, shown.note) == (State.UNCERTAIN, "40,0", "ersatt värde · <10\u00a0s")


def test_a_reason_without_a_text_is_said_as_it_stands(house: Any) -> None:
    at = house.clock.now()
    house.historian.append([Reading(EL, at, at, 40.0, "kW", uncertain("moon_phase"))])
    assert show(house, EL).note.startswith("moon phase")


def test_a_point_that_was_never_read_is_a_dash(house: Any) -> None:
    shown = show(house, EL)
    assert (shown.state, shown.text, shown.note, shown.age_s) == (State.ABSENT, "–", "inget värde ännu", None)


def test_a_reading_from_a_fast_clock_is_not_younger_than_now(house: Any) -> None:
    house.read(EL, 1.0, house.clock.now() + timedelta(seconds=3))
    assert show(house, EL).age_s == 0


def test_bits_are_words_and_counters_are_whole(house: Any) -> None:
    house.read(PUMP, 1)
    house.read(HAND, 0)
    house.read("brunflo/plant/plc/heartbeat", 4211)
    assert show(house, PUMP, "en").text == "running"
    assert show(house, HAND).text == "nej"
    assert show(house, "brunflo/plant/plc/heartbeat").text == "4\u00a0211"


def test_a_state_is_called_by_its_name_and_one_without_a_name_by_its_number(house: Any) -> None:
    mode = "brunflo/plant/plc/operating_mode"
    house.read(mode, 3)
    assert [show(house, mode, language).text for language in ("sv", "en")] == ["Snökyla", "Snow cooling"]
    assert (show(house, mode).value, show(house, mode).unit_text) == (3, "")
    house.read(mode, 4)
    assert show(house, mode).text == "4"


def test_names_come_from_the_profile_else_from_the_id(house: Any) -> None:
    assert show(house, EL).name == "Eleffekt"
    assert show(house, EL, "en").name == "Electric power"
    assert show(house, PUMP).name == "pump 1 running"


def test_the_panel_is_unknown_unless_both_contacts_are_fresh(house: Any) -> None:
    from dashboard.views.plant import panel_text

    texts = SimpleNamespace(texts=lambda key: key)
    fresh = show_bits(house, hand=0, off=0)
    assert panel_text(fresh, texts)[0] == "panel.auto"
    assert panel_text(show_bits(house, hand=1, off=0), texts)[0] == "panel.hand"
    assert panel_text(show_bits(house, hand=0, off=1), texts)[0] == "panel.off"
    stale = {**fresh, "panel_off": replace(fresh["panel_off"], state=State.STALE)}
    assert panel_text(stale, texts) == ("panel.unknown", "stale")


def show_bits(house: Any, hand: float, off: float) -> dict[str, Shown]:
    house.read(HAND, hand)
    house.read("brunflo/plant/plc/panel_off", off)
    return {name: show(house, f"brunflo/plant/plc/{name}") for name in ("panel_hand", "panel_off")}


@pytest.mark.parametrize(("ahead_s", "state"), [(15, State.GOOD), (16, State.UNCERTAIN), (3600, State.UNCERTAIN)])
def test_a_value_of_the_future_is_not_of_now(house: Any, ahead_s: float, state: State) -> None:
    """The clock was set back: the newest time in the store is not the newest value."""
    house.read(EL, 41.44)
    house.clock.at -= timedelta(seconds=ahead_s)
    shown = show(house, EL)
    assert shown.state is state
    assert str(shown.quality) == ("good" if state is State.GOOD else "uncertain:clock_suspect")
