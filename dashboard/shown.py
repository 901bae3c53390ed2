"""How one value is shown: its text, its age and its quality in words; never a live-looking old value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dashboard.formatting import DASH, age, ago, digits_of, unit_text
from dashboard.languages import Texts
from dashboard.live import Snapshot
from domain.clock import Clock
from domain.device import ValueType
from domain.numerals import number
from domain.quality import Level, Quality, Reason, uncertain
from domain.reading import Reading
from domain.site import Point

# A value is stale when three of its intervals have gone by: one lost answer is not news, three are.
STALE_INTERVALS = 3
# For sensors that speak by themselves: the usual uplink interval of LoRaWAN room sensors (Dragino LHT65 manual).
UNKNOWN_INTERVAL_S = 1200.0
NO_VALUE = Quality(Level.BAD, "no_value")


class State(StrEnum):
    """How far a shown value may be trusted."""

    GOOD = "good"
    UNCERTAIN = "uncertain"
    STALE = "stale"
    BAD = "bad"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as it stands on a page; `text`, `note` and `word` are in the reader's language.

    `brief` is the note without the time of a fault, for the narrow places of the plant's picture.
    """

    point: str
    name: str
    value: float | None
    unit: str
    measured_at: datetime | None
    age_s: float | None
    quality: Quality
    state: State
    text: str
    unit_text: str
    note: str
    brief: str
    word: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Shows points of one snapshot in one language."""

    texts: Texts
    snapshot: Snapshot
    clock: Clock

    def show(self, point: Point) -> Shown:
        """`point` as of the snapshot."""
        reading = self.snapshot.readings.get(point.id)
        if reading is None:
            return self._shown(point, State.ABSENT, self.texts("note.absent"))
        age_s = (self.snapshot.now - reading.measured_at).total_seconds()
        if is_stale(point, -age_s, self.clock) and reading.quality.usable:
            # The clock has been set back since: how old this is, nobody knows, but it is not of now.
            reading = replace(reading, quality=uncertain(Reason.CLOCK_SUSPECT))
        age_s = max(0.0, age_s)
        shown = self._with_reading(point, reading, age_s)
        return replace(shown, measured_at=reading.measured_at, age_s=age_s)

    def _with_reading(self, point: Point, reading: Reading, age_s: float) -> Shown:
        language = self.texts.language
        reason = self.reason(reading.quality)
        if reading.value is None:
            note = f"{reason} · {ago(age_s, language)}"
            return replace(self._shown(point, State.BAD, note), quality=reading.quality, brief=reason)
        if is_stale(point, age_s, self.clock):
            state, note, quality = State.STALE, ago(age_s, language), uncertain(Reason.STALE)
        elif reading.quality.level is Level.UNCERTAIN:
            state, note, quality = State.UNCERTAIN, f"{reason} · {age(age_s, language)}", reading.quality
        else:
            state, note, quality = State.GOOD, age(age_s, language), reading.quality
        text, unit = self._value_text(point, reading.value)
        shown = self._shown(point, state, note)
        return replace(shown, value=reading.value, quality=quality, text=text, unit_text=unit)

    def _shown(self, point: Point, state: State, note: str) -> Shown:
        return Shown(
            point=point.id,
            name=self.name(point),
            value=None,
            unit=point.unit,
            measured_at=None,
            age_s=None,
            quality=NO_VALUE,
            state=state,
            text=DASH,
            unit_text=unit_text(point.unit),
            note=note,
            brief=note,
            word=self.texts(f"state.{state}"),
        )

    def _value_text(self, point: Point, value: float) -> tuple[str, str]:
        kind = point.profile_point
        named = next((state for state in kind.states if state.value == value), None)
        if named is not None:
            return named.text_sv if self.texts.language == "sv" else named.text_en, ""
        if kind.type is not ValueType.BOOL or point.unit != "1":
            counts = point.unit == "1" and kind.type.bits is not None and kind.scale == 1.0
            digits = 0 if counts else digits_of(value, point.unit)
            return number(value, digits, self.texts.language), unit_text(point.unit)
        ending = kind.id.rpartition("_")[2]
        word = ending if ending in {"running", "tripped"} else "flag"
        return self.texts(f"{word}.{'on' if value else 'off'}"), ""

    def name(self, point: Point) -> str:
        """What a point is called: by its device's profile, else by the catalogue, else by its id."""
        kind = point.profile_point
        named = kind.text_sv if self.texts.language == "sv" else kind.text_en
        return named or self.texts.maybe(f"point.{kind.id}") or kind.id.replace("_", " ")

    def reason(self, quality: Quality) -> str:
        """Why a value is not good, in words."""
        reason = quality.reason or "unknown"
        return self.texts.maybe(f"reason.{reason}") or reason.replace("_", " ")


def is_stale(point: Point, age_s: float, clock: Clock) -> bool:
    """Whether a value of `age_s` on the site's clock is older than three intervals of its point on the wall."""
    interval_s = point.expected_interval_s or UNKNOWN_INTERVAL_S
    return age_s > clock.span(STALE_INTERVALS * interval_s).total_seconds()
