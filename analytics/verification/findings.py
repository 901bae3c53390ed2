"""What the data say before drift is judged, as numbers alone: they travel between processes and are rolled up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from analytics.uncertainty.drift import YearDrift, drift_sd
from analytics.uncertainty.interval import NORMAL_90, HalfWidths, Luck


@dataclass(frozen=True, slots=True)
class WholeFindings:
    """Adjusted baseline [kWh] of the whole period, half-widths [kWh] of the unknown rest's noise and doubt.

    In gaps whose total a register knows, `counted_kwh` was used instead of `counted_adjusted_kwh`.
    """

    adjusted_baseline_kwh: float
    noise_kwh: float
    doubt_kwh: float
    counted_adjusted_kwh: float = 0.0
    counted_kwh: float = 0.0

    def saved_kwh(self, share: float) -> float:
        """Avoided energy [kWh]: `share` of what nobody counted, and what was counted as it is."""
        carried = share * (self.adjusted_baseline_kwh - self.counted_adjusted_kwh)
        return carried + self.counted_adjusted_kwh - self.counted_kwh


@dataclass(frozen=True, slots=True)
class Findings:
    """Energy [kWh] over the known part of a period, and the half-widths [kWh] of its error that ask for no drift.

    `adjusted_baseline_kwh` holds the non-routine adjustment and `coefficients_kwh` its uncertainty. `gap_years`
    lies between the midpoints of the baseline and this period. `sound`: the verdict allows a claim and no event is
    left undecided.
    """

    from_: datetime
    to: datetime
    gap_years: float
    observed_kwh: float
    adjusted_baseline_kwh: float
    luck: Luck
    coefficients_kwh: float
    baseline_missing_share: float
    metering_kwh: float
    fsu_90: float | None
    sound: bool
    whole: WholeFindings | None

    @property
    def kwh(self) -> float:
        """Avoided energy [kWh]."""
        return self.adjusted_baseline_kwh - self.observed_kwh

    @property
    def share(self) -> float | None:
        """Avoided energy as a share of the adjusted baseline [1]; None when that is not above zero."""
        return self.kwh / self.adjusted_baseline_kwh if self.adjusted_baseline_kwh > 0 else None

    def unobserved_kwh(self, drift: YearDrift) -> float:
        """Half-width [kWh] for the part of the baseline that nobody saw.

        Its use may differ from what the rest says as one year's does from another's: variance m · sd², m the
        share missing. So a baseline with gaps is never surer than one without.
        """
        sd = drift.sd * math.sqrt(self.baseline_missing_share)
        return NORMAL_90 * sd * abs(self.adjusted_baseline_kwh)

    def half_widths(self, drift: YearDrift) -> HalfWidths:
        """All four half-widths; drift is the sd for the gap times the adjusted baseline."""
        return HalfWidths(
            noise=self.luck.half_widths[0],
            coefficients=math.hypot(self.coefficients_kwh, self.unobserved_kwh(drift)),
            drift=NORMAL_90 * drift_sd(drift.sd, self.gap_years) * abs(self.adjusted_baseline_kwh),
            metering=self.metering_kwh,
        )

    def whole_half_width(self, drift: YearDrift) -> float:
        """Half-width [kWh] for the whole period: the known part's, grown by the ratio, and the rest's own."""
        if self.whole is None:
            return 0.0
        growth = self.whole.adjusted_baseline_kwh / self.adjusted_baseline_kwh
        known = self.half_widths(drift).together * growth
        return math.hypot(known, self.whole.noise_kwh, self.whole.doubt_kwh)
