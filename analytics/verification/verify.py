"""One verification from two tables to the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from analytics.baselines.metrics import nmbe, r2
from analytics.data_doubts.screen import screen
from analytics.digits import steady
from analytics.events.rulings import decided_meter
from analytics.records.meter_record import meter_record
from analytics.records.variables import variables_of
from analytics.records.weather_record import weather_record
from analytics.uncertainty.drift import DriftSource, YearDrift, drift_sd, year_drift
from analytics.uncertainty.metering import meter_class
from analytics.uncertainty.placebo import PlaceboPair
from analytics.verification.caveats import caveats
from analytics.verification.choice import choose_kind
from analytics.verification.choice_texts import choice_document
from analytics.verification.claim import avoided_energy, findings, whole_saving, year_saving, yearly_findings
from analytics.verification.document import (
    BaselineFigures,
    DriftPrior,
    InputSteps,
    Metering,
    ReportingFigures,
    SeriesRow,
    Sufficiency,
    Verification,
)
from analytics.verification.evidence import Evidence, gap_years, gather_around
from analytics.verification.findings import Findings
from analytics.verification.question import Question, candidates
from analytics.verification.surround import surround
from analytics.verification.texts import borrowed_from, reason, way_to_prove
from analytics.verification.to_prove import ways_to_prove
from analytics.verification.verify_events import events
from domain.interval_table import IntervalTable


@dataclass(frozen=True, slots=True)
class Inquiry:
    """All that one building's data say, drift left open: numbers and texts alone, so that it travels.

    `document` has no claim yet; `pairs` are the building's placebo pairs.
    """

    question: Question
    document: Verification
    findings: Findings | None
    years: tuple[Findings, ...]
    pairs: tuple[PlaceboPair, ...]


def verify(
    meter: IntervalTable, weather: IntervalTable, question: Question, variables: IntervalTable | None = None
) -> Verification:
    """The document; InputError when a table is too coarse for the model or holds a register, UnknownCountry.

    `variables` are what else moves the use, column by column.
    """
    inquiry = inquire(meter, weather, question, variables)
    return steady(conclude(inquiry, year_drift(question.carrier, question.drift, inquiry.pairs)))


def inquire(
    meter: IntervalTable, weather: IntervalTable, question: Question, variables: IntervalTable | None = None
) -> Inquiry:
    """Everything but the claim, which asks for the drift; errors as for `verify`."""
    kinds = candidates(question.model, meter, weather)
    screened = screen(meter, weather, question.carrier)
    record = meter_record(screened.meter, question.carrier)
    beside = variables_of(variables) if variables is not None else ()
    around = surround(record, weather_record(screened.weather), question, beside)
    choice = choose_kind(kinds, decided_meter(record, question.baseline, question.decisions), around, question)
    evidence = gather_around(record, around, choice.kind, question)
    pairs = evidence.placebo_pairs()
    shortfalls = evidence.judgement.shortfalls
    document = Verification(
        model=choice.kind.name,
        model_form=evidence.model.form[question.language] if evidence.model else None,
        input=InputSteps(meter.step_name, weather.step_name),
        baseline=_baseline_figures(evidence),
        sufficiency=Sufficiency(
            evidence.judgement.verdict, tuple(reason(shortfall, question.language) for shortfall in shortfalls)
        ),
        reporting=_reporting_figures(evidence),
        drift_prior=_drift_prior(question, year_drift(question.carrier, question.drift, pairs), pairs),
        avoided_energy=None,
        whole_period=None,
        warnings=tuple(caveats(evidence, screened.doubts)),
        metering=_metering(question),
        non_routine_events=tuple(events(evidence)),
        to_prove=(),
        years=(),
        choice=choice_document(choice, question, beside),
        series=tuple(_series(evidence)) if question.series else None,
    )
    return Inquiry(question, document, findings(evidence), yearly_findings(evidence), pairs)


def conclude(inquiry: Inquiry, drift: YearDrift) -> Verification:
    """The document with its claim, given one year's drift."""
    question, found = inquiry.question, inquiry.findings
    document = replace(inquiry.document, drift_prior=_drift_prior(question, drift, inquiry.pairs))
    if found is None:
        return document
    undecided = any(event.decision is None for event in document.non_routine_events)
    ways = ways_to_prove(found, drift, undecided)
    return replace(
        document,
        avoided_energy=avoided_energy(found, drift, document.baseline.step == "1mo"),
        whole_period=whole_saving(found, drift),
        to_prove=tuple(way_to_prove(way, question.language) for way in ways),
        years=tuple(year_saving(year, drift) for year in inquiry.years),
    )


def _drift_prior(question: Question, drift: YearDrift, pairs: tuple[PlaceboPair, ...]) -> DriftPrior:
    """Drift between the midpoints of the two periods."""
    gap = gap_years(question.baseline, question.reporting)
    return DriftPrior(
        sd_one_year=drift.sd,
        gap_years=gap,
        sd=drift_sd(drift.sd, gap),
        source=drift.source,
        measured_on=borrowed_from(question) if drift.source is DriftSource.BORROWED else None,
        pairs=drift.pairs,
        left_out=sum(not pair.clean for pair in pairs),
    )


def _metering(question: Question) -> Metering:
    known = meter_class(question.carrier, question.meter_class)
    return Metering(known.name, known.max_error_share, known.given)


def _baseline_figures(evidence: Evidence) -> BaselineFigures:
    """Metrics of the fit, on rates [kWh per 24 h]."""
    rows, model, period = evidence.learned_from, evidence.model, evidence.question.baseline
    head = (period.start, period.end, evidence.kind.step, len(rows.starts), evidence.judgement.missing_share)
    if model is None:
        return BaselineFigures(*head, cv_rmse=None, nmbe=None, r2=None, held_out_cv_rmse=None)
    rate, expected = rows.rate, model.rate(rows)
    return BaselineFigures(
        *head,
        cv_rmse=evidence.cv_rmse,
        nmbe=nmbe(rate, expected, model.parameters),
        r2=r2(rate, expected),
        held_out_cv_rmse=evidence.held_out_cv_rmse,
    )


def _reporting_figures(evidence: Evidence) -> ReportingFigures:
    """What was measured, and what the baseline would have used where that may be said."""
    seen, period, model = evidence.seen, evidence.question.reporting, evidence.model
    expected = float(evidence.expected(seen).sum()) if model is not None and evidence.may_claim else None
    return ReportingFigures(
        from_=period.start,
        to=period.end,
        observations=len(seen.starts),
        missing_share=evidence.missing_share,
        observed_kwh=float(seen.energy_kwh.sum()) if len(seen.starts) else None,
        adjusted_baseline_kwh=expected,
    )


def _series(evidence: Evidence) -> Iterator[SeriesRow]:
    """The reporting period step by step, over the same intervals as the sums."""
    rows, model = evidence.reported, evidence.model
    nothing = np.full(len(rows.starts), np.nan)
    expected = evidence.expected(rows) if model is not None and evidence.may_claim else nothing
    for index, known in enumerate(rows.seen):
        yield SeriesRow(
            datetime.fromtimestamp(int(rows.starts[index]), UTC),
            float(rows.energy_kwh[index]) if known else None,
            float(expected[index]) if known and np.isfinite(expected[index]) else None,
        )
