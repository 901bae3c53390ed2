"""Worker that fits snokyla's models, one job a line; the same jobs and answers as `verification_peer.py`."""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import importlib
import json
import math
import resource
import sys
import time
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from analytics.baselines.baseline import Baseline, FittedBaseline
from analytics.records.meter_record import MeterRecord, day_profile
from analytics.records.observations import Observations, Surroundings
from analytics.records.observe import observe
from analytics.records.weather_record import WeatherRecord
from analytics.records.work_calendar import work_calendar
from analytics.uncertainty.drift import drift_sd, year_drift
from analytics.uncertainty.interval import NORMAL_90, HalfWidths, luck, residuals
from analytics.uncertainty.metering import meter_class
from analytics.verification.held_out import held_out_rates
from analytics.verification.question import MODELS
from domain.interval import Interval, Step
from domain.site import Carrier

from datetime import UTC, datetime  # isort: skip


def main() -> None:
    # Loaded beforehand, as the other side loads all it needs.
    importlib.import_module("sklearn.ensemble")
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Fit and predict as the job says."""
    meter, masks = np.load(job["meter"]), np.load(job["masks"])
    zone = ZoneInfo(str(meter["zone"]))
    kind = MODELS[job["model"]]
    step = Step.parse(kind.step, zone)
    clock = time.process_time()
    air = weather(meter["starts"], meter["temp_c"], zone)
    years = range(
        *[datetime.fromtimestamp(int(meter["starts"][i]), UTC).year + add for i, add in ((0, -1), (-1, 2))]
    )
    around = Surroundings.flat(air, work_calendar(zone, str(meter["holidays"]), years))
    baseline = rows(meter, masks["learn"], masks["learn_span"], around, step)
    learned_from = baseline.chosen(baseline.usable)
    data_s = time.process_time() - clock
    clock = time.process_time()
    model = kind.fit(learned_from)
    fit_s = time.process_time() - clock
    if model is None:
        return {"failed": "no fit"}
    answers: dict[str, Any] = {}
    cost = {"data_s": data_s, "fit_s": fit_s}
    for ask in job["asks"]:
        asked = rows(meter, masks[f"ask_{ask}"], masks[f"span_{ask}"], around, step)
        clock = time.process_time()
        predicted = model.predict(asked)
        cost["predict_s"] = time.process_time() - clock
        whole = asked.seen & (asked.hours > asked.total_hours - 0.01) & np.isfinite(predicted)
        widths = {} if ask == "in_sample" else band(kind, model, learned_from, asked.chosen(whole))
        if ask == "next_year":
            unseen = 1 - float(learned_from.hours.sum() / baseline.total_hours.sum())
            widths["all_half_width"] = all_parts(widths["half_width"], unseen, predicted[whole], asked, whole)
        answers |= {
            f"{ask}_observed": asked.energy_kwh[whole],
            f"{ask}_predicted": predicted[whole],
            f"{ask}_day": asked.local_days[whole],
            f"{ask}_half_width": math.nan,
        } | {f"{ask}_{name}": width for name, width in widths.items()}
    np.savez(job["answer"], **answers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return cost | {"peak_mib": peak}


def weather(starts: Any, temps: Any, zone: ZoneInfo) -> WeatherRecord:
    return WeatherRecord(Step.parse("1h", zone), starts, starts + 3600, temps, np.zeros(len(starts), dtype=bool))


def rows(meter: Any, mask: Any, span: Any, around: Surroundings, step: Step) -> Observations:
    """Rows of the span with the energy of the hours in the mask alone."""
    starts = meter["starts"]
    hours = MeterRecord(
        Step.parse("1h", step.zone),
        starts,
        np.where(mask, meter["kwh"], np.nan),
        np.zeros(len(starts), dtype=bool),
    )
    first, last = starts[span][[0, -1]]
    period = Interval(datetime.fromtimestamp(int(first), UTC), datetime.fromtimestamp(int(last) + 3600, UTC))
    if step.unit != "h":
        around = replace(around, profile=day_profile(hours, around.calendar, period))
    return observe(hours, around, period, step)


def band(
    kind: Baseline, model: FittedBaseline, learned_from: Observations, asked: Observations
) -> dict[str, float]:
    """Half-width [kWh] of the 90 % interval of a sum from noise and coefficients."""
    if not model.linear:
        model = replace(model, unseen_rate=held_out_rates(kind, learned_from))
    return {"half_width": math.hypot(*luck(model, residuals(model, learned_from), asked).half_widths)}


def all_parts(model_width: float, unseen: float, predicted: Any, asked: Observations, whole: Any) -> float:
    """Half-width [kWh] of a next year with all parts, as `verify` has it for electricity."""
    sd = year_drift(Carrier.ELECTRICITY, None, ()).sd
    adjusted, observed = float(predicted.sum()), float(asked.energy_kwh[whole].sum())
    return HalfWidths(
        noise=model_width,
        coefficients=NORMAL_90 * sd * math.sqrt(max(unseen, 0.0)) * adjusted,
        drift=NORMAL_90 * drift_sd(sd, 1.0) * adjusted,
        metering=NORMAL_90 * meter_class(Carrier.ELECTRICITY, None).sd_share * observed,
    ).together


if __name__ == "__main__":
    main()
