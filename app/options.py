"""Options that many verbs share, and how a person writes a time."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from domain.interval import YEARS, Interval


def _one(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> str:
    if len(given) > 1:
        raise click.BadParameter("one site at a time; it is given " + ", ".join(given))
    return given[0]


# Taken more than once, so that a second site is refused instead of put silently in the place of the first.
site_option = click.option(
    "--site",
    "site_name",
    required=True,
    multiple=True,
    callback=_one,
    metavar="FILE",
    help="Site file, or the name of a shipped site.",
)
data_option = click.option(
    "--data",
    "data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Data directory (default $SNOKYLA_DATA, else ./data).",
)


class Zone(click.ParamType[ZoneInfo]):
    """Name of a time zone of the IANA data base."""

    name = "TZ"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> ZoneInfo:
        """The zone of that name."""
        if isinstance(value, ZoneInfo):
            return value
        try:
            return ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.fail(f"{value!r} is no time zone; write one like Europe/Stockholm", param, ctx)


class Number(click.FloatRange):
    """A number within bounds; `nan` and `inf` are none."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        number = float(click.FloatRange.convert(self, value, param, ctx))  # type: ignore[arg-type]
        if not math.isfinite(number):
            self.fail(f"{value!r} is no number", param, ctx)
        return number


language_option = click.option(
    "--lang", "language", type=click.Choice(["sv", "en"]), default="sv", show_default=True
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
zone_option = click.option("--timezone", type=Zone(), default="Europe/Stockholm", show_default=True)
holidays_option = click.option(
    "--holidays", default="SE", show_default=True, metavar="CC", help="Country, GB-ENG for a part, or none."
)
model_option = click.option(
    "--model",
    type=click.Choice(["auto", "monthly", "daily", "hourly", "learned"]),
    default="auto",
    show_default=True,
)


def no_calendar(error: Exception) -> click.BadParameter:
    """What to say of a country that has no calendar; `error` names it."""
    remedy = f"no holiday calendar {error}; write SE, GB-ENG or none"
    return click.BadParameter(remedy, param_hint="--holidays")


def parse_time(text: str, zone: ZoneInfo, option: str) -> datetime:
    """The UTC time written as ISO 8601 with an offset, or as a date: local midnight of `zone`."""
    moment = _moment(text, zone)
    if moment is None or moment.tzinfo is None:
        raise click.BadParameter(
            f"{text!r} is not a date or a time with an offset; write 2025-01-31 or 2025-01-31T13:00:00+01:00",
            param_hint=option,
        )
    if moment.year not in YEARS:
        raise click.BadParameter(f"{text!r} lies outside the years {YEARS[0]} to {YEARS[-1]}", param_hint=option)
    return moment.astimezone(UTC)


def parse_period(text: str, zone: ZoneInfo, option: str) -> Interval:
    """The interval written as FROM/TO."""
    parts = text.split("/")
    if len(parts) != 2:
        raise click.BadParameter(f"{text!r} is not FROM/TO, like 2016-01-01/2017-01-01", param_hint=option)
    start, end = (parse_time(part.strip(), zone, option) for part in parts)
    if start >= end:
        raise click.BadParameter(f"{text!r} ends before it begins", param_hint=option)
    return Interval(start, end)


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
