"""The files that come with snokyla, by name."""

from __future__ import annotations

import re
from pathlib import Path

_HERE = Path(__file__).parent
_NAME = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")

FOLDERS = {"site": "sites", "plant": "plants", "device": "devices", "tariff": "tariffs", "target": "targets"}


def shipped_file(kind: str, name: str) -> Path | None:
    """The shipped file of `kind` (site, plant, device, tariff, target) called `name`, None when there is none."""
    path = _HERE / FOLDERS[kind] / f"{name}.yaml"
    return path if _NAME.fullmatch(name) and path.is_file() else None


def shipped_names(kind: str) -> list[str]:
    """Names of all shipped files of `kind`, sorted, as `chirpstack_v4/dragino_lht65`."""
    folder = _HERE / FOLDERS[kind]
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.yaml"))
