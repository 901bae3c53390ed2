"""A saving against its plan: whether it was found as it was said it would be, or is exploratory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from analytics.verification.document import PlanNote, Reason, Verification
from analytics.verification.question import Question
from domain.mv_plan import MvPlan

_TEXTS = {
    "not_frozen": (
        "Planen är inte fryst; frys den innan uppföljningsperioden börjar.",
        "The plan is not frozen; freeze it before the reporting period begins.",
    ),
    "changed": (
        "Planen har ändrats sedan den frystes; kontrollsumman stämmer inte.",
        "The plan was changed after it was frozen; its checksum does not match.",
    ),
    "frozen_late": (
        "Planen frystes efter att uppföljningsperioden hade börjat.",
        "The plan was frozen after the reporting period had begun.",
    ),
    "model": ("Modellen är inte planens.", "The model is not the plan's."),
    "baseline": ("Basperioden är inte planens.", "The baseline period is not the plan's."),
    "reporting": ("Uppföljningsperioden är inte planens.", "The reporting period is not the plan's."),
    "carrier": ("Energibäraren är inte planens.", "The carrier is not the plan's."),
    "holidays": ("Helgdagarna är inte planens.", "The holidays are not the plan's."),
    "timezone": ("Tidszonen är inte planens.", "The time zone is not the plan's."),
    "meter_class": ("Mätarens klass är inte planens.", "The meter's class is not the plan's."),
}


def under_plan(document: Verification, plan: MvPlan, question: Question) -> Verification:
    """The document with its plan; exploratory with every reason why the saving was not found as planned."""
    note = plan_note(plan, _departures(plan, question), question.language)
    return replace(document, plan=note, exploratory=note.exploratory)


def reason_text(code: str, language: str) -> str:
    """Why a saving is exploratory, in words; `code` is one of a broken plan's or a departure's."""
    return _TEXTS[code][0 if language == "sv" else 1]


def plan_note(plan: MvPlan, departures: Iterable[str], language: str) -> PlanNote:
    """The plan as a document names it; `departures` say what was done otherwise."""
    reasons = [*plan.broken(), *departures]
    given = plan.stipulated
    return PlanNote(
        id=plan.id,
        measure=plan.measure,
        option=plan.option.value,
        sha256=plan.sha256,
        frozen_at=plan.frozen.at if plan.frozen is not None else None,
        exploratory=bool(reasons),
        reasons=tuple(Reason(code, reason_text(code, language)) for code in reasons),
        stipulated=str(given) if given is not None else None,
    )


def _departures(plan: MvPlan, question: Question) -> Iterator[str]:
    if question.model != plan.model:
        yield "model"
    if question.baseline != plan.baseline:
        yield "baseline"
    if question.reporting != plan.reporting:
        yield "reporting"
    if question.carrier is not plan.carrier:
        yield "carrier"
    if question.holidays.upper() != plan.holidays.upper():
        yield "holidays"
    if question.zone.key != plan.timezone.key:
        yield "timezone"
    if question.meter_class is not None and question.meter_class not in {m.accuracy_class for m in plan.meters}:
        yield "meter_class"
