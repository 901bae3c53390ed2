"""A verification as a person reads it: one sentence, then the figures."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from analytics.sufficiency import Verdict
from analytics.verification import AvoidedEnergy, BaselineFigures, ReportingFigures, Verification

_WORDS = {
    "baseline": ("Basperiod", "Baseline period"),
    "reporting": ("Uppföljningsperiod", "Reporting period"),
    "model": ("Modell", "Model"),
    "fit": ("Modellens fel CV(RMSE), i dagar den inte sett", "Model error CV(RMSE), on days it has not seen"),
    "observed": ("Uppmätt", "Measured"),
    "adjusted": ("Utan åtgärd hade det blivit", "Without the measure it would have been"),
    "avoided": ("Sparat", "Saved"),
    "interval": ("Med 90 % säkerhet mellan", "With 90 % confidence between"),
    "parts": ("± brus, koefficienter, drift, mätare", "± noise, coefficients, drift, meter"),
    "whole": ("För hela perioden", "For the whole period"),
    "verdict": ("Underlag", "Data"),
    "missing": ("saknas", "missing"),
}
_VERDICTS = {
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
        "Ingen besparing är belagd: {share} ({kwh}) ryms i osäkerheten.",
        "No saving is proven: {share} ({kwh}) lies within the uncertainty.",
    ),
    "more": (
        "Användningen har ökat: {share} ({kwh}) mer än väntat.",
        "Use has risen: {share} ({kwh}) more than expected.",
    ),
}


def print_verification(document: Verification, zone: ZoneInfo, language: str) -> None:
    """Print the headline, a table of figures and what lowers their worth."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, soft_wrap=True)
    console.print(_headline(document, language), style="bold", markup=False)
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, text in _rows(document, zone, language):
        table.add_row(_say(_WORDS[name], language), text)
    console.print(table)
    for clause in document.sufficiency.reasons:
        console.print(f"• {clause.text} ({clause.clause})", markup=False)
    for warning in document.warnings:
        console.print(f"• {warning.text}", markup=False)


def _headline(document: Verification, language: str) -> str:
    avoided = document.avoided_energy
    if document.claims_nothing or avoided is None:
        return _say(_HEADLINES["nothing"], language)
    kind = "proven" if avoided.proven else "more" if avoided.interval_90_kwh[1] < 0 else "unproven"
    share = 0.0 if avoided.share is None else avoided.share
    sign = -1 if kind == "more" else 1
    return _say(_HEADLINES[kind], language).format(
        share=_percent(sign * share, language), kwh=_kwh(sign * avoided.kwh, language)
    )


def _rows(document: Verification, zone: ZoneInfo, language: str) -> list[tuple[str, str]]:
    baseline, reporting = document.baseline, document.reporting
    missing = _say(_WORDS["missing"], language)
    rows = [
        ("verdict", _say(_VERDICTS[document.sufficiency.verdict], language)),
        ("model", document.model if document.model_form is None else f"{document.model}: {document.model_form}"),
        ("baseline", f"{_period(baseline, zone)}, {_percent(baseline.missing_share, language)} {missing}"),
        ("reporting", f"{_period(reporting, zone)}, {_percent(reporting.missing_share, language)} {missing}"),
    ]
    if baseline.cv_rmse is not None:
        unseen = baseline.held_out_cv_rmse
        fit = [_percent(error, language) for error in (baseline.cv_rmse, unseen) if error is not None]
        rows.append(("fit", ", ".join(fit)))
    if reporting.observed_kwh is not None:
        rows.append(("observed", _kwh(reporting.observed_kwh, language)))
    if reporting.adjusted_baseline_kwh is not None:
        rows.append(("adjusted", _kwh(reporting.adjusted_baseline_kwh, language)))
    if document.avoided_energy is not None:
        rows += _claim_rows(document.avoided_energy, language)
    if document.whole_period is not None:
        whole = document.whole_period
        rows.append(("whole", f"{_kwh(whole.kwh, language)} ({_range(whole.interval_90_kwh, language)})"))
    return rows


def _claim_rows(avoided: AvoidedEnergy, language: str) -> list[tuple[str, str]]:
    share = "" if avoided.share is None else f" = {_percent(avoided.share, language)}"
    widths = avoided.half_width_90_kwh
    parts = (widths.noise, widths.coefficients, widths.drift, widths.metering)
    return [
        ("avoided", _kwh(avoided.kwh, language) + share),
        ("interval", _range(avoided.interval_90_kwh, language)),
        ("parts", ", ".join(_kwh(part, language) for part in parts)),
    ]


def _period(figures: BaselineFigures | ReportingFigures, zone: ZoneInfo) -> str:
    return " – ".join(f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (figures.from_, figures.to))


def _range(interval: tuple[float, float], language: str) -> str:
    return " … ".join(_kwh(bound, language) for bound in interval)


def _kwh(value: float, language: str) -> str:
    """Energy with a space between thousands (Swedish) or a comma (English)."""
    text = f"{value:,.0f} kWh".replace("-", "−")
    return text.replace(",", " ") if language == "sv" else text


def _percent(share: float, language: str) -> str:
    text = f"{share:.1%}".replace("-", "−")
    return text.replace(".", ",").replace("%", " %") if language == "sv" else text


def _say(texts: tuple[str, str], language: str) -> str:
    return texts[0 if language == "sv" else 1]
