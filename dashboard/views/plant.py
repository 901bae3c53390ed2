"""The plant: what it does now, why, and whether that is normal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.formatting import ago, energy, quantity, unit_text
from dashboard.selection import plant_points
from dashboard.shown import STALE_INTERVALS, Shown, State, Viewer
from domain.numerals import NO_BREAK_SPACE, number
from domain.plant_status import PlantMode, PlantStatus
from domain.site import Point, Site

LOAD = "cooling_load_kw"
# The controller decides every ten seconds of the wall (docs/decisions/002).
CYCLE_S = 10.0
_NO_BREAK_HYPHEN = "\u2011"
_LOOKS = {PlantMode.BLIND: "p1", PlantMode.HAND: "manual", PlantMode.OFF: "manual"}
# Trends of the last two hours: the points of each chart.
TRENDS = {
    "powers": (LOAD, "snow_cooling_power_kw", "free_cooling_power_kw"),
    "chillers": tuple(f"chiller_{n}_cooling_power_kw" for n in (1, 2, 3, 4)),
    "temperatures": (
        "leaving_chilled_water_temp_c",
        "entering_chilled_water_temp_c",
        "melt_water_leaving_temp_c",
        "outside_air_temp_c",
    ),
}


@dataclass(frozen=True, slots=True)
class StatusText:
    """The plant's state in words; `look` is empty while all is normal."""

    mode: str
    look: str
    decided: str
    reasons: tuple[str, ...]
    guards: tuple[str, ...]
    missing: tuple[str, ...]
    targets: tuple[tuple[str, str], ...]
    demand: str
    setpoint: str
    fallback: bool
    panel: str
    panel_look: str
    snow: str
    snow_band: str
    deliverable: str = ""
    deliverable_band: str = ""


def tags(site: Site, points: Mapping[str, Point], viewer: Viewer) -> dict[str, Shown]:
    """Every value of the plant by its name in the register map."""
    return {name: viewer.show(point) for name, point in plant_points(site, points.values()).items()}


def current_status(viewer: Viewer) -> PlantStatus | None:
    """The status of the last cycle; None when there is none or when it is too old to be the present."""
    status = viewer.snapshot.plant_status
    if status is None:
        return None
    limit = viewer.clock.span(STALE_INTERVALS * CYCLE_S)
    return status if viewer.snapshot.now - status.issued_at <= limit else None


def status_text(site: Site, points: Mapping[str, Point], viewer: Viewer) -> StatusText:
    """The plant's state in the reader's language."""
    texts = viewer.texts
    swedish = texts.language == "sv"
    panel, panel_look = panel_text(tags(site, points, viewer), viewer)
    status = current_status(viewer)
    if status is None:
        decided = _decided(viewer)
        nothing = StatusText("–", "stale", decided, (), (), (), (), "–", "–", False, panel, panel_look, "–", "")
        return nothing
    named = {name: viewer.name(point) for name, point in plant_points(site, points.values()).items()}
    snow, band = snow_text(viewer)
    still, still_band = deliverable_text(viewer)
    return StatusText(
        mode=status.mode_text_sv if swedish else status.mode_text_en,
        look=_LOOKS.get(status.mode, ""),
        decided=_decided(viewer),
        reasons=status.reasons_sv if swedish else status.reasons_en,
        guards=tuple(guard.text_sv if swedish else guard.text_en for guard in status.guards),
        missing=tuple(named.get(name, name) for name in status.missing),
        targets=tuple(
            (target.name_sv if swedish else target.name_en, _with_unit(target.target_kw, "kW", viewer))
            for target in status.targets
        ),
        demand=_with_unit(status.cooling_demand_kw, "kW", viewer),
        setpoint=_with_unit(status.supply_setpoint_c, "degC", viewer),
        fallback=status.plc_fallback,
        panel=panel,
        panel_look=panel_look,
        snow=snow,
        snow_band=band,
        deliverable=still,
        deliverable_band=still_band,
    )


def _decided(viewer: Viewer) -> str:
    status = viewer.snapshot.plant_status
    if status is None:
        return viewer.texts("plant.no_status")
    age_s = max(0.0, (viewer.snapshot.now - status.issued_at).total_seconds())
    key = "plant.decided" if current_status(viewer) else "plant.decided_stale"
    return viewer.texts(key, ago=ago(age_s, viewer.texts.language))


def panel_text(shown: Mapping[str, Shown], viewer: Viewer) -> tuple[str, str]:
    """Position of the panel's switch and its look; unknown unless both contacts are fresh."""
    hand, off = shown.get("panel_hand"), shown.get("panel_off")
    if hand is None or off is None or not {hand.state, off.state} <= {State.GOOD, State.UNCERTAIN}:
        return viewer.texts("panel.unknown"), "stale"
    if hand.value:
        return viewer.texts("panel.hand"), "manual"
    return (viewer.texts("panel.off"), "manual") if off.value else (viewer.texts("panel.auto"), "")


def snow_text(viewer: Viewer) -> tuple[str, str]:
    """Snow left and its band; the controller's estimate."""
    status, texts = current_status(viewer), viewer.texts
    if status is None or status.snow_left_t is None:
        return "–", texts("snow.unknown")
    left = _with_unit(status.snow_left_t, "t", viewer)
    if status.snow_left_low_t is None or status.snow_left_high_t is None:
        return left, texts("snow.estimate")
    low, high = (number(edge, 0, texts.language) for edge in (status.snow_left_low_t, status.snow_left_high_t))
    return left, texts("snow.band", low=low, high=high)


def deliverable_text(viewer: Viewer) -> tuple[str, str]:
    """Cooling that the snow can still deliver, with its band and what it rests on; empty when there is none."""
    status, texts = current_status(viewer), viewer.texts
    if status is None or status.snow_deliverable_mwh is None or status.snow_deliverable_until is None:
        return "", ""
    ends = (status.snow_deliverable_low_mwh or 0.0, status.snow_deliverable_high_mwh or 0.0)
    low, high = (number(edge, 0, texts.language) for edge in ends)
    until = status.snow_deliverable_until.isoformat().replace("-", _NO_BREAK_HYPHEN)
    mwh = energy(1000.0 * status.snow_deliverable_mwh, texts.language)
    return mwh, texts("snow.deliverable_band", low=low, high=high, until=until)


def _with_unit(value: float | None, unit: str, viewer: Viewer) -> str:
    if value is None:
        return "–"
    return quantity(value, unit, viewer.texts.language) + NO_BREAK_SPACE + unit_text(unit)
