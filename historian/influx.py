"""InfluxDB as store: written with influxdb-client, read through InfluxQL, which 1.x, 2.x and 3.x share."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
import urllib3
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.domain.write_precision import WritePrecision
from influxdb_client.rest import ApiException

from domain.errors import Unreachable
from domain.interval import Interval, Step
from domain.quality import Level, Quality
from domain.reading import Reading
from domain.table import Series, StepSeries
from historian.gather import CONTEXT, Column, Grid, bins_of, joined, leading_bin, no_steps, step_series
from historian.instants import micros, moment
from historian.layout import (
    DELAY,
    MEASUREMENT,
    POINT,
    QUALITY,
    REASON,
    UNIT,
    VALUE,
    line,
    reading_of,
    require_finite,
)
from historian.refused import Refused

# Lines per request, what the maker advises.
BATCH = 5000
TIMEOUT_S = 30.0
# So many of the newest rows of a point are looked at: the very newest may be about to be written.
_NEWEST = 5
# Rows the server sends at once; it holds no more of its answer than that.
CHUNK = 10_000
# Points named in one question: keeps the address of the request below 32 kB.
_ASKED_AT_ONCE = 200

Row = tuple[Any, ...]


class InfluxHistorian:
    """Historian in a bucket of an InfluxDB server; any thread may call.

    Raises Unreachable while the server does not answer or lets nobody in, Refused for readings it will not take.
    """

    def __init__(self, url: str, org: str, bucket: str, token: str, timeout_s: float = TIMEOUT_S) -> None:
        self.name = f"{url.rstrip('/')}/{org}/{bucket}"
        self._url = url.rstrip("/")
        self._bucket = bucket
        self._client = InfluxDBClient(url=self._url, token=token, org=org, timeout=int(timeout_s * 1000))
        self._write = self._client.write_api(write_options=SYNCHRONOUS)
        self._http = urllib3.PoolManager(
            headers={"Authorization": f"Token {token}"}, timeout=urllib3.Timeout(timeout_s), retries=False
        )

    def append(self, readings: Sequence[Reading]) -> None:
        """Keep `readings`; ValueError for one whose value is not finite."""
        require_finite(readings)
        for start in range(0, len(readings), BATCH):
            self._send([line(reading) for reading in readings[start : start + BATCH]])

    def points(self) -> list[str]:
        """Names of all points that have readings, sorted."""
        found = self._ask(f'SHOW TAG VALUES FROM "{MEASUREMENT}" WITH KEY = "{POINT}"')
        return sorted(row[1] for _, rows in found for row in rows)

    def latest(self, points: Sequence[str] | None = None) -> dict[str, Reading]:
        """The newest reading, good or bad, of each of `points` (of all when None); absent ones are left out."""
        fields = (VALUE, QUALITY, REASON, UNIT, DELAY)
        found = {}
        for name, rows in self._select(fields, points, "", f"ORDER BY time DESC LIMIT {_NEWEST}"):
            whole = [row for row in rows if None not in row[2:] and _is_whole(row)]
            if not whole:
                continue
            at, value, level, reason, unit, delay_s = whole[0]
            found[name] = reading_of(name, at, value=value, level=level, reason=reason, unit=unit, delay_s=delay_s)
        return found

    def series(self, points: Sequence[str], interval: Interval) -> dict[str, Series]:
        """Raw readings in `interval`, one Series per point that is asked for, empty where there are none."""
        units = self._units(points)
        rows_of = self._within((VALUE, QUALITY, REASON), points, interval)
        return {name: _series(name, units.get(name, ""), rows_of.get(name, [])) for name in points}

    def table(self, points: Sequence[str], interval: Interval, step: Step) -> dict[str, StepSeries]:
        """Readings in `interval` gathered per step, one StepSeries per point that is asked for."""
        grid = Grid.of(interval, step)
        if not grid.edges:
            return {name: no_steps(name) for name in points}
        units = self._units(points)
        columns = self._columns(points, interval)
        found = {}
        for name in points:
            column = columns.pop(name)
            bins = joined([leading_bin(column, grid.start), bins_of(column, grid.clipped)])
            found[name] = step_series(name, units.get(name, ""), bins, grid)
        return found

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()  # type: ignore[no-untyped-call]
        self._http.clear()

    def _send(self, lines: list[str]) -> None:
        try:
            self._write.write(
                self._bucket, record="\n".join(lines), write_precision=cast("WritePrecision", WritePrecision.US)
            )
        except ApiException as error:
            status, reason = error.status or 0, _message(error.body) or str(error.reason)
            if status in {400, 422}:
                raise Refused(status, reason, _dropped(reason)) from error
            raise Unreachable(self.name, _advice(status, reason)) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Unreachable(self.name, f"InfluxDB does not answer ({error})") from error

    def _units(self, points: Sequence[str]) -> dict[str, str]:
        """Unit of the newest reading of each point that has readings."""
        newest = self._select((UNIT,), points, "", "ORDER BY time DESC LIMIT 1")
        return {name: rows[0][1] for name, rows in newest}

    def _columns(self, points: Sequence[str], interval: Interval) -> dict[str, Column]:
        """Readings of each point in `interval` and those around it that decide about what they speak for."""
        fields = (VALUE, QUALITY)
        before = f"time < {micros(interval.start)}u"
        after = f"time >= {micros(interval.end)}u"
        parts: dict[str, list[Row]] = {name: [] for name in points}
        for name, rows in self._select(fields, points, before, f"ORDER BY time DESC LIMIT {CONTEXT}"):
            parts[name] += rows[::-1]
        for name, rows in self._within(fields, points, interval).items():
            parts[name] += rows
        for name, rows in self._select(fields, points, after, f"ORDER BY time LIMIT {CONTEXT}"):
            parts[name] += rows
        return {name: _column(rows) for name, rows in parts.items()}

    def _within(self, fields: Sequence[str], points: Sequence[str], interval: Interval) -> dict[str, list[Row]]:
        inside = f"time >= {micros(interval.start)}u AND time < {micros(interval.end)}u"
        found: dict[str, list[Row]] = {}
        for name, rows in self._select(fields, points, inside, ""):
            found.setdefault(name, []).extend(rows)
        return found

    def _select(
        self, fields: Sequence[str], points: Sequence[str] | None, condition: str, tail: str
    ) -> Iterator[tuple[str, list[Row]]]:
        """Rows (time, *fields) of each of `points` that has any."""
        columns = ", ".join(f'"{field}"' for field in fields)
        for among in _among(points):
            where = " AND ".join(filter(None, [among, condition]))
            query = f'SELECT {columns} FROM "{MEASUREMENT}"' + (f" WHERE {where}" if where else "")  # noqa: S608
            for tags, rows in self._ask(f'{query} GROUP BY "{POINT}" {tail}'):
                yield tags[POINT], rows

    def _ask(self, query: str) -> Iterator[tuple[dict[str, str], list[Row]]]:
        """Answer of an InfluxQL query in the order of the server: tags and rows, those of one point in pieces."""
        asked = {"db": self._bucket, "q": query, "epoch": "u", "chunked": "true", "chunk_size": str(CHUNK)}
        try:
            reply = self._http.request("GET", f"{self._url}/query", fields=asked, preload_content=False)
            with reply:
                if reply.status != 200:
                    raise Unreachable(self.name, _advice(reply.status, _message(reply.data)))
                for document in filter(bytes.strip, reply):
                    yield from self._tables(json.loads(document))
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise Unreachable(self.name, f"InfluxDB does not answer ({error})") from error

    def _tables(self, document: dict[str, Any]) -> Iterator[tuple[dict[str, str], list[Row]]]:
        results = document.get("results", [])
        # A wrong bucket is a 200 with the error in the body.
        for fault in [document.get("error"), *(result.get("error") for result in results)]:
            if fault:
                raise Unreachable(self.name, f"InfluxDB answers: {fault}")
        for result in results:
            for table in result.get("series", []):
                yield table.get("tags", {}), table["values"]


def _among(points: Sequence[str] | None) -> Iterator[str]:
    """Conditions that together choose `points`; one empty condition for all."""
    if points is None:
        yield ""
        return
    for start in range(0, len(points), _ASKED_AT_ONCE):
        chosen = points[start : start + _ASKED_AT_ONCE]
        yield "(" + " OR ".join(f"\"{POINT}\" = '{_escaped(name)}'" for name in chosen) + ")"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _is_whole(row: Row) -> bool:
    """Whether a row (time, value, level, …) is there with all that belongs to it.

    InfluxDB shows the fields of a point one by one while it is being written; the next look has all of them.
    """
    return row[2] is not None and (row[1] is not None or row[2] == Level.BAD)


def _series(name: str, unit: str, rows: list[Row]) -> Series:
    rows = [row for row in rows if _is_whole(row) and row[3] is not None]
    known: dict[tuple[str, str], Quality] = {}
    qualities = []
    for _, _, level, reason in rows:
        key = level, reason
        if key not in known:
            known[key] = Quality(Level(level), reason or None)
        qualities.append(known[key])
    values = [row[1] if quality.usable else None for row, quality in zip(rows, qualities, strict=True)]
    return Series(name, unit, tuple([moment(row[0]) for row in rows]), tuple(values), tuple(qualities))


def _column(rows: list[Row]) -> Column:
    rows = [row for row in rows if _is_whole(row)]
    at = np.array([row[0] for row in rows], np.int64)
    values = [math.nan if row[2] == Level.BAD else row[1] for row in rows]
    return Column(at, np.array(values, np.float64))


def _message(body: bytes | str | None) -> str:
    """The `message` or `error` of the server's answer."""
    try:
        answer = json.loads(body or "{}")
    except ValueError:
        return str(body)[:200]
    if not isinstance(answer, dict):
        return ""
    return cast("str", answer.get("message") or answer.get("error") or "")


def _dropped(reason: str) -> int | None:
    """How many lines the server says it left out of those it was sent; None when it took none at all."""
    told = re.search(r"dropped[= ](\d+)", reason)
    return int(told[1]) if told else None


def _advice(status: int, reason: str) -> str:
    """What a status means to the person who has to mend it."""
    advice = {
        401: "the token is refused; check token_file",
        403: "the token may not use this bucket; give it read and write access",
        404: "the bucket or organisation is not there; create it or correct its name",
        429: "the server is busy",
    }.get(status, "the server has a fault of its own" if status >= 500 else "unexpected answer")
    return f"HTTP {status}: {advice}" + (f" ({reason})" if reason else "")
