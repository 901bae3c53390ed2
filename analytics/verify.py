"""One verification from two tables to the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np

from analytics.caveats import caveats
from analytics.claim import claim
from analytics.evidence import Evidence, gather
from analytics.held_out import held_out_cv_rmse
from analytics.meter_record import meter_record
from analytics.metrics import nmbe, r2
from analytics.question import Question, choose
from analytics.verification import (
    BaselineFigures,
    InputSteps,
    ReportingFigures,
    SeriesRow,
    Sufficiency,
    Verification,
)
from analytics.verify_texts import reason
from analytics.weather_record import weather_record
from domain.interval_table import IntervalTable


def verify(meter: IntervalTable, weather: IntervalTable, question: Question) -> Verification:
    """The document; InputError when a table is too coarse for the model asked for, UnknownCountry for holidays."""
    kind = choose(question.model, meter, weather)
    evidence = gather(meter_record(meter, question.carrier), weather_record(weather), kind, question)
    avoided, whole = claim(evidence)
    shortfalls = evidence.judgement.shortfalls
    return Verification(
        model=kind.name,
        model_form=evidence.model.form[question.language] if evidence.model else None,
        input=InputSteps(str(meter.step), str(weather.step)),
        baseline=_baseline_figures(evidence),
        sufficiency=Sufficiency(
            evidence.judgement.verdict, tuple(reason(shortfall, question.language) for shortfall in shortfalls)
        ),
        reporting=_reporting_figures(evidence),
        drift_prior=evidence.drift_prior,
        avoided_energy=avoided,
        whole_period=whole,
        warnings=tuple(caveats(evidence)),
        series=tuple(_series(evidence)) if question.series else None,
    )


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
        held_out_cv_rmse=held_out_cv_rmse(evidence.kind, rows),
    )


def _reporting_figures(evidence: Evidence) -> ReportingFigures:
    """What was measured, and what the baseline would have used where that may be said."""
    seen, period, model = evidence.seen, evidence.question.reporting, evidence.model
    expected = float(model.predict(seen).sum()) if model is not None and evidence.may_claim else None
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
    expected = model.predict(rows) if model is not None and evidence.may_claim else nothing
    for index, known in enumerate(rows.seen):
        yield SeriesRow(
            datetime.fromtimestamp(int(rows.starts[index]), UTC),
            float(rows.energy_kwh[index]) if known else None,
            float(expected[index]) if known and np.isfinite(expected[index]) else None,
        )
