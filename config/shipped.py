"""The files that come with snokyla, by name."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent

FOLDERS = {"site": "sites", "device": "devices", "tariff": "tariffs", "target": "targets"}


def shipped_file(kind: str, name: str) -> Path | None:
    """The shipped file of `kind` (site, device, tariff, target) called `name`, None when there is none."""
    folder = _HERE / FOLDERS[kind]
    path = folder / f"{name}.yaml"
    inside = folder.resolve() in path.resolve().parents
    return path if inside and path.is_file() else None


def shipped_names(kind: str) -> list[str]:
    """Names of all shipped files of `kind`, sorted, as `chirpstack_v4/dragino_lht65`."""
    folder = _HERE / FOLDERS[kind]
    return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.yaml"))
