"""Warnings of a season in Swedish and English."""

from __future__ import annotations

from collections.abc import Iterator

from simulators.season.inputs import Notice
from simulators.season.outcome import SeasonWarning
from simulators.season.scene import Scene

_TEXTS: dict[str, tuple[str, str]] = {
    "plant_alone": (
        "Lastfilen har ingen kolumn base_power_kw: effektavgiften är räknad som om anläggningen vore ensam på sin "
        "anslutning (plant alone).",
        "The load file has no column base_power_kw: the demand charge is that of the plant alone on its "
        "connection.",
    ),
    "melt_model": (
        "Väderfilen saknar {columns}: smältningen är räknad med den enklare modellen.",
        "The weather file has no {columns}: melt is worked out with the simpler model.",
    ),
    "weather_bridged": (
        "Värden för {column} som överbryggats: {rows} (luckor om högst 6 h).",
        "Values of {column} that were bridged: {rows} (gaps of 6 h at most).",
    ),
    "partial_season": (
        "Filerna täcker bara {days} av säsongens {of} dygn; snömängden vid start är ändå hela lagrets.",
        "The files cover only {days} of the season's {of} days; the snow at the start is all the same the whole "
        "store's.",
    ),
    "unmet_bound": (
        "En strategi blir billigare genom att lämna mer kyla ogjord än nödvändigt: undre gränsen gäller för "
        "{unmet} MWh ogjord kyla.",
        "A strategy is cheaper because it leaves more cooling undone than it must: the lower bound is for "
        "{unmet} MWh left undone.",
    ),
}


def warnings_in(scene: Scene, language: str, more: tuple[Notice, ...] = ()) -> tuple[SeasonWarning, ...]:
    """All warnings of the season in `language`, sv or en; none when nothing is wrong."""
    return tuple(_said(notice, language) for notice in (*scene.inputs.notices, *_of_the_plant(scene), *more))


def _of_the_plant(scene: Scene) -> Iterator[Notice]:
    if scene.inputs.base_power_kw is None:
        yield Notice("plant_alone")


def _said(notice: Notice, language: str) -> SeasonWarning:
    text = _TEXTS[notice.code][0 if language == "sv" else 1]
    return SeasonWarning(notice.code, notice.filled(text, language), notice.rows)
