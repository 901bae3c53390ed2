"""What is known of the snow at one moment: the belief, and what has been told and shown so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from controller.snow_estimate.gaussian import Belief
from controller.snow_estimate.watch import WaterDay
from domain.plant import SnowIntake, SnowSurvey
from domain.storage_year import StorageYear


@dataclass(frozen=True, slots=True)
class Known:
    """All that the estimate at `at` rests on, of storage year `year`.

    `energy_kwh` is the counter when it was last read, at `metered_at`; None once cooling has been guessed since,
    until `energy_at`. `cooled_at` is when snow last clearly cooled, or its use may have begun. `height_at` is when
    a height last counted, `bare` whether it was believed to show a bare pad, `shown` that height [mm] and what has
    melted [t] while it was shown. `dry_at` is when the rain gauge was last dry. `water` is the open water balance;
    `nominal_t`, `intake` and `surveys` are what the site file has told so far.
    """

    at: datetime
    year: StorageYear
    belief: Belief
    energy_kwh: float | None
    energy_at: datetime
    metered_at: datetime
    cooled_at: datetime
    height_at: datetime | None
    bare: bool
    shown: tuple[float, float]
    dry_at: datetime
    water: WaterDay
    nominal_t: float
    intake: tuple[SnowIntake, ...]
    surveys: tuple[SnowSurvey, ...]
