"""The files that a site or a plant names: found, and each read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from config.document import Document, Place, shown
from config.nearest import did_you_mean
from config.read import Loaded
from config.shipped import FOLDERS, shipped_file, shipped_names
from domain.device import DeviceProfile
from domain.errors import Fault

T = TypeVar("T")


class NamedFiles:
    """The files that a site or plant names, each read once, and the faults met on the way."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.faults_inside: list[Fault] = []
        self.profiles: list[tuple[Path, DeviceProfile]] = []
        self._read: dict[Path, Loaded[object]] = {}

    def load(self, place: Place, kind: str, read: Callable[[Path], Loaded[T]]) -> T | None:
        """What the file named at `place` says; None when nothing is named or it is faulty."""
        name = self.document.text(place)
        path = self._path(place, kind, name) if name else None
        if path is None:
            return None
        if path not in self._read:
            self._read[path] = read(path)  # type: ignore[assignment]  # one path is read as one kind
            self.faults_inside.extend(self._read[path].faults)
            self.profiles.extend(self._read[path].profiles)
        return self._read[path].value  # type: ignore[return-value]

    def _path(self, place: Place, kind: str, name: str) -> Path | None:
        beside = Path(self.document.file).parent / name
        if name.startswith((".", "/")):
            if beside.is_file():
                return beside
            remedy = f"there is no file {beside}; the path is relative to this file"
            self.faults.append(self.document.fault(place, shown(name), "a file", remedy))
            return None
        path = shipped_file(kind, name)
        if path is None:
            known = shipped_names(kind)
            near = f"write ./{name}" if beside.is_file() else did_you_mean(name, known)
            expected = f"a name in config/{FOLDERS[kind]}, or a path that begins with . or /"
            remedy = near or "known: " + ", ".join(known)
            self.faults.append(self.document.fault(place, shown(name), expected, remedy))
        return path
