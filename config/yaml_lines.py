"""YAML with the line of every key and list item; only numbers, true/false and nothing are interpreted.

The events of ruamel.yaml are read directly, so that a doubled key, an alias or a tag is a fault with its line
instead of a surprise: dates, `yes` and `1_000` stay the text that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from config.document import Document, Place, field_name, shown
from domain.errors import Fault

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?")
_EXPECTED_BUT = re.compile(r"expected (.+), but (?:found|got) (.+)")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def read_document(path: Path) -> Document:
    """The document in file `path`; a file that cannot be read is a document with that fault."""
    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        fault = Fault(file, None, "(file)", reason, "a readable file", "check the path and its permissions")
        return Document(file, None, faults=(fault,))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        fault = Fault(file, line, "(file)", "another character set", "UTF-8 text", "save the file as UTF-8")
        return Document(file, None, faults=(fault,))
    return parse_document(text, file)


def parse_document(text: str, file: str) -> Document:
    """The document written as `text`, called `file` in its faults."""
    reader = _Reader(file)
    try:
        value = reader.document(iter(YAML(typ="safe", pure=True).parse(text)))
    except (YAMLError, RecursionError) as error:
        return Document(file, None, faults=(*reader.faults, _syntax_fault(file, text, error)))
    if not isinstance(value, dict) and not reader.faults:
        found = "nothing" if value is None else shown(value)
        reader.faults.append(
            Fault(file, 1, "(file)", found, "a mapping of keys and values", "begin with `key: value` lines")
        )
    return Document(file, value if isinstance(value, dict) else None, reader.lines, tuple(reader.faults))


def _syntax_fault(file: str, text: str, error: Exception) -> Fault:
    """Where and why `file` cannot be read any further as YAML."""
    line, problem = None, str(error).splitlines()[0]
    if isinstance(error, ReaderError):
        line = text[: error.position].count("\n") + 1
    elif isinstance(error, RecursionError):
        problem = "brackets in brackets without end"
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else None
        problem = str(error.problem or error.context)
    found, expected = problem.removeprefix("found "), "well-formed YAML"
    if told := _EXPECTED_BUT.fullmatch(problem):
        expected, found = (
            f"well-formed YAML with {told[1]}",
            told[2].replace("'<stream end>'", "the end of the file"),
        )
    return Fault(file, line, "(file)", found, expected, _remedy(problem))


def _remedy(problem: str) -> str:
    if "\\t" in problem:
        return "indent with spaces, never with tabs"
    if "cannot start any token" in problem:
        return 'put the value in quotes, as in unit: "%"'
    if "mapping values are not allowed" in problem:
        return "check the indentation, and put a value that holds a colon and a space in quotes"
    return "check indentation, quotes and brackets on this line and the one before"


class _Reader:
    """Builds plain values from events and notes lines and faults on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {(): 1}
        self.faults: list[Fault] = []

    def document(self, events: Iterator[Event]) -> object:
        value: object = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, (), "a second document", "one document", "make it a file of its own")
                    break
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent):
                value = self._value(event, events, ())
        return value

    def _value(self, event: Event, events: Iterator[Event], place: Place) -> object:
        if isinstance(event, AliasEvent):
            remedy = "write the value out where it is used"
            self._refuse(event, place, f"*{event.anchor}", "a value", remedy)
            return None
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._refuse(event, place, f"the tag {tag}", "a plain value", "leave the tag out")
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, place)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, place)
        return _scalar(event) if isinstance(event, ScalarEvent) else None

    def _mapping(self, events: Iterator[Event], place: Place) -> dict[str, object]:
        entries: dict[str, object] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                self._refuse(event, place, "a list or mapping as key", "a word as key", "write `key: value`")
                self._value(event, events, (*place, "?"))
                self._value(next(events), events, (*place, "?"))
                continue
            key = str(event.value)
            here = (*place, key)
            if key in entries:
                found = f'"{key}" a second time'
                remedy = f"remove one of them; the first stands on line {self.lines[here]}"
                self._refuse(event, here, found, "each key once", remedy)
                _Reader(self.file)._value(next(events), events, here)
                continue
            self.lines[here] = event.start_mark.line + 1
            entries[key] = self._value(next(events), events, here)
        return entries

    def _sequence(self, events: Iterator[Event], place: Place) -> list[object]:
        entries: list[object] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            here = (*place, len(entries))
            self.lines[here] = event.start_mark.line + 1
            entries.append(self._value(event, events, here))
        return entries

    def _refuse(self, event: Event, place: Place, found: str, expected: str, remedy: str) -> None:
        line = event.start_mark.line + 1
        self.faults.append(Fault(self.file, line, field_name(place), found, expected, remedy))


def _scalar(event: ScalarEvent) -> object:
    """Plain text that is a number, true, false or nothing becomes that; quoted text stays text."""
    text = str(event.value)
    if event.style is not None:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    return float(text) if _DECIMAL.fullmatch(text) else text
