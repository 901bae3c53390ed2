"""What is to be verified, by which conventions and with which kind of model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from analytics.baselines.baseline import Baseline
from analytics.baselines.learned import LEARNED
from analytics.baselines.temperature import DAILY, MONTHLY
from analytics.baselines.time_of_week import HOURLY
from analytics.events.rulings import Decision
from domain.errors import Fault, InputError
from domain.interval import STOCKHOLM, Interval
from domain.interval_table import IntervalTable
from domain.site import Carrier

AUTO = "auto"
MODELS: dict[str, Baseline] = {kind.name: kind for kind in (MONTHLY, DAILY, HOURLY, LEARNED)}
_FINENESS = {"15min": 0, "1h": 1, "1d": 2, "1mo": 3}


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be verified and by which conventions.

    `drift` None takes the organisation's own figure or the borrowed one, `meter_class` None the carrier's usual
    class; `decisions` are a person's rulings on non-routine events.
    """

    baseline: Interval
    reporting: Interval
    model: str = AUTO
    carrier: Carrier = Carrier.ELECTRICITY
    drift: float | None = None
    zone: ZoneInfo = STOCKHOLM
    holidays: str = "SE"
    accept_insufficient: bool = False
    series: bool = False
    language: str = "en"
    meter_class: str | None = None
    building_type: str | None = None
    decisions: tuple[Decision, ...] = ()


def candidates(model: str, meter: IntervalTable, weather: IntervalTable) -> tuple[Baseline, ...]:
    """The kind of model asked for, or for `auto` all that the files can carry, the simplest first.

    A month of days predicts less than its days do, so months are for files of months and for invoices. InputError
    if too coarse: an invoice asks for the weather of its own days.
    """
    tables = (meter, weather)
    if meter.ends and weather.step.unit == "mo":
        remedy = "invoices begin on any day of a month; give the weather by day or by hour"
        raise InputError(
            [Fault(weather.source, None, "step", weather.step_name, "1d or shorter beside invoices", remedy)]
        )
    if _FINENESS[str(weather.step)] > max(_FINENESS[str(meter.step)], _FINENESS["1d"]):
        # A month's mean tells no day's degree days, and the meter's own days would have no weather.
        remedy = "give the weather by day or by hour, or the meter by month too"
        raise InputError(
            [Fault(weather.source, None, "step", weather.step_name, "1d or shorter beside this meter", remedy)]
        )
    if model == AUTO:
        coarsest = max(_FINENESS[str(table.step)] for table in tables)
        return {3: (MONTHLY,), 2: (DAILY,)}.get(coarsest, (DAILY, HOURLY, LEARNED))
    kind = MODELS[model]
    refuse_coarser(kind.step, f"model {kind.name}", tables, "choose a coarser --model")
    return (kind,)


def refuse_coarser(step: str, purpose: str, tables: Sequence[IntervalTable], otherwise: str = "") -> None:
    """InputError with every table in longer steps than `step`, which `purpose` needs; `otherwise` is a way out."""
    faults = []
    for table in tables:
        if _FINENESS[str(table.step)] > _FINENESS[step]:
            finer = "give the meter's own values, an invoice does not tell its days apart"
            remedies = [otherwise, finer if table.ends else "give a file in shorter steps"]
            remedy = ", or ".join(filter(None, remedies))
            faults.append(
                Fault(table.source, None, "step", table.step_name, f"{step} or shorter for {purpose}", remedy)
            )
    if faults:
        raise InputError(faults)
