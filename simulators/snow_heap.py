"""The pile of the simulated plant: what weather, ground and load take from it, and what runs to the pond."""

from __future__ import annotations

from datetime import date

from domain.plant import Discharge, Season, SnowStore
from physics import snow_store
from physics.snow_geometry import shape_table
from simulators.plant_truth import PlantTruth
from simulators.snow_season import Phase, clearing_share_per_h, days_covered, filling_t_per_h
from simulators.weather import Weather

# Chips that slip bare about this share of the surface until somebody pushes them back (assumed).
_SLIPPED_SHARE = 0.15


class SnowHeap:
    """Moves with `step`; `mass_t`, and rates of its last step: `natural_t_h`, `load_t_h`, `to_pond_m3_h`."""

    def __init__(self, nameplate: SnowStore, truth: PlantTruth, season: Season, mass_t: float) -> None:
        self.store = truth.store(nameplate)
        self.mass_t = mass_t
        self.natural_t_h = 0.0
        self.load_t_h = 0.0
        self.to_pond_m3_h = 0.0
        self._truth = truth
        self._season = season
        self._shape = shape_table(nameplate.shape)

    @property
    def share(self) -> float:
        """Share of the snow of a full start."""
        return self.mass_t / self.store.mass_t

    def discharge_temp_c(self, leaving_c: float, return_c: float) -> float:
        """At which temperature surplus water leaves [°C], by the side on which the store lets it out."""
        return max(return_c if self.store.discharge is Discharge.WARM else leaving_c, 0.0)

    def height_mm(self, day: date) -> float:
        """Height of the snow above the floor of the store [mm] on local `day`."""
        density = snow_store.density_kg_m3(self.store, days_covered(day, self._season))
        return 1000.0 * self._shape.height_m(self.mass_t * 1000.0 / density)

    def step(
        self,
        hours: float,
        weather: Weather,
        doing: Phase,
        day: date,
        *,
        cooling_kwh: float,
        discharge_c: float,
        slipped: bool,
    ) -> None:
        """Move by `hours` of `weather` on local `day`, after `cooling_kwh` were taken in them."""
        covered = doing is Phase.COVERED
        # Snow that is being filled in is counted net of what melts; only the load takes from it.
        step = snow_store.melt(
            self.store,
            self.mass_t,
            hours,
            air_temp_c=weather.outside_air_temp_c if covered else 0.0,
            rain_mm_h=weather.rain_mm_h,
            cooling_kw=cooling_kwh / hours,
            discharge_temp_c=discharge_c,
            days_settled=days_covered(day, self._season),
            surface_kg_m2_h=self._bared_melt(weather) if covered and slipped else None,
            shape=self._shape,
        )
        self.natural_t_h, self.load_t_h = step.natural_t / hours, step.load_t / hours
        fallen_mm_h = snow_store.rain_mm(weather.rain_mm_h, weather.outside_air_temp_c)
        rain_m3_h = fallen_mm_h / 1000.0 * self.store.pad_area_m2 * self._truth.rain_catch
        self.to_pond_m3_h = self.natural_t_h * (1.0 - self._truth.evaporated) + self.load_t_h + rain_m3_h
        self.mass_t = step.end_t
        if doing is Phase.FILLING:
            brought_t_h = filling_t_per_h(day, self._season, self.store.mass_t, self._truth.seed)
            self.mass_t += brought_t_h * hours + step.natural_t
        elif not covered:
            self.mass_t *= (1.0 - clearing_share_per_h()) ** hours

    def _bared_melt(self, weather: Weather) -> float:
        """Melt of the whole surface [kg/(m2 h)] with a part of it bare."""
        air_c = weather.outside_air_temp_c
        conductivity = snow_store.cover_conductivity_w_m_k(self.store)
        under_chips = snow_store.surface_melt_kg_m2_h(air_c, self.store.cover_m, conductivity)
        bare = snow_store.surface_melt_kg_m2_h(air_c, 0.0)
        return (1.0 - _SLIPPED_SHARE) * under_chips + _SLIPPED_SHARE * max(bare, under_chips)
