"""The door to the configuration: a file or shipped name in, domain types out, or every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from config.document import shown
from config.nearest import did_you_mean
from config.read import Loaded, read_mv_plan, read_profile, read_target, read_tariff
from config.read_site import read_site
from config.shipped import shipped_file, shipped_names
from domain.device import DeviceProfile
from domain.errors import ConfigurationError, Fault
from domain.mv_plan import MvPlan
from domain.site import Site
from domain.target import Target
from domain.tariff import Tariff

T = TypeVar("T")


def load_site(name_or_path: str | Path) -> Site:
    """The site in a file or shipped under a name; ConfigurationError holds every fault."""
    return _load("site", name_or_path, read_site)


def load_profile(name_or_path: str | Path) -> DeviceProfile:
    """The device profile in a file or shipped under a name; ConfigurationError holds every fault."""
    return _load("device", name_or_path, read_profile)


def load_tariff(name_or_path: str | Path) -> Tariff:
    """The tariff in a file or shipped under a name; ConfigurationError holds every fault."""
    return _load("tariff", name_or_path, read_tariff)


def load_target(name_or_path: str | Path) -> Target:
    """The target in a file or shipped under a name; ConfigurationError holds every fault."""
    return _load("target", name_or_path, read_target)


def load_mv_plan(path: Path) -> MvPlan:
    """The measurement and verification plan in a file; ConfigurationError holds every fault."""
    loaded = read_mv_plan(path)
    if loaded.value is None:
        raise ConfigurationError(list(loaded.faults))
    return loaded.value


def _load(kind: str, name_or_path: str | Path, read: Callable[[Path], Loaded[T]]) -> T:
    loaded = read(_found(kind, str(name_or_path)))
    if loaded.value is None:
        raise ConfigurationError(list(loaded.faults))
    return loaded.value


def _found(kind: str, name: str) -> Path:
    """The file meant by `name`: one that exists, else a shipped one."""
    path = Path(name)
    if path.is_file():
        return path
    shipped = shipped_file(kind, name)
    if shipped is not None:
        return shipped
    if path.suffix in {".yaml", ".yml"}:
        # Named as a file: reading it tells why it cannot be had.
        return path
    known = shipped_names(kind)
    remedy = did_you_mean(name, known) or "shipped: " + ", ".join(known)
    raise ConfigurationError([Fault(name, None, "(file)", shown(name), "a file or a shipped name", remedy)])
