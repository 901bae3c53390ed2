"""The snow store of a plant: its shape, its snow, its cover, and what is known of how much lies in it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from config.grammar.words import Day, Grammar, NotNegative, Positive
from domain.plant import Discharge, SnowIntake, SnowSource, SnowStore, SnowSurvey, StoreGeometry

# Loads are counted and gun hours logged, neither is weighed; a laser or drone measures a pile's volume to 3-5 %.
INTAKE_SD_SHARE = 0.15
VOLUME_SD_SHARE = 0.04
# Cores from a few places of a pile whose density grows downwards (636 to 682 kg/m3 over one measured summer).
CORE_DENSITY_SD_SHARE = 0.05

_Density = Annotated[float, Field(ge=200, le=917)]
_ErrorShare = Annotated[float, Field(gt=0, le=1)]


class GeometryFile(Grammar):
    """`geometry:`, a frustum pile on a frustum pit."""

    length_m: Positive = Field(description="Plattans längd vid markytan (gropens överkant).")
    width_m: Positive = Field(description="Plattans bredd vid markytan (gropens överkant).")
    pit_depth_m: NotNegative = Field(default=0.0, description="Gropens djup; utelämnat ingen grop.")
    side_slope_deg: Annotated[float, Field(gt=0, lt=90)] = Field(
        default=45.0, description="Snöhögens lutning ovan mark; utelämnad 45 grader."
    )
    pit_slope_deg: Annotated[float, Field(gt=0, le=90)] = Field(
        default=60.0, description="Gropens släntlutning; utelämnad 60 grader."
    )


class SurveyFile(Grammar):
    """One entry of `surveys:`: a measured pile."""

    date: Day = Field(description="Dagen då snön mättes in.")
    volume_m3: Positive = Field(description="Volym enligt laser eller drönare.")
    volume_sd_share: _ErrorShare = Field(
        default=VOLUME_SD_SHARE, description="Volymens standardavvikelse som andel; utelämnad 0.04."
    )
    density_kg_m3: _Density = Field(description="Densitet enligt borrkärnor.")
    density_sd_share: _ErrorShare = Field(
        default=CORE_DENSITY_SD_SHARE, description="Densitetens standardavvikelse som andel; utelämnad 0.05."
    )

    def to_domain(self) -> SnowSurvey:
        """The survey in the language of the trade."""
        return SnowSurvey(
            date.fromisoformat(self.date),
            self.volume_m3,
            self.volume_sd_share,
            self.density_kg_m3,
            self.density_sd_share,
        )


class IntakeFile(Grammar):
    """One entry of `intake:`: snow brought in, as tonnes, loads or gun hours."""

    date: Day = Field(description="Dagen då snön kom in (för en period: dess sista dag).")
    source: Annotated[SnowSource, Field(strict=False)] = Field(description="streets (gator) eller guns (kanoner).")
    tonnes: Positive | None = Field(default=None, description="Vägd eller uppskattad mängd.")
    loads: Positive | None = Field(default=None, description="Antal lass, med tonnes_per_load.")
    tonnes_per_load: Positive | None = Field(default=None, description="Ton snö per lass.")
    gun_hours: Positive | None = Field(default=None, description="Kanontimmar, med tonnes_per_hour.")
    tonnes_per_hour: Positive | None = Field(default=None, description="Ton snö per kanontimme som når lagret.")
    sd_share: _ErrorShare = Field(
        default=INTAKE_SD_SHARE, description="Standardavvikelse som andel av mängden; utelämnad 0.15."
    )

    def to_domain(self) -> SnowIntake:
        """The line of the log with its mass."""
        by_loads = (self.loads or 0.0) * (self.tonnes_per_load or 0.0)
        by_hours = (self.gun_hours or 0.0) * (self.tonnes_per_hour or 0.0)
        mass_t = self.tonnes if self.tonnes is not None else by_loads + by_hours
        return SnowIntake(date.fromisoformat(self.date), mass_t, self.source, self.sd_share)


class SnowStoreFile(Grammar):
    """`snow_store:`."""

    mass_t: Positive | None = Field(default=None, description="Snömängd vid säsongens början (eller volume_m3).")
    volume_m3: Positive | None = Field(default=None, description="Snövolym vid säsongens början (eller mass_t).")
    pad_t: Positive = Field(description="Vad plattan rymmer.")
    density_kg_m3: _Density = Field(description="Snöns densitet när lagret täcks.")
    settled_density_kg_m3: _Density | None = Field(
        default=None, description="Densiteten som snön sätter sig mot; utelämnad sätter den sig inte."
    )
    pad_area_m2: Positive | None = Field(
        default=None, description="Snöhögens yta mot plattan; får utelämnas när geometry finns."
    )
    geometry: GeometryFile | None = Field(
        default=None, description="Lagrets form; utelämnad en kvadratisk platta utan grop."
    )
    cover_m: NotNegative = Field(description="Täckets tjocklek (flis).")
    cover_conductivity_w_m_k: Positive = Field(description="Nytt täckes värmeledning, ytan allena.")
    cover_age_years: NotNegative = Field(default=0.0, description="Flisens ålder i år; utelämnad ny.")
    discharge: Annotated[Discharge, Field(strict=False)] = Field(
        default=Discharge.WARM,
        description="Överskottsvatten leds bort varmt (warm, utelämnat) eller kallt (cold).",
    )
    intake: list[IntakeFile] = Field(default=[], description="Logg över inkörd och tillverkad snö.")
    surveys: list[SurveyFile] = Field(default=[], description="Inmätningar av snöhögen.")

    def to_domain(self) -> SnowStore:
        """The store; a volume is turned into mass by the density, sides into an area."""
        mass_t = self.mass_t if self.mass_t is not None else (self.volume_m3 or 0.0) * self.density_kg_m3 / 1000
        shape = StoreGeometry(**self.geometry.model_dump()) if self.geometry is not None else None
        sides_m2 = shape.length_m * shape.width_m if shape is not None else 0.0
        return SnowStore(
            mass_t=mass_t,
            pad_t=self.pad_t,
            density_kg_m3=self.density_kg_m3,
            pad_area_m2=self.pad_area_m2 if self.pad_area_m2 is not None else sides_m2,
            cover_m=self.cover_m,
            cover_conductivity_w_m_k=self.cover_conductivity_w_m_k,
            cover_age_years=self.cover_age_years,
            settled_density_kg_m3=self.settled_density_kg_m3,
            geometry=shape,
            discharge=self.discharge,
            intake=tuple(sorted((line.to_domain() for line in self.intake), key=lambda line: line.day)),
            surveys=tuple(sorted((each.to_domain() for each in self.surveys), key=lambda each: each.day)),
        )
