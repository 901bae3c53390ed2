"""Worker that fits opendsm's models, one job a line; runs in opendsm's own environment.

A job names a file of arrays (`starts` [s since 1970 UTC], `kwh`, `temp_c`, `zone`) and the hours to learn from and
to ask for; the answer has the CPU time, and observed, predicted and half-width of what was asked for in a file.
"""

import json
import logging
import resource
import sys
import time
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


def main():
    import pandas as pd

    if "--comstock" in sys.argv:
        unpack(pd, Path(sys.argv[2]), Path(sys.argv[3]))
        return
    from opendsm import eemeter

    if "--warm" in sys.argv:
        warm(pd, eemeter)
        return
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        try:
            answer = run(pd, eemeter, json.loads(line))
        except Exception as error:  # a meter that opendsm cannot fit is a result, not an end
            answer = {"failed": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(answer), flush=True)


def unpack(pd, parquet, folder):
    table = pd.read_parquet(parquet)
    for name in table.index.get_level_values(0).unique():
        rows = table.loc[name]
        # An hour is labelled by its end (the year begins at 01:00), in standard time; schedules follow the clock
        # on the wall (72 of 100 start an hour earlier from March and later again from November). No holiday is in
        # them: weather taken off, public holidays are within -11 to 16 % of use (medians of 30 meters), Sundays
        # 34 % below working days.
        starts = (rows.index - pd.Timestamp(0)) // pd.Timedelta(seconds=1) + 5 * 3600
        temps = (rows["temperature"].to_numpy(float) - 32) / 1.8
        kwh = rows["observed_baseline"].to_numpy(float)
        np.savez(folder / f"comstock_{name}.npz", starts=starts.to_numpy(np.int64), kwh=kwh, temp_c=temps,
                 zone="America/Chicago", holidays="none")  # fmt: skip


def warm(pd, eemeter):
    starts = np.arange(1514786400, 1514786400 + 8760 * 3600, 3600)
    temps = 10 - 12 * np.cos(2 * np.pi * np.arange(8760) / 8760) + 4 * np.sin(np.arange(8760) / 24 * 2 * np.pi)
    kwh = 10 + np.maximum(12 - temps, 0) + np.random.default_rng(1).random(8760)
    for name in ("daily", "hourly"):
        kind, data_kind, reporting_kind = kinds(eemeter, name)
        hours = at_step(frame(pd, starts, kwh, temps, "Europe/Stockholm"), name)
        model = kind().fit(data_kind(hours, is_electricity_data=True), ignore_disqualification=True)
        asked = reporting_kind(hours, is_electricity_data=True)
        model.predict(asked, ignore_disqualification=True)


def kinds(eemeter, name):
    if name == "daily":
        return eemeter.DailyModel, eemeter.DailyBaselineData, eemeter.DailyReportingData
    return eemeter.HourlyModel, eemeter.HourlyBaselineData, eemeter.HourlyReportingData


def frame(pd, starts, kwh, temps, zone):
    index = pd.to_datetime(starts, unit="s", utc=True).tz_convert(zone)
    return pd.DataFrame({"temperature": temps * 1.8 + 32, "observed": kwh}, index=index)


def at_step(hours, name):
    """Hours as they are, or days: a day with half of its hours is scaled up, one with fewer is missing.

    Given hours with gaps, the daily model takes missing ones for nothing used; given days, it leaves them out.
    """
    if name != "daily":
        return hours
    days = hours.resample("D").agg({"temperature": "mean", "observed": ["sum", "count", "size"]})
    known = days["observed"]["count"] / days["observed"]["size"]
    observed = (days["observed"]["sum"] / known).where(known >= 0.5)
    return days["temperature"]["mean"].to_frame("temperature").assign(observed=observed)


def run(pd, eemeter, job):
    meter = np.load(job["meter"])
    masks = np.load(job["masks"])
    learn = masks["learn"]
    starts, zone = meter["starts"], str(meter["zone"])
    kind, data_kind, reporting_kind = kinds(eemeter, job["model"])
    kwh = np.where(learn, meter["kwh"], np.nan)
    within = masks["learn_span"]
    clock = time.process_time()
    hours = frame(pd, starts[within], kwh[within], meter["temp_c"][within], zone)
    data = data_kind(at_step(hours, job["model"]), is_electricity_data=True)
    data_s = time.process_time() - clock
    clock = time.process_time()
    model = kind().fit(data, ignore_disqualification=True)
    fit_s = time.process_time() - clock
    answers, cost = {}, {"data_s": data_s, "fit_s": fit_s}
    for ask in job["asks"]:
        span = masks[f"span_{ask}"]
        # What was measured is not used; without it the hourly model finds no change of the clock and fails.
        measured = np.nan_to_num(meter["kwh"][span], nan=1.0)
        hours = frame(pd, starts[span], measured, meter["temp_c"][span], zone)
        asked = reporting_kind(at_step(hours, job["model"]), is_electricity_data=True)
        clock = time.process_time()
        predicted = model.predict(asked, ignore_disqualification=True)
        cost["predict_s"] = time.process_time() - clock
        answers |= compared(pd, job["model"], ask, meter, masks[f"ask_{ask}"], predicted, zone)
    np.savez(job["answer"], **answers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return cost | {"peak_mib": peak}


def compared(pd, name, ask_name, meter, ask, predicted, zone):  # noqa: PLR0917
    """Observed and predicted of the steps whose hours were all asked for, and the half-width of their sum."""
    hours = pd.DataFrame({"kwh": meter["kwh"], "ask": ask.astype(float)},
                         index=pd.to_datetime(meter["starts"], unit="s", utc=True).tz_convert(zone))  # fmt: skip
    if name == "daily":
        days = hours.groupby(hours.index.date).agg({"kwh": "sum", "ask": "min"})
        predicted = predicted.groupby(predicted.index.date)[["predicted", "predicted_unc"]].sum()
        joined = days.join(predicted, how="inner")
    else:
        joined = hours.join(predicted[["predicted", "predicted_unc"]], how="inner")
    joined = joined[(joined["ask"] == 1) & joined["predicted"].notna() & joined["kwh"].notna()]
    days = pd.Index(pd.to_datetime(pd.Index(joined.index).map(lambda moment: str(moment)[:10])))
    return {
        f"{ask_name}_observed": joined["kwh"].to_numpy(float),
        f"{ask_name}_predicted": joined["predicted"].to_numpy(float),
        f"{ask_name}_day": ((days - pd.Timestamp(0)) // pd.Timedelta(days=1)).to_numpy(np.int64),
        f"{ask_name}_half_width": float(np.sqrt(np.nansum(joined["predicted_unc"].to_numpy(float) ** 2))),
    }


if __name__ == "__main__":
    main()
