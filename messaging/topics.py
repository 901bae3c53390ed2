"""The topic grammar, once: what snokyla publishes and where, and how filters match.

snokyla/<site>/status                            "online" or "offline", retained; offline is the last will
snokyla/<site>/state/<place>/<device>/<point>    newest reading of a point, retained
snokyla/<site>/alarm/<definition>/<source>       newest event of an alarm, retained
"""

from __future__ import annotations

from domain.alarm import AlarmEvent
from domain.reading import Reading

ROOT = "snokyla"
# MQTT 3.1.1, §1.5.3: a topic is at most 65,535 bytes of UTF-8.
_LONGEST = 65_535


def status(site: str) -> str:
    """Where the process says that it lives."""
    return f"{ROOT}/{site}/status"


def state(reading: Reading) -> str:
    """Where the newest reading of a point stands."""
    site, _, rest = reading.point.partition("/")
    return f"{ROOT}/{site}/state/{rest}"


def alarm(site: str, event: AlarmEvent) -> str:
    """Where the newest event of an alarm stands."""
    return f"{ROOT}/{site}/alarm/{event.definition_id}/{event.source}"


def check_filter(topic_filter: str) -> None:
    """ValueError when `topic_filter` is none: MQTT 3.1.1, §4.7.1."""
    if not topic_filter or "\0" in topic_filter or len(topic_filter.encode()) > _LONGEST:
        raise ValueError(
            f"{topic_filter!r} is not a topic filter: it is empty, too long or holds a null character"
        )
    levels = topic_filter.split("/")
    if any("#" in level and level != "#" for level in levels) or "#" in levels[:-1]:
        raise ValueError(f"{topic_filter!r} is not a topic filter: # stands alone, as the last level")
    if any("+" in level and level != "+" for level in levels):
        raise ValueError(f"{topic_filter!r} is not a topic filter: + stands alone in its level")


def check_topic(topic: str) -> None:
    """ValueError when nothing can be published on `topic`."""
    if not topic or any(mark in topic for mark in "+#\0") or len(topic.encode()) > _LONGEST:
        raise ValueError(f"{topic!r} is not a topic: it is empty, too long or holds + or #")


def matches(topic_filter: str, topic: str) -> bool:
    """Whether `topic` fits `topic_filter`; wildcards do not reach the broker's own topics ($SYS)."""
    wanted, found = topic_filter.split("/"), topic.split("/")
    if topic.startswith("$") and wanted[0] in {"+", "#"}:
        return False
    for index, level in enumerate(wanted):
        if level == "#":
            return True
        if index == len(found) or level not in {"+", found[index]}:
            return False
    return len(wanted) == len(found)
