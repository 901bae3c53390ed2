"""Verification of invented buildings: verdicts, gaps, and sums over common intervals alone."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from analytics.baselines.learned import LEARNED
from analytics.baselines.metrics import autocorrelation, cv_rmse, effective_points
from analytics.baselines.temperature import DAILY
from analytics.records.meter_record import meter_record
from analytics.records.weather_record import weather_record
from analytics.uncertainty.interval import fractional_savings_uncertainty
from analytics.uncertainty.student import t_quantile
from analytics.verification.claim import findings
from analytics.verification.evidence import gather
from analytics.verification.question import Question
from analytics.verification.verify import verify
from domain.errors import InputError
from domain.interval import Interval
from domain.interval_table import IntervalTable
from domain.site import Carrier


@pytest.fixture
def question(local_year):
    return Question(local_year(2021), local_year(2022), model="daily", holidays="none", carrier=Carrier.HEAT)


def keeping(table, keep):
    """The rows for which `keep(time)`."""
    rows = [index for index, time in enumerate(table.times) if keep(time)]
    columns = {name: tuple(values[row] for row in rows) for name, values in table.columns.items()}
    return IntervalTable(table.source, table.step, tuple(table.times[row] for row in rows), columns)


def test_the_truth_is_found(heated_building, question):
    document = verify(*heated_building, replace(question, model="auto"))
    # A building that follows the day's mean temperature alone: what the complex models add is not worth it.
    assert document.model == "daily"
    assert document.choice.test == "hidden_weeks"
    assert [trial.model for trial in document.choice.candidates] == ["daily", "hourly", "learned"]
    assert document.model_form == "3P, heating below 15 °C"
    assert document.sufficiency.verdict == "sufficient"
    assert document.sufficiency.reasons == ()
    assert document.warnings == ()
    assert document.baseline.observations == 365
    assert document.baseline.missing_share == 0.0
    assert document.baseline.cv_rmse == pytest.approx(0.05, abs=0.01)
    assert document.baseline.nmbe == pytest.approx(0.0, abs=1e-4)
    assert abs(document.avoided_energy.share) < 0.02
    assert document.series is None


def test_noise_and_coefficients_hold_nine_totals_in_ten(temperatures, table, question):
    # Sixty pairs of years of one building, alike but for their luck, which lasts for days (ρ = 0.6).
    days = [question.baseline.start + timedelta(days=day) for day in range(730)]
    temps = temperatures(days)
    weather = weather_record(table(days, "1d", outside_air_temp_c=temps))
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(60):
        luck = np.zeros(730)
        for day in range(1, 730):
            luck[day] = 0.6 * luck[day - 1] + 0.05 * rng.normal()
        energy = (480 + 48 * np.maximum(15 - temps, 0)) * (1 + luck)
        meter = meter_record(table(days, "1d", energy_kwh=energy), Carrier.HEAT)
        found = findings(gather(meter, weather, DAILY, question))

        held += abs(found.kwh) <= np.hypot(*found.luck.half_widths)
    assert 48 <= held <= 59


def test_guideline_14_does_not_believe_how_a_learned_model_follows_its_own_rows(heated_building, question):
    meter, weather = heated_building
    use = zip(meter.times, meter.columns["energy_kwh"], strict=True)
    saved = tuple(kwh * (0.75 if time >= question.reporting.start else 1.0) for time, kwh in use)
    evidence = gather(
        meter_record(replace(meter, columns={"energy_kwh": saved}), Carrier.HEAT),
        weather_record(weather),
        LEARNED,
        question,
    )
    fits, unseen = (evidence.model.rate(evidence.learned_from), evidence.model.unseen_rate)
    used, found = evidence.learned_from.rate, findings(evidence)
    points = len(used)

    def guideline(expected):
        return fractional_savings_uncertainty(
            cv=cv_rmse(used, expected),
            saving_share=found.share,
            points=points,
            effective=effective_points(points, autocorrelation(used - expected)),
            reporting_points=len(evidence.seen.starts),
            t=t_quantile(0.95, points - evidence.model.parameters),
        )

    assert found.fsu_90 == pytest.approx(guideline(unseen))
    assert found.fsu_90 > 1.1 * guideline(fits)


@pytest.mark.parametrize(
    ("missing", "verdict", "claimed"),
    [(0.05, "sufficient", True), (0.2, "limited", True), (0.3, "insufficient", False)],
)
def test_verdict_follows_the_days_present(heated_building, question, missing, verdict, claimed):
    meter, weather = heated_building
    gone = int(365 * missing)
    start = question.baseline.start
    lost = keeping(meter, lambda time: time < start or time >= start + timedelta(days=gone))
    document = verify(lost, weather, question)
    assert document.sufficiency.verdict == verdict
    assert (document.avoided_energy is not None) == claimed
    assert document.claims_nothing != claimed
    assert document.baseline.missing_share == pytest.approx(gone / 365)
    assert [reason.clause for reason in document.sufficiency.reasons] == ["CalTRACK 2.2.1.2"] * (missing > 0.1)


def test_insufficient_figures_on_request_keep_the_verdict(heated_building, question):
    meter, weather = heated_building
    lost = keeping(meter, lambda time: not time.month <= 5 or time >= question.reporting.start)
    document = verify(lost, weather, replace(question, accept_insufficient=True))
    assert document.sufficiency.verdict == "insufficient"
    assert document.avoided_energy is not None
    assert not document.avoided_energy.proven
    assert document.claims_nothing


def test_half_a_year_is_too_short_whatever_its_data(heated_building, question):
    short = Interval(question.baseline.start, question.baseline.start + timedelta(days=180))
    document = verify(*heated_building, replace(question, baseline=short))
    assert document.sufficiency.verdict == "insufficient"
    assert document.avoided_energy is None
    assert document.whole_period is None
    assert document.reporting.adjusted_baseline_kwh is None
    assert document.baseline.missing_share == 0.0


def test_a_thin_reporting_period_is_a_warning_not_a_verdict(heated_building, question):
    meter, weather = heated_building
    thin = keeping(meter, lambda time: time < question.reporting.start + timedelta(days=60))
    document = verify(thin, weather, question)
    assert document.sufficiency.verdict == "sufficient"
    assert [warning.code for warning in document.warnings] == ["reporting_coverage"]
    assert document.warnings[0].rows == 305
    assert not document.claims_nothing


def test_nine_common_days_are_too_few_and_ten_are_not(heated_building, question):
    meter, weather = heated_building
    start = question.reporting.start
    nine, ten = (
        verify(keeping(meter, lambda time, days=days: time < start + timedelta(days=days)), weather, question)
        for days in (9, 10)
    )
    assert nine.sufficiency.verdict == "sufficient"
    assert nine.avoided_energy is None
    assert nine.claims_nothing
    assert ten.avoided_energy is not None
    # The document says why it claims nothing.
    short = [[notice.rows for notice in each.warnings if notice.code == "reporting_short"] for each in (nine, ten)]
    assert short == [[9], []]


def test_sums_cover_common_intervals_exactly(heated_building, question):
    meter, weather = heated_building
    start = question.reporting.start
    nights = keeping(meter, lambda time: time < start or time.hour >= 10)
    # A day of weather is gone too: its hours may not count on either side.
    blind = (start + timedelta(days=100), start + timedelta(days=101))
    seen = keeping(weather, lambda time: not blind[0] <= time < blind[1])
    document = verify(nights, seen, question)
    expected = sum(
        value
        for time, value in zip(nights.times, nights.columns["energy_kwh"], strict=True)
        if time in question.reporting and not blind[0] <= time < blind[1]
    )
    assert document.reporting.observed_kwh == pytest.approx(expected)
    assert document.reporting.observations == 364
    assert abs(document.avoided_energy.share) < 0.02


def test_missing_hours_weigh_what_they_use(hourly_times, temperatures, table, question):
    # All use falls between 06 and 18; the meter is silent each night of the reporting period.
    times = hourly_times(2021, 2022)
    busy = {time: 6 <= time.astimezone(question.zone).hour < 18 for time in times}
    meter = table(times, energy_kwh=np.array([10.0 if busy[time] else 0.1 for time in times]))
    silent = keeping(meter, lambda time: time < question.reporting.start or busy[time])
    document = verify(silent, table(times, outside_air_temp_c=temperatures(times)), question)
    assert abs(document.avoided_energy.share) < 0.005


def test_the_whole_period_grows_by_what_is_missing(heated_building, question):
    meter, weather = heated_building
    saved = replace(
        meter,
        columns={
            "energy_kwh": tuple(
                value * (0.8 if time in question.reporting else 1.0)
                for time, value in zip(meter.times, meter.columns["energy_kwh"], strict=True)
            )
        },
    )
    half = question.reporting.start + timedelta(days=182)
    whole, part = (
        verify(saved if day is None else keeping(saved, lambda t: t < half), weather, question)
        for day in (None, half)
    )
    assert part.whole_period.kwh == pytest.approx(whole.avoided_energy.kwh, rel=0.05)
    assert part.whole_period.share == part.avoided_energy.share
    assert whole.whole_period.kwh == pytest.approx(whole.avoided_energy.kwh)
    width = part.whole_period.interval_90_kwh[1] - part.whole_period.kwh
    assert width > part.avoided_energy.interval_90_kwh[1] - part.avoided_energy.kwh


def test_zero_runs_are_missing_for_electricity_and_use_for_heat(heated_building, question):
    meter, weather = heated_building
    start = question.reporting.start + timedelta(days=30)
    energy = tuple(
        0.0 if start <= time < start + timedelta(days=12) else value
        for time, value in zip(meter.times, meter.columns["energy_kwh"], strict=True)
    )
    silent = replace(meter, columns={"energy_kwh": energy})
    electricity, heat = (
        verify(silent, weather, replace(question, carrier=carrier))
        for carrier in (Carrier.ELECTRICITY, Carrier.HEAT)
    )
    assert {warning.code: warning.rows for warning in electricity.warnings} == {"zeros_as_missing": 12 * 24}
    assert electricity.reporting.missing_share == pytest.approx(12 / 365, abs=1e-3)
    # Twelve days without heat are use, and something a person has to explain.
    assert {warning.code for warning in heat.warnings} == {"non_routine_event", "zero_run"}
    assert heat.reporting.missing_share == 0.0
    assert heat.avoided_energy.kwh > electricity.avoided_energy.kwh


def test_short_weather_gaps_are_bridged_and_counted(heated_building, question):
    meter, weather = heated_building
    start = question.reporting.start
    gap = keeping(weather, lambda time: not start + timedelta(days=3) <= time < start + timedelta(days=3, hours=6))
    document = verify(meter, gap, question)
    assert {warning.code: warning.rows for warning in document.warnings} == {"weather_bridged": 6}
    assert document.reporting.missing_share == 0.0
    longer = keeping(
        weather, lambda time: not start + timedelta(days=3) <= time < start + timedelta(days=3, hours=7)
    )
    assert verify(meter, longer, question).reporting.missing_share == pytest.approx(7 / 8760)


def test_extrapolation_is_said(heated_building, question):
    meter, weather = heated_building
    colder = replace(
        weather,
        columns={
            "outside_air_temp_c": tuple(
                value - (20 if time in question.reporting and time.month == 1 else 0)
                for time, value in zip(weather.times, weather.columns["outside_air_temp_c"], strict=True)
            )
        },
    )
    assert "extrapolation" in {warning.code for warning in verify(meter, colder, question).warnings}


@pytest.mark.parametrize("model", ["daily", "hourly"])
def test_months_cannot_carry_a_finer_model(table, question, model):
    months = [question.baseline.start.replace(month=month) for month in range(1, 13)]
    coarse = table(months, "1mo", energy_kwh=np.ones(12), outside_air_temp_c=np.ones(12))
    with pytest.raises(InputError, match="--model"):
        verify(coarse, coarse, replace(question, model=model))


def test_monthly_invoices_with_daily_weather(heated_building, question, table):
    meter, weather = heated_building
    days = [question.baseline.start + timedelta(days=day) for day in range(730)]
    hours = {time: index for index, time in enumerate(weather.times)}
    temps = [
        np.mean(weather.columns["outside_air_temp_c"][hours[day.astimezone(weather.times[0].tzinfo)] :][:24])
        for day in days
    ]
    months = [
        question.baseline.start.replace(year=year, month=month) for year in (2021, 2022) for month in range(1, 13)
    ]
    totals = np.zeros(24)
    for time, value in zip(meter.times, meter.columns["energy_kwh"], strict=True):
        local = time.astimezone(question.zone)
        totals[(local.year - 2021) * 12 + local.month - 1] += value
    document = verify(
        table(months, "1mo", energy_kwh=totals),
        table(days, "1d", outside_air_temp_c=temps),
        replace(question, model="auto"),
    )
    assert document.model == "monthly"
    assert document.choice.test is None
    assert document.baseline.observations == 12
    assert document.baseline.step == "1mo"
    assert document.model_form.startswith("3P, heating below 1")
    assert abs(document.avoided_energy.share) < 0.02
    assert document.reporting.observed_kwh == pytest.approx(totals[12:].sum())


def test_a_meter_that_never_moves_is_no_crash(hourly_times, temperatures, table, question):
    times = hourly_times(2021, 2022)
    flat = table(times, energy_kwh=np.full(len(times), 5.0))
    document = verify(flat, table(times, outside_air_temp_c=temperatures(times)), question)
    assert document.model_form == "1P"
    assert document.avoided_energy.kwh == pytest.approx(0.0, abs=1e-6)
    silent = table(times, energy_kwh=np.full(len(times), np.nan))
    nothing = verify(silent, table(times, outside_air_temp_c=temperatures(times)), question)
    assert nothing.sufficiency.verdict == "insufficient"
    assert nothing.reporting.observed_kwh is None
    assert nothing.baseline.cv_rmse is None


def test_swedish_texts(heated_building, question):
    short = Interval(question.baseline.start, question.baseline.start + timedelta(days=100))
    document = verify(*heated_building, replace(question, baseline=short, language="sv"))
    assert document.sufficiency.reasons[0].text.startswith("Basperioden är 100 dygn; minst 364 krävs")
