"""The screen before a verification: what is suspect becomes missing, a register is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analytics.arrays import Flags, Floats
from analytics.data_doubts.cold_zeros import cold_zeros
from analytics.data_doubts.doubt import Days, Doubt, Rows, Screened, local_days
from analytics.data_doubts.register import refuse_register
from analytics.data_doubts.repeated import repeated
from analytics.data_doubts.scale import scaled
from analytics.data_doubts.spikes import spikes
from analytics.data_doubts.still_air import still_air
from analytics.data_doubts.stuck import stuck
from analytics.data_doubts.weather_place import unfollowed, weather_doubts
from analytics.data_doubts.years import exchanged
from domain.interval_table import IntervalTable
from domain.site import Carrier

ENERGY, TEMPERATURE = "energy_kwh", "outside_air_temp_c"
# What follows the weather by its nature.
_HEATING = (Carrier.HEAT, Carrier.GAS)


def screen(meter: IntervalTable, weather: IntervalTable, carrier: Carrier) -> Screened:
    """Both tables without suspect values; InputError for a meter file that holds a register.

    Each doubt looks at what the ones before it have left.
    """
    use, air = Rows.of(meter, ENERGY), Rows.of(weather, TEMPERATURE)
    refuse_register(meter.source, use, meter.lines)
    doubts: list[Doubt] = []
    if meter.ends and (untold := np.isnan(use.values)).any():
        doubts.append(Doubt("invoices_left_out", use.starts[untold]))
    air = _set_aside(doubts, "weather_still", air, still_air(air))
    if _never_moves(use, carrier):
        # Nothing to hold it against: a constant load, or a meter that was stuck before the file began.
        doubts.append(Doubt("stuck_values", use.starts[~np.isnan(use.values)], dropped=False))
    else:
        for code, rows in _meter_doubts(use, carrier):
            use = _set_aside(doubts, code, use, rows)
        if use.per_day and air.per_day and not np.isnan(air.values).all():
            use, air = _against_weather(doubts, use, air, carrier)
    dropped = {doubt.code for doubt in doubts if doubt.dropped}
    if not dropped:
        return Screened(meter, weather, tuple(doubts))
    return Screened(_with(meter, ENERGY, use.values), _with(weather, TEMPERATURE, air.values), tuple(doubts))


def _never_moves(use: Rows, carrier: Carrier) -> bool:
    """Whether the whole file holds one value; an electricity meter's zeros are no values."""
    known = use.values[~np.isnan(use.values)]
    told = len(known) > 1 and (known[0] != 0.0 or carrier is not Carrier.ELECTRICITY)
    return told and bool((known == known[0]).all())


def _set_aside(doubts: list[Doubt], code: str, rows: Rows, doubted: Flags) -> Rows:
    """The rows without the doubted ones, which are noted."""
    doubted = doubted & ~np.isnan(rows.values)
    if doubted.any():
        doubts.append(Doubt(code, rows.starts[doubted]))
    return rows.without(doubted)


def _meter_doubts(use: Rows, carrier: Carrier) -> Iterator[tuple[str, Flags]]:
    """Doubts from the meter alone, each about what is left."""
    negative = use.values < 0.0
    yield "negative_energy", negative
    left = use.without(negative)
    found = stuck(left)
    yield "stuck_values", found
    left = left.without(found)
    off = scaled(left, regular=carrier is Carrier.ELECTRICITY)
    yield "unit_change", off.unit
    yield "tenfold", off.tenfold
    left = left.without(off.unit | off.tenfold)
    lone = spikes(left)
    yield "spike", lone
    left = left.without(lone)
    copies = repeated(left)
    yield "swapped_years", copies.years
    yield "repeated_block", copies.blocks


def _against_weather(doubts: list[Doubt], use: Rows, air: Rows, carrier: Carrier) -> tuple[Rows, Rows]:
    """Doubts that meter and weather raise together."""
    air_days = local_days(air)
    found = weather_doubts(air, air_days)
    days = local_days(use)
    temps_c = _temperatures(days, air_days)
    if carrier in _HEATING and (silent := cold_zeros(use, days, temps_c)).any():
        # Heat may rest: the reader is told, and decides.
        doubts.append(Doubt("zero_run", use.starts[silent], dropped=False))
    foreign_years = exchanged(days, temps_c)
    use = _set_aside(doubts, "swapped_years", use, days.rows(foreign_years))
    ignored = unfollowed(days, np.where(foreign_years, np.nan, temps_c), carrier in _HEATING)
    place, never = (
        np.isin(air_days.numbers, days.numbers[which])[air_days.of_row] for which in (ignored.lost, ignored.never)
    )
    air = _set_aside(doubts, "weather_place", air, place)
    said = (("weather_climate", found.place), ("weather_clock", found.clock), ("weather_unfollowed", never))
    for code, rows in said:
        if (left := rows & ~np.isnan(air.values)).any():
            doubts.append(Doubt(code, air.starts[left], dropped=False))
    return use, air


def _temperatures(days: Days, air: Days) -> Floats:
    """Mean temperature of each of the meter's `days`; NaN where the weather has none."""
    at = np.minimum(np.searchsorted(air.numbers, days.numbers), len(air.numbers) - 1)
    return np.where(air.numbers[at] == days.numbers, air.means[at], np.nan)


def _with(table: IntervalTable, name: str, values: Floats) -> IntervalTable:
    """The table with `values` in the column, NaN as None."""
    column = tuple(None if np.isnan(value) else float(value) for value in values)
    return replace(table, columns={**table.columns, name: column})
