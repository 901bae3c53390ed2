"""A decision as people and stores see it: the plant's status, and readings of what the controller thinks."""

from __future__ import annotations

from datetime import timedelta

from controller.decision import Decision
from controller.phrases import MODE_TEXTS
from controller.snow_estimator import SnowEstimate
from domain.plant import Plant
from domain.plant_status import PlantStatus, SourceTarget
from domain.quality import GOOD, Quality, Reason, bad, uncertain
from domain.reading import Reading
from domain.site import Site

_NOT_IN_CONTROL = bad("panel_rules")
_NOT_IN_TOUCH = bad(Reason.NO_COMMUNICATION)
# In season an estimate of snow whose cooling has not been metered for so long rests on guesses.
_UNMETERED = timedelta(hours=1)


def status_of(decision: Decision, plant: Plant) -> PlantStatus:
    """`decision` for pages and alarms."""
    mode_sv, mode_en = MODE_TEXTS[decision.mode]
    setpoints, still = decision.setpoints, decision.snow.deliverable
    return PlantStatus(
        mode=decision.mode,
        mode_text_sv=mode_sv,
        mode_text_en=mode_en,
        issued_at=decision.issued_at,
        targets=_targets(decision, plant),
        reasons_sv=tuple(said.sv for said in decision.reasons),
        reasons_en=tuple(said.en for said in decision.reasons),
        guards=decision.notices,
        missing=decision.missing,
        cooling_demand_kw=decision.demand_kw,
        supply_setpoint_c=setpoints.supply_c if setpoints is not None else None,
        snow_left_t=decision.snow.left_t,
        snow_left_low_t=decision.snow.low_t,
        snow_left_high_t=decision.snow.high_t,
        plc_fallback=decision.plc_fallback,
        snow_latent_mwh=decision.snow.latent_mwh,
        snow_deliverable_mwh=still.mwh if still is not None else None,
        snow_deliverable_low_mwh=still.low_mwh if still is not None else None,
        snow_deliverable_high_mwh=still.high_mwh if still is not None else None,
        snow_deliverable_until=still.until if still is not None else None,
        snow_discharge_temp_c=still.discharge_temp_c if still is not None else None,
    )


def _targets(decision: Decision, plant: Plant) -> tuple[SourceTarget, ...]:
    setpoints = decision.setpoints
    targets = [
        SourceTarget("free_cooling", "Frikyla", "Free cooling", setpoints.free_cooling_kw if setpoints else None),
        SourceTarget("snow", "Snökyla", "Snow cooling", setpoints.snow_kw if setpoints else None),
    ]
    for number, chiller in enumerate(plant.chillers, start=1):
        sv, en = ("Reserv", "Reserve") if chiller.reserve else (f"Kylmaskin {number}", f"Chiller {number}")
        targets.append(SourceTarget(chiller.id, sv, en, setpoints.chillers_kw[chiller.id] if setpoints else None))
    return tuple(targets)


def decision_readings(decision: Decision, site: Site) -> list[Reading]:
    """What the controller thinks, as points `<site>/plant/controller/<name>`; see `docs/control.md`."""
    setpoints = decision.setpoints
    values: dict[str, tuple[float | None, str]] = {
        "mode": (float(decision.mode), "1"),
        "guards_active": (float(len({notice.id for notice in decision.notices})), "1"),
        "sensors_missing": (float(len(decision.missing)), "1"),
        "cooling_demand_kw": (decision.demand_kw, "kW"),
        "snow_target_kw": (setpoints.snow_kw if setpoints else None, "kW"),
        "free_cooling_target_kw": (setpoints.free_cooling_kw if setpoints else None, "kW"),
        "chiller_target_kw": (setpoints.chiller_kw if setpoints else None, "kW"),
        "supply_setpoint_c": (setpoints.supply_c if setpoints else None, "degC"),
    }
    snow = _snow_values(decision.snow)
    qualities = dict.fromkeys(snow, _snow_quality(decision, site))
    return [
        _reading(f"{site.id}/plant/controller/{name}", decision, value, unit, qualities.get(name, GOOD))
        for name, (value, unit) in {**values, **snow}.items()
    ]


def _snow_quality(decision: Decision, site: Site) -> Quality:
    """Uncertain while the energy meter of the snow is silent in season: what is used then is guessed."""
    known, day = decision.snow.known, decision.issued_at.astimezone(site.timezone).date()
    if known is None or not known.year.in_season(day):
        return GOOD
    return uncertain(Reason.STALE) if decision.issued_at - known.metered_at > _UNMETERED else GOOD


def _snow_values(snow: SnowEstimate) -> dict[str, tuple[float | None, str]]:
    """The snow left in tonnes, as latent heat, and as what can still be delivered: never mixed."""
    still = snow.deliverable
    return {
        "snow_left_t": (snow.left_t, "t"),
        "snow_left_low_t": (snow.low_t, "t"),
        "snow_left_high_t": (snow.high_t, "t"),
        "snow_left_sd_t": (snow.sd_t, "t"),
        "snow_latent_kwh": (1000.0 * snow.latent_mwh, "kWh"),
        "snow_latent_low_kwh": (1000.0 * snow.latent_low_mwh, "kWh"),
        "snow_latent_high_kwh": (1000.0 * snow.latent_high_mwh, "kWh"),
        "snow_deliverable_kwh": (1000.0 * still.mwh if still is not None else None, "kWh"),
        "snow_deliverable_low_kwh": (1000.0 * still.low_mwh if still is not None else None, "kWh"),
        "snow_deliverable_high_kwh": (1000.0 * still.high_mwh if still is not None else None, "kWh"),
    }


def _reading(point: str, decision: Decision, value: float | None, unit: str, with_value: Quality) -> Reading:
    why_none = _NOT_IN_TOUCH if decision.silent else _NOT_IN_CONTROL
    quality = with_value if value is not None else why_none
    return Reading(point, decision.issued_at, decision.issued_at, value, unit, quality)
