"""A verification as a person reads it: one sentence, then the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from analytics.records.sufficiency import Verdict
from analytics.uncertainty.drift import DriftSource
from analytics.verification.document import (
    AvoidedEnergy,
    BaselineFigures,
    DriftPrior,
    NonRoutineEvent,
    ReportingFigures,
    Verification,
)
from app.tables.terminal import kwh, plain_console, print_rows, say, span
from domain.numerals import percent

if TYPE_CHECKING:
    from rich.console import Console

_WORDS = {
    "baseline": ("Basperiod", "Baseline period"),
    "reporting": ("Uppföljningsperiod", "Reporting period"),
    "model": ("Modell", "Model"),
    "fit": ("Modellens fel CV(RMSE), på vad den inte sett", "Model error CV(RMSE), on what it has not seen"),
    "observed": ("Uppmätt", "Measured"),
    "adjusted": ("Utan åtgärd hade det blivit", "Without the measure it would have been"),
    "avoided": ("Sparat", "Saved"),
    "interval": ("Med 90 % säkerhet mellan", "With 90 % confidence between"),
    "parts": ("± brus, koefficienter, drift, mätare", "± noise, coefficients, drift, meter"),
    "whole": ("För hela perioden", "For the whole period"),
    "normalised": ("Sparat i ett normalår", "Saved in a normal year"),
    "plan": ("Plan", "Plan"),
    "stipulated": ("Antas, mäts inte", "Stipulated, not measured"),
    "exploratory": ("Utforskande, ingår i ingen summa", "Exploratory, enters no total"),
    "verdict": ("Underlag", "Data"),
    "missing": ("saknas", "missing"),
    "fsu": ("Guideline 14 (FSU, utan drift)", "Guideline 14 (FSU, without drift)"),
    "drift": ("Drift mellan år utan åtgärd", "Drift between years without a measure"),
    "year": ("  varav år", "  of which year"),
    "no_ruling": ("inget beslut", "no ruling"),
    "to_prove": ("Detta skulle kunna belägga den:", "This could prove it:"),
}
VERDICTS = {
    Verdict.SUFFICIENT: ("tillräckligt", "sufficient"),
    Verdict.LIMITED: ("begränsat", "limited"),
    Verdict.INSUFFICIENT: ("otillräckligt", "insufficient"),
}
_HEADLINES = {
    "nothing": (
        "Underlaget räcker inte för att säga vad som sparats.",
        "The data do not suffice to say what was saved.",
    ),
    "proven": ("Besparingen är belagd: {share} ({kwh}).", "The saving is proven: {share} ({kwh})."),
    "unproven": (
        "Ingen besparing är belagd med den här mätaren: {share} ({kwh}) ryms i osäkerheten.",
        "No saving is proven by this meter: {share} ({kwh}) lies within the uncertainty.",
    ),
    "undecided": (
        "Ingen besparing är belagd än: {share} ({kwh}), men händelser väntar på ett beslut.",
        "No saving is proven yet: {share} ({kwh}), but events wait for a ruling.",
    ),
    "more": (
        "Användningen har ökat: {share} ({kwh}) mer än väntat.",
        "Use has risen: {share} ({kwh}) more than expected.",
    ),
}


def print_verification(document: Verification, zone: ZoneInfo, language: str) -> None:
    """Print the headline, a table of figures and what lowers their worth."""
    console = plain_console()
    console.print(_headline(document, language), style="bold", markup=False)
    print_rows(console, ((say(_WORDS[name], language), text) for name, text in _rows(document, zone, language)))
    _print_lists(console, document, zone, language)


def _print_lists(console: Console, document: Verification, zone: ZoneInfo, language: str) -> None:
    """What lowers the worth of the figures, which events wait for a ruling, and what would prove the saving."""
    for clause in document.sufficiency.reasons:
        console.print(f"• {clause.text} ({clause.clause})", markup=False)
    for warning in document.warnings:
        console.print(f"• {warning.text}", markup=False)
    for event in document.non_routine_events:
        console.print(f"  {_event(event, zone, language)}", markup=False)
    if document.to_prove:
        console.print(say(_WORDS["to_prove"], language), markup=False)
    for way in document.to_prove:
        console.print(f"• {way.text}", markup=False)


def _event(event: NonRoutineEvent, zone: ZoneInfo, language: str) -> str:
    """An event with its dates and size, and the ruling on it."""
    days = " – ".join(f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (event.from_, event.to))
    size = "" if event.kwh is None else f": {kwh(event.kwh, language)}"
    if event.share is not None:
        size += f", {percent(event.share, language)}"
    ruling = event.decision
    said = say(_WORDS["no_ruling"], language) if ruling is None else f"{ruling.kind.value}, {ruling.reason}"
    return f"{days}{size} ({said})"


def _headline(document: Verification, language: str) -> str:
    avoided = document.avoided_energy
    if document.claims_nothing or avoided is None:
        return say(_HEADLINES["nothing"], language)
    kind = _kind(document, avoided)
    share = 0.0 if avoided.share is None else avoided.share
    sign = -1 if kind == "more" else 1
    return say(_HEADLINES[kind], language).format(
        share=percent(sign * share, language), kwh=kwh(sign * avoided.kwh, language)
    )


def _kind(document: Verification, avoided: AvoidedEnergy) -> str:
    if avoided.proven:
        return "proven"
    if avoided.interval_90_kwh[1] < 0:
        return "more"
    sure = avoided.interval_90_kwh[0] > 0 and document.sufficiency.verdict is not Verdict.INSUFFICIENT
    return "undecided" if sure else "unproven"


def _rows(document: Verification, zone: ZoneInfo, language: str) -> list[tuple[str, str]]:
    baseline, reporting = document.baseline, document.reporting
    missing = say(_WORDS["missing"], language)
    rows = [
        ("verdict", say(VERDICTS[document.sufficiency.verdict], language)),
        ("model", document.model if document.model_form is None else f"{document.model}: {document.model_form}"),
        ("baseline", f"{_period(baseline, zone)}, {percent(baseline.missing_share, language)} {missing}"),
        ("reporting", f"{_period(reporting, zone)}, {percent(reporting.missing_share, language)} {missing}"),
    ]
    if baseline.cv_rmse is not None:
        unseen = baseline.held_out_cv_rmse
        fit = [percent(error, language) for error in (baseline.cv_rmse, unseen) if error is not None]
        rows.append(("fit", ", ".join(fit)))
    if reporting.observed_kwh is not None:
        rows.append(("observed", kwh(reporting.observed_kwh, language)))
    if reporting.adjusted_baseline_kwh is not None:
        rows.append(("adjusted", kwh(reporting.adjusted_baseline_kwh, language)))
    if document.avoided_energy is not None:
        rows += _claim_rows(document.avoided_energy, language)
        rows.append(("drift", _drift(document.drift_prior, language)))
    for year in document.years:
        between = span(year.interval_90_kwh, language)
        rows.append(("year", f"{year.from_.astimezone(zone):%Y}: {kwh(year.kwh, language)} ({between})"))
    if document.whole_period is not None:
        whole = document.whole_period
        rows.append(("whole", f"{kwh(whole.kwh, language)} ({span(whole.interval_90_kwh, language)})"))
    if document.normalised is not None:
        normal = document.normalised
        rows.append(("normalised", f"{kwh(normal.kwh, language)} ({span(normal.interval_90_kwh, language)})"))
    return [*rows, *_plan_rows(document)]


def _plan_rows(document: Verification) -> list[tuple[str, str]]:
    """The plan, what it stipulates and why the saving is exploratory."""
    plan = document.plan
    if plan is None:
        return []
    rows = [("plan", f"{plan.id} ({plan.option}), {plan.sha256[:12]}…")]
    if plan.stipulated is not None:
        rows.append(("stipulated", plan.stipulated))
    return rows + [("exploratory", reason.text) for reason in plan.reasons]


def _claim_rows(avoided: AvoidedEnergy, language: str) -> list[tuple[str, str]]:
    share = "" if avoided.share is None else f" = {percent(avoided.share, language)}"
    widths = avoided.half_width_90_kwh
    parts = (widths.noise, widths.coefficients, widths.drift, widths.metering)
    fsu = [] if avoided.fsu_90 is None else [("fsu", f"± {percent(avoided.fsu_90, language)}")]
    return [
        ("avoided", kwh(avoided.kwh, language) + share),
        ("interval", span(avoided.interval_90_kwh, language)),
        ("parts", ", ".join(kwh(part, language) for part in parts)),
        *fsu,
    ]


_SOURCES = {
    DriftSource.GIVEN: ("angiven", "given"),
    DriftSource.OWN: ("egna {pairs} par av år", "{pairs} own pairs of years"),
    DriftSource.BORROWED: ("lånad: {on}", "borrowed: {on}"),
}


def _drift(prior: DriftPrior, language: str) -> str:
    source = say(_SOURCES[prior.source], language).format(pairs=prior.pairs, on=prior.measured_on)
    return f"± {percent(prior.sd, language)} ({source})"


def _period(figures: BaselineFigures | ReportingFigures, zone: ZoneInfo) -> str:
    return " – ".join(f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (figures.from_, figures.to))
