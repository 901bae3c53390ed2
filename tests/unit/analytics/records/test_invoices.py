"""Invoices of irregular length, some of them estimated."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.baselines.temperature import MONTHLY
from analytics.data_doubts.screen import screen
from analytics.events.rulings import Decision, Ruling, decided_meter
from analytics.records.invoices import Invoice, billed_periods, invoice_table, observe_invoices
from analytics.records.meter_record import complete_meter, meter_record
from analytics.records.observations import Surroundings
from analytics.records.weather_record import weather_record
from analytics.records.work_calendar import WorkCalendar
from analytics.verification.question import Question, candidates
from analytics.verification.verify import verify
from domain.errors import InputError
from domain.interval import Interval
from domain.site import Carrier

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2021, 1, 1, tzinfo=STOCKHOLM)
# Days between readings, a year and a half of them: monthly rounds as they come.
LENGTHS = (28, 33, 30, 35, 26, 31, 61, 29, 34, 30, 27, 32, 40, 30, 31, 29, 33)


@pytest.fixture
def house(table, temperatures):
    """Invoices of 100 kWh a day and 10 kWh per K below 15 °C of the day's mean, and the table of their weather."""
    days = [START + timedelta(days=day) for day in range(sum(LENGTHS))]
    temps = temperatures(days)
    use = 100 + 10 * np.maximum(15 - temps, 0)
    edges = np.concatenate([[0], np.cumsum(LENGTHS)])
    invoices = [
        Invoice(START + timedelta(days=int(low)), START + timedelta(days=int(high)), float(use[low:high].sum()))
        for low, high in pairwise(edges)
    ]
    return invoices, table(days, "1d", outside_air_temp_c=temps)


@pytest.fixture
def around(house):
    return Surroundings.flat(weather_record(house[1]), WorkCalendar(STOCKHOLM))


def meter(invoices):
    return meter_record(invoice_table("bills.csv", invoices, STOCKHOLM), Carrier.HEAT)


def span(first, last):
    return Interval(START + timedelta(days=first), START + timedelta(days=last))


def test_the_truth_is_found_from_irregular_invoices(house, around):
    record = meter(house[0])
    # The twelfth reading was taken after 396 days: nothing is cut.
    learned = observe_invoices(record, around, span(0, 396))
    model = MONTHLY.fit(learned)
    assert len(learned.starts) == 12
    assert learned.usable.all()
    assert model.form["en"] == "3P, heating below 15 °C"
    asked = observe_invoices(record, around, span(396, sum(LENGTHS)))
    assert model.predict(asked) == pytest.approx(asked.energy_kwh, rel=0.002)
    assert (asked.days * 24).tolist() == asked.hours.tolist()


def test_a_period_that_cuts_invoices_leaves_them_out_and_says_what_is_missing(house, around):
    rows = observe_invoices(meter(house[0]), around, span(10, 400))
    # 18 days before the first reading inside, 4 after the last one: the rows of the period are all of it.
    assert rows.total_days.sum() == pytest.approx(390)
    assert rows.days.sum() == pytest.approx(390 - 18 - 4)
    assert not rows.seen[0]
    assert not rows.seen[-1]
    assert rows.energy_kwh.sum() == pytest.approx(sum(invoice.kwh for invoice in house[0][1:12]))
    # Known weather is kept where nothing was billed: the rest of a whole period is predicted from it.
    assert np.isfinite(rows.temps_c).any(axis=1).all()


def test_time_without_invoices_is_rows_of_a_month_at_most(house, around):
    rows = observe_invoices(meter([house[0][0], house[0][-1]]), around, span(0, sum(LENGTHS)))
    # An hour less: the last reading was taken in summer.
    assert rows.total_days.sum() == pytest.approx(sum(LENGTHS) - 1 / 24)
    assert (rows.total_days[~rows.seen] <= 31.05).all()
    assert rows.seen.sum() == 2
    assert (np.diff(rows.starts) == np.round(rows.total_hours[:-1] * 3600)).all()


def test_a_complete_meter_has_the_same_rows(house, around):
    record, period = meter(house[0][:9] + house[0][11:]), span(10, 400)
    rows, complete = (
        observe_invoices(which, around, period) for which in (record, complete_meter(record, period))
    )
    assert complete.starts.tolist() == rows.starts.tolist()
    assert complete.seen.all()
    assert complete.days.sum() == pytest.approx(390)


def test_an_estimate_and_the_reading_that_mends_it_are_one_period(house, around):
    invoices, _ = house
    wrong = list(invoices)
    wrong[2] = Invoice(invoices[2].start, invoices[2].end, invoices[2].kwh * 0.5, estimated=True)
    wrong[3] = Invoice(invoices[3].start, invoices[3].end, invoices[3].kwh + invoices[2].kwh * 0.5)
    joined, plain = (observe_invoices(meter(which), around, span(0, 396)) for which in (wrong, invoices))
    assert len(joined.starts) == len(plain.starts) - 1
    assert joined.energy_kwh.sum() == pytest.approx(plain.energy_kwh.sum())
    assert "heating below 15 °C" in MONTHLY.fit(joined).form["en"]


@pytest.mark.parametrize(
    ("days", "estimated", "kept"),
    [
        ((24,), (False,), ()),
        ((25, 70), (False, False), (25, 70)),
        ((71,), (False,), ()),
        ((30, 30), (True, False), (60,)),
        # Three rounds of estimates are more than seventy days: nothing is known of them.
        ((30, 30, 30), (True, True, False), ()),
        ((30, 30), (False, True), (30,)),
    ],
)
def test_what_is_too_short_too_long_or_guessed_is_left_out(days, estimated, kept):
    start, invoices = START, []
    for length, guess in zip(days, estimated, strict=True):
        end = start + timedelta(days=length)
        invoices.append(Invoice(start, end, 1000.0, guess))
        start = end
    assert tuple(round(period.days) for period in billed_periods(invoices) if period.told) == kept


def test_no_estimate_is_joined_across_a_gap():
    first = Invoice(START, START + timedelta(days=30), 100.0, estimated=True)
    later = Invoice(START + timedelta(days=40), START + timedelta(days=70), 100.0)
    assert billed_periods([later, first]) == (first, later)
    table = invoice_table("bills.csv", [later, first], STOCKHOLM)
    assert table.columns["energy_kwh"] == (None, 100.0)


def test_periods_without_weather_are_not_known(house, table):
    nothing = Surroundings.flat(
        weather_record(table([START], "1d", outside_air_temp_c=np.array([5.0]))), WorkCalendar(STOCKHOLM)
    )
    rows = observe_invoices(meter(house[0]), nothing, span(0, 404))
    assert not rows.seen.any()
    assert rows.total_days.sum() == pytest.approx(404)


def test_a_ruling_touches_every_invoice_that_it_reaches_into(house):
    record = meter(house[0])
    flood = Interval(START + timedelta(days=40), START + timedelta(days=70))
    ruling = Decision(flood, Ruling.EXCLUDE, "flood", "A. Berg", date(2022, 1, 1))
    left = decided_meter(record, span(0, 404), [ruling]).energy_kwh
    # Days 28 to 61 and 61 to 91: the first had begun before the flood.
    assert np.flatnonzero(np.isnan(left)).tolist() == [1, 2]


def test_clean_invoices_raise_no_doubt_however_long_they_are(house):
    invoices, weather = house
    # A boiler that does next to nothing in summer, read after 25 days in August and 70 in winter.
    steep = [replace(item, kwh=item.kwh * (0.1 if item.start.month in (6, 7, 8) else 1.0)) for item in invoices]
    for which in (invoices, steep):
        assert screen(invoice_table("bills.csv", which, STOCKHOLM), weather, Carrier.HEAT).doubts == ()


@pytest.mark.parametrize(
    ("wrong", "code", "rows"),
    [
        # Ten times the use of a day in an invoice of two months: twenty times the energy of its neighbours.
        (lambda item, number: item.days * (3000 if number == 6 else 300 + number % 3), "tenfold", [6]),
        (lambda item, number: item.kwh / (1000 if number >= 12 else 1), "unit_change", [12, 13, 14, 15, 16]),
        (lambda item, number: -item.kwh if number == 4 else item.kwh, "negative_energy", [4]),
    ],
)
def test_doubtful_invoices_are_set_aside(house, wrong, code, rows):
    invoices = [replace(item, kwh=wrong(item, number)) for number, item in enumerate(house[0])]
    screened = screen(invoice_table("bills.csv", invoices, STOCKHOLM), house[1], Carrier.HEAT)
    assert [doubt.code for doubt in screened.doubts] == [code]
    left = screened.meter.columns["energy_kwh"]
    assert [number for number, value in enumerate(left) if value is None] == rows
    kept = [invoices[number].kwh for number in range(len(invoices)) if number not in rows]
    assert [value for value in left if value is not None] == kept
    assert len(screened.meter.ends) == len(left)


def test_a_register_in_place_of_invoices_is_refused_with_its_line(house):
    reading, invoices = 0.0, []
    for number, item in enumerate(house[0]):
        reading += item.kwh
        invoices.append(replace(item, kwh=reading, line=number + 2))
    with pytest.raises(InputError, match=r"bills\.csv:2: energy_kwh: found values that only rise"):
        screen(invoice_table("bills.csv", invoices, STOCKHOLM), house[1], Carrier.HEAT)


def test_what_invoices_cannot_carry_is_said(house, table):
    bills = invoice_table("bills.csv", house[0], STOCKHOLM)
    assert candidates("auto", bills, house[1]) == (MONTHLY,)
    with pytest.raises(InputError, match=r"found invoices, expected 1d or shorter for model daily .*days apart\)"):
        candidates("daily", bills, house[1])
    months = [datetime(2021, month, 1, tzinfo=STOCKHOLM).astimezone(UTC) for month in range(1, 13)]
    coarse = table(months, "1mo", outside_air_temp_c=np.arange(12.0))
    with pytest.raises(InputError, match="found 1mo, expected 1d or shorter beside invoices"):
        candidates("auto", bills, coarse)


@pytest.fixture
def decade(table, temperatures):
    """Invoices of 28 to 33 days over four years, a fifth saved from the third on; and their weather."""
    lengths = [28 + number % 6 for number in range(48)]
    days = [START + timedelta(days=day) for day in range(sum(lengths))]
    temps = temperatures(days)
    luck = np.random.default_rng(3).normal(1, 0.02, len(lengths))
    use = (100 + 10 * np.maximum(15 - temps, 0)) * np.where(np.arange(len(days)) < 730, 1.0, 0.8)
    edges = np.concatenate([[0], np.cumsum(lengths)])
    invoices = [
        Invoice(days[low], START + timedelta(days=int(high)), float(use[low:high].sum() * luck[number]))
        for number, (low, high) in enumerate(pairwise(edges.tolist()))
    ]
    return invoice_table("bills.csv", invoices, STOCKHOLM), table(days, "1d", outside_air_temp_c=temps)


def test_years_add_to_the_period_and_the_band_holds_the_truth(decade):
    baseline, reporting = span(0, 366), span(730, 1460)
    found = verify(*decade, Question(baseline, reporting, carrier=Carrier.HEAT, drift=0.02))
    claim, whole = found.avoided_energy, found.whole_period
    assert (found.model, found.input.meter_step) == ("monthly", "invoices")
    assert len(found.years) == 2
    assert sum(year.kwh for year in found.years) == pytest.approx(claim.kwh)
    # An invoice belongs to the year of its middle: both years are whole but for what the ends cut.
    assert [year.share for year in found.years] == pytest.approx([0.2, 0.2], abs=0.02)
    assert claim.share == pytest.approx(0.2, abs=0.01)
    assert claim.proven
    assert [(each.code, each.rows) for each in found.warnings] == [("invoices_cut", 2)]
    # Invoices that reach over the ends are missing, and carried over at the ratio found.
    assert 0 < found.reporting.missing_share < 2 * 33 / 730
    assert whole.share == pytest.approx(claim.share)
    assert whole.kwh * (1 - found.reporting.missing_share) == pytest.approx(claim.kwh, rel=0.03)
    assert claim.half_width_90_kwh.noise > 0


def test_the_band_is_that_of_the_same_days_in_other_lengths(decade):
    """Half of the invoices, each two of the others long: noise per day is alike, so are the bands."""
    whole, weather = decade
    pairs = [
        Invoice(whole.times[at], whole.ends[at + 1], sum(whole.columns["energy_kwh"][at : at + 2]))
        for at in range(0, len(whole.times), 2)
    ]
    question = Question(
        Interval(whole.times[0], whole.ends[11]),
        Interval(whole.times[24], whole.ends[35]),
        carrier=Carrier.HEAT,
        drift=0.0,
        accept_insufficient=True,
    )
    claims = [
        verify(meter, weather, question).avoided_energy
        for meter in (whole, invoice_table("bills.csv", pairs, STOCKHOLM))
    ]
    assert claims[1].kwh == pytest.approx(claims[0].kwh, rel=0.1)
    assert 0.4 < claims[1].half_width_90_kwh.noise / claims[0].half_width_90_kwh.noise < 2.5
