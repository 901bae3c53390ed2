"""The year of a store: filled until a month before the season, then covered, used up until the season's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.plant import Season, SnowIntake, SnowStore, SnowSurvey

# Covered in April, before the melt, when cooling starts in May: the practice at Sundsvall.
_COVERED_BEFORE_SEASON = timedelta(days=30)
# Streets are cleared from November on.
_FILLED_FROM_MONTH = 11


@dataclass(frozen=True, slots=True)
class StorageYear:
    """The store's year that holds a day: it begins the day after a season's end and ends with the next one's."""

    begins: date
    covered_from: date
    starts: date
    ends: date

    @classmethod
    def of(cls, day: date, season: Season) -> StorageYear:
        """The year that `day` belongs to."""
        year = day.year if (day.month, day.day) <= season.end else day.year + 1
        starts, ends = date(year, *season.start), date(year, *season.end)
        begins = date(year - 1, *season.end) + timedelta(days=1)
        return cls(begins, starts - _COVERED_BEFORE_SEASON, starts, ends)

    def covered(self, day: date) -> bool:
        """Whether the store is closed on `day`: nothing is brought in, snow only melts."""
        return self.covered_from <= day <= self.ends

    def in_season(self, day: date) -> bool:
        """Whether the snow may be used on `day`."""
        return self.starts <= day <= self.ends

    def days_settled(self, day: date) -> float:
        """Days since the store was covered."""
        return float(max((day - self.covered_from).days, 0))

    @property
    def filled_from(self) -> date:
        """First day on which snow is brought in."""
        covered = self.covered_from
        first = date(covered.year - (covered.month <= _FILLED_FROM_MONTH), _FILLED_FROM_MONTH, 1)
        return max(first, self.begins)

    def filled_share(self, day: date) -> float:
        """How much of the filling time has passed."""
        first = self.filled_from
        return min(max((day - first) / (self.covered_from - first), 0.0), 1.0)

    def used_share(self, since: date, day: date) -> float:
        """Share of the snow of day `since` that is gone on `day`, if it goes evenly until the season's end."""
        first = max(since, self.starts)
        left = (self.ends - first).days + 1
        return min(max((day - first).days / left, 0.0), 1.0) if left > 0 else 1.0

    def intake(self, store: SnowStore, day: date) -> tuple[SnowIntake, ...]:
        """Lines of the intake log that are in the store on `day`."""
        return tuple(line for line in store.intake if self.begins <= line.day <= day)

    def surveys(self, store: SnowStore, day: date) -> tuple[SnowSurvey, ...]:
        """Surveys of this year's snow up to `day`, in order."""
        known = [survey for survey in store.surveys if self.begins <= survey.day <= day]
        return tuple(sorted(known, key=lambda survey: survey.day))
