"""The claim: avoided energy with its interval, and what it comes to for the whole period."""

from __future__ import annotations

from analytics.baselines.baseline import FittedBaseline
from analytics.evidence import Evidence
from analytics.metrics import autocorrelation, effective_points
from analytics.savings import avoided_energy, whole_period
from analytics.student import t_quantile
from analytics.sufficiency import Verdict
from analytics.uncertainty import (
    METER_ERROR_SHARE,
    METHOD,
    METHOD_MONTHLY,
    TAIL,
    fractional_savings_uncertainty,
    half_widths,
    residuals,
)
from analytics.verification import AvoidedEnergy, WholePeriod


def claim(evidence: Evidence) -> tuple[AvoidedEnergy | None, WholePeriod | None]:
    """Avoided energy of the known part and of the whole period; None where nothing may be claimed."""
    model = evidence.model
    if model is None or not evidence.may_claim:
        return None, None
    found = residuals(model, evidence.learned_from)
    saving = avoided_energy(model, evidence.seen)
    error = METER_ERROR_SHARE[evidence.question.carrier]
    widths = half_widths(model, found, evidence.seen, evidence.drift_prior.sd, error)
    interval = _interval(saving.kwh, widths.together)
    avoided = AvoidedEnergy(
        kwh=saving.kwh,
        share=saving.share,
        interval_90_kwh=interval,
        half_width_90_kwh=widths,
        interval_method=METHOD_MONTHLY if evidence.kind.step == "1mo" else METHOD,
        fsu_90=_fsu(evidence, model, saving.share),
        proven=interval[0] > 0 and evidence.judgement.verdict is not Verdict.INSUFFICIENT,
    )
    whole = whole_period(
        model=model,
        found=found,
        saving=saving,
        widths=widths,
        seen=evidence.reported,
        complete=evidence.complete(),
    )
    if whole is None:
        return avoided, None
    return avoided, WholePeriod(whole.kwh, whole.share, _interval(whole.kwh, whole.half_width_kwh))


def _interval(middle: float, half_width: float) -> tuple[float, float]:
    return middle - half_width, middle + half_width


def _fsu(evidence: Evidence, model: FittedBaseline, share: float | None) -> float | None:
    """Guideline 14's fractional savings uncertainty at 90 %, None without a saving."""
    rows, cv = evidence.learned_from, evidence.cv_rmse
    if share is None or share <= 0 or cv is None:
        return None
    points = len(rows.starts)
    return fractional_savings_uncertainty(
        cv=cv,
        saving_share=share,
        points=points,
        effective=effective_points(points, autocorrelation(rows.rate - model.rate(rows))),
        reporting_points=len(evidence.seen.starts),
        t=t_quantile(TAIL, points - model.parameters),
    )
