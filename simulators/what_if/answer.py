"""`what_if`: every case over the same summers, its means, its run-out dates and its yearly cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from domain.plant import Plant
from domain.tariff import Tariff, TariffKind
from simulators.season.outcome import SeasonOutcome, SeasonWarning
from simulators.season.run import Case, run_cases
from simulators.season.strategies import CHILLER_ONLY
from simulators.what_if import made_up
from simulators.what_if.annual_cost import missing_prices
from simulators.what_if.cases import Reckoning, fitting_case, unfit_case
from simulators.what_if.document import Basis, WhatIf, WhatIfCase
from simulators.what_if.notices import NOT_A_BASIS, own_notices, unfit_notice, warnings_of
from simulators.what_if.sizing import Knobs, room_t, settings, sized
from simulators.what_if.summers import Almanac, Given, Summer

# So many that 10 and 90 % are not the earliest and the latest but have a few summers beyond them.
SUMMERS = 24


@dataclass(frozen=True)
class Question:
    """What is asked: of which plant, over which summers."""

    plant: Plant
    tariff: Tariff
    zone: ZoneInfo
    knobs: Knobs
    given: Given = field(default=Given())
    summers: int = SUMMERS
    seed: int = 1
    language: str = "sv"
    workers: int | None = None


@dataclass(frozen=True)
class _Run:
    """One plant with one strategy over all summers."""

    plant: Plant
    strategy: str
    summers: Sequence[Summer]


def what_if(question: Question, told: Callable[[int, int], None] = lambda _done, _of: None) -> WhatIf:
    """The answer; `told` hears how many of how many seasons have been played."""
    plant, knobs = question.plant, question.knobs
    almanac = Almanac(question.given, plant, question.tariff, question.zone)
    seeds = range(question.seed, question.seed + question.summers)
    summers = {warmer: almanac.summers(warmer, seeds) for warmer in dict.fromkeys(knobs.warmer_c)}
    shared = Reckoning(room_t(plant.snow_store), _gun_electricity_sek_kwh(almanac, summers[knobs.warmer_c[0]]))
    asked = settings(knobs, plant)
    fitting = [setting for setting in asked if setting.snow_t <= shared.room_t]
    runs = [_Run(plant, CHILLER_ONLY, each) for each in summers.values()]
    runs += [_Run(sized(plant, each), each.strategy, summers[each.warmer_c]) for each in fitting]
    played = _played(runs, question, told)
    without = dict(zip(summers, played, strict=False))
    found = dict(zip(fitting, played[len(summers) :], strict=True))
    cases = [
        fitting_case(each, sized(plant, each), found[each], without[each.warmer_c], shared)
        if each in found
        else unfit_case(each, without[each.warmer_c], shared)
        for each in asked
    ]
    notices = list(own_notices(question.given, knobs, len(almanac.periods())))
    if len(fitting) < len(asked):
        notices.append(unfit_notice(len(asked) - len(fitting), shared.room_t))
    outcomes = [outcome for each in played for outcome in each]
    warnings = warnings_of(notices, outcomes, question.language)
    return _document(question, outcomes[0], tuple(cases), shared, warnings)


def _document(
    question: Question,
    season: SeasonOutcome,
    cases: tuple[WhatIfCase, ...],
    shared: Reckoning,
    warnings: tuple[SeasonWarning, ...],
) -> WhatIf:
    given, missing = question.given, missing_prices(question.plant.prices)
    notes = [text.format(keys=", ".join(missing)) if missing else None for text in NOT_A_BASIS]
    return WhatIf(
        plant=question.plant.name,
        from_=season.from_,
        to=season.to,
        step_minutes=season.step_minutes,
        summers=question.summers,
        seed=question.seed,
        basis=Basis(
            weather=given.weather.source if given.weather is not None else made_up.WEATHER,
            prices=given.prices.source if given.prices is not None else made_up.PRICES,
            load=given.load.source if given.load is not None else made_up.LOAD,
        ),
        missing_prices=missing,
        note_sv=notes[0],
        note_en=notes[1],
        gun_electricity_sek_kwh=shared.gun_electricity_sek_kwh,
        warnings=warnings,
        cases=cases,
    )


def _played(
    runs: Sequence[_Run], question: Question, told: Callable[[int, int], None]
) -> list[list[SeasonOutcome]]:
    """The seasons of every run, on all cores: summer by summer, for sizes share its weather and its load."""
    cases = [
        Case(summer.inputs, run.plant, question.tariff, run.strategy, summer.seed, question.zone)
        for same in zip(*(run.summers for run in runs), strict=True)
        for run, summer in zip(runs, same, strict=True)
    ]
    outcomes = []
    played = run_cases(cases, workers=question.workers, language=question.language, together=len(runs))
    for outcome in played:
        outcomes.append(outcome)
        told(len(outcomes), len(cases))
    return [outcomes[first :: len(runs)] for first in range(len(runs))]


def _gun_electricity_sek_kwh(almanac: Almanac, summers: Sequence[Summer]) -> float:
    """What a kWh for the snow guns costs [SEK]: winter's mean price, and the tariff of the season's first day."""
    day = summers[0].inputs.start.astimezone(almanac.zone).date()
    rate = almanac.tariff.item(TariffKind.EUR_SEK, day).value
    return almanac.gun_price_eur_mwh() * rate / 1000.0 + almanac.tariff.variable_sek_kwh(day)
