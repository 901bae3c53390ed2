"""`snokyla alarms`: list, acknowledge and park alarms, also while an edge runs on the same store."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.documents import to_json
from app.options import data_option, json_option, language_option, parse_time
from domain.interval import STOCKHOLM

if TYPE_CHECKING:
    from alarms.desk import AlarmDesk
    from app.answers import AlarmAnswer
    from domain.alarm import Alarm

by_option = click.option("--by", default=None, metavar="NAME", help="Who does it (default: who is logged in).")


@click.group
def command() -> None:
    """List, acknowledge (kvittera) and park (parkera) alarms."""


@command.command("list")
@data_option
@json_option
@language_option
def list_(data: Path | None, as_json: bool, language: str) -> None:
    """Every alarm that is not normal, the most urgent first."""
    with _desk(data) as desk:
        alarms = desk.active()
    if as_json:
        click.echo(to_json([document(alarm) for alarm in alarms]))
        return
    for alarm in alarms:
        click.echo(_lines(alarm, language))
    if not alarms:
        click.echo("Inga larm." if language == "sv" else "No alarms.", err=True)


@command.command("ack")
@click.argument("key")
@data_option
@by_option
@click.option("--note", default=None, metavar="TEXT", help="What was seen or done.")
@json_option
def acknowledge(*, key: str, data: Path | None, by: str | None, note: str | None, as_json: bool) -> None:
    """Acknowledge alarm KEY, as `list` shows it: somebody has seen it and will act."""
    with _desk(data) as desk, _known(desk):
        _tell(desk.acknowledge(key, by or getpass.getuser(), note), as_json)


@command.command("shelve")
@click.argument("key")
@data_option
@by_option
@click.option("--reason", required=True, metavar="TEXT", help="Why it may be out of sight.")
@click.option("--until", required=True, metavar="T", help="When it comes back: at most 24 h from now.")
@json_option
def shelve(*, key: str, data: Path | None, by: str | None, reason: str, until: str, as_json: bool) -> None:
    """Park alarm KEY for a while, for a stated reason."""
    moment = parse_time(until, STOCKHOLM, "--until")
    with _desk(data) as desk, _known(desk):
        try:
            _tell(desk.shelve(key, by or getpass.getuser(), reason, moment), as_json)
        except ValueError as error:
            raise click.UsageError(str(error)) from error


@contextmanager
def _desk(data: Path | None) -> Iterator[AlarmDesk]:
    """The desk over the log in the data directory; a running edge sees what is done here within a second."""
    from alarms.desk import AlarmDesk
    from app.store import open_store, resolve_data_dir
    from domain.clock import ScaledClock
    from historian.alarm_log import SqliteAlarmLog

    store = open_store(resolve_data_dir(data))
    try:
        yield AlarmDesk(SqliteAlarmLog(store.database), ScaledClock())
    finally:
        store.close()


@contextmanager
def _known(desk: AlarmDesk) -> Iterator[None]:
    """An alarm that is not there is a mistake in how the verb was called, answered with those that are."""
    try:
        yield
    except KeyError as error:
        active = ", ".join(alarm.key for alarm in desk.active()) or "none"
        raise click.BadParameter(f"no such alarm; active: {active}", param_hint="KEY") from error


def _tell(alarm: Alarm, as_json: bool) -> None:
    click.echo(to_json(document(alarm)) if as_json else _lines(alarm, "sv"))


def _lines(alarm: Alarm, language: str) -> str:
    """One alarm for a person: what it is, since when, why, and what to do."""
    definition = alarm.definition
    title, action = (
        (definition.title_sv, definition.action_sv)
        if language == "sv"
        else (definition.title_en, definition.action_en)
    )
    note = f" ({alarm.note})" if alarm.note else ""
    head = f"{definition.priority}  {alarm.key}  {alarm.state}  {_utc(alarm.raised_at)}"
    return f"{head}\n    {title}{note}\n    {action}"


def document(alarm: Alarm) -> AlarmAnswer:
    """`alarm` as a document: times in UTC, texts in both languages."""
    from app.answers import AlarmAnswer

    definition = alarm.definition
    return AlarmAnswer(
        key=alarm.key,
        definition=definition.id,
        source=alarm.source,
        priority=definition.priority,
        state=alarm.state,
        raised_at=alarm.raised_at.replace(microsecond=0),
        changed_at=alarm.changed_at.replace(microsecond=0),
        shelved_until=alarm.shelved_until.replace(microsecond=0) if alarm.shelved_until is not None else None,
        note=alarm.note,
        minutes=definition.minutes,
        **{
            f"{part}_{lang}": getattr(definition, f"{part}_{lang}")
            for part in ("title", "cause", "consequence", "action")
            for lang in ("sv", "en")
        },
    )


def _utc(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
