"""What the reader of a verification must know besides its figures; nothing when nothing is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from analytics.data_doubts.doubt import Doubt
from analytics.records.sufficiency import SUFFICIENT_SHARE
from analytics.verification.document import Notice
from analytics.verification.evidence import MIN_COMMON_DAYS, Evidence
from analytics.verification.texts import notice
from domain.interval import Interval

# CalTRACK 4.3.2.4 leaves out meters whose baseline errs by more than their mean use.
MAX_CV_RMSE = 1.0
# A cold snap of a day or two bends a year's sum by little; a larger share of untried steps does not.
UNTRIED_K = 2.0
UNTRIED_SHARE = 0.02


def caveats(evidence: Evidence, doubts: Sequence[Doubt] = ()) -> Iterator[Notice]:
    """Warnings in the order of the calculation; `doubts` are what the screen found in the files."""
    question, meter = evidence.question, evidence.meter
    if len(meter.doubted):
        doubts = (*doubts, Doubt("register_doubted", meter.doubted))
    yield from doubt_notices(doubts, (question.baseline, question.reporting), question.language)
    used = meter.within(question.baseline) | meter.within(question.reporting)
    counted = {
        "zeros_as_missing": int((meter.zeros & used).sum()),
        "invoices_cut": _cut(evidence),
        "weather_bridged": _bridged(evidence),
        "extrapolation": _untried(evidence),
    }
    yield from (notice(code, question.language, rows) for code, rows in counted.items() if rows)
    if evidence.missing_share > 1 - SUFFICIENT_SHARE:
        thin = int((~evidence.reported.usable).sum())
        yield notice("reporting_coverage", question.language, thin, evidence.missing_share)
    if evidence.common_days < MIN_COMMON_DAYS:
        yield notice("reporting_short", question.language, round(evidence.common_days))
    if undecided := len(evidence.undecided):
        yield notice("non_routine_event", question.language, undecided)
    if (error := evidence.sober_cv_rmse) is not None and error > MAX_CV_RMSE:
        yield notice("model_fit", question.language, None, error)


def doubt_notices(doubts: Sequence[Doubt], periods: Sequence[Interval], language: str) -> Iterator[Notice]:
    """Doubts about rows of any of the periods."""
    spans = tuple((period.start.timestamp(), period.end.timestamp()) for period in periods)
    rows: dict[tuple[str, bool], int] = {}
    for doubt in doubts:
        key = (doubt.code, doubt.dropped)
        rows[key] = rows.get(key, 0) + doubt.rows_within(spans)
    yield from (notice(code, language, count, used=not gone) for (code, gone), count in rows.items() if count)


def _cut(evidence: Evidence) -> int:
    """Invoices that lie neither inside nor outside of a period, and so count in none."""
    meter, question = evidence.meter, evidence.question
    if meter.ends is None:
        return 0
    cut = np.zeros(len(meter.starts), dtype=bool)
    for period in (question.baseline, question.reporting):
        inside = (meter.starts >= period.start.timestamp()) & (meter.ends <= period.end.timestamp())
        cut |= meter.within(period) & ~inside
    return int((cut & ~np.isnan(meter.energy_kwh)).sum())


def _bridged(evidence: Evidence) -> int:
    """Hours of either period whose temperature was bridged."""
    weather = evidence.around.weather
    count = 0
    for period in (evidence.question.baseline, evidence.question.reporting):
        inside = (weather.starts >= period.start.timestamp()) & (weather.starts < period.end.timestamp())
        count += int((weather.bridged & inside).sum())
    return count


def _untried(evidence: Evidence) -> int:
    """Reporting steps beyond the baseline's temperatures, 0 when they are too few to matter."""
    seen, learned = evidence.seen.temps_c, evidence.learned_from.temps_c
    if not seen.size or not learned.size:
        return 0
    low, high = np.nanmin(learned) - UNTRIED_K, np.nanmax(learned) + UNTRIED_K
    rows = int(((seen < low) | (seen > high)).any(axis=1).sum())
    return rows if rows > UNTRIED_SHARE * len(seen) else 0
