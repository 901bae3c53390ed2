"""A plant to reckon with: from a plant file or a site, with the tariff that says what its electricity costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from config.check import kind_of
from config.document import shown
from config.nearest import did_you_mean
from config.read_plant import LonePlant, read_plant
from config.read_site import read_site
from config.shipped import shipped_file, shipped_names
from config.yaml_lines import read_document
from domain.errors import ConfigurationError, Fault
from domain.plant import Plant
from domain.site import Site
from domain.tariff import Tariff

_KINDS = ("plant", "site")
_NEEDED = {
    "plant": ("the key plant (snow store, exchanger, chillers …)", "describe the plant; see docs/site.md"),
    "tariff": ("the key tariff (what a kWh costs)", "add a line tariff: ostersund, or ./ and a file of your own"),
}


@dataclass(frozen=True, slots=True)
class PlantSite:
    """A plant with its tariff and time zone; `name` and `path` tell which file it came from."""

    plant: Plant
    tariff: Tariff
    zone: ZoneInfo
    name: str
    path: Path


def load_plant(name_or_path: str | Path) -> PlantSite:
    """The plant of a plant file, a site file or a shipped name; ConfigurationError holds every fault."""
    path = _found(str(name_or_path))
    kind = kind_of(path)
    if kind not in _KINDS:
        raise _refused(str(path), f"a file of kind {kind}", "a plant file or a site file", "see docs/site.md")
    loaded = read_plant(path) if kind == "plant" else read_site(path)
    told = {fault.field for fault in loaded.faults}
    faults = [*loaded.faults, *(fault for fault in _missing(path) if fault.field not in told)]
    known = loaded.value
    if faults or known is None or known.plant is None or known.tariff is None:
        raise ConfigurationError(faults)
    return PlantSite(known.plant, known.tariff, _zone(known), path.stem, path)


def _zone(known: Site | LonePlant) -> ZoneInfo:
    return known.timezone if isinstance(known, Site) else known.zone


def _missing(path: Path) -> Iterator[Fault]:
    """The keys a reckoning needs that the file does not have."""
    document = read_document(path)
    for key, (expected, remedy) in _NEEDED.items():
        if isinstance(document.value, dict) and key not in document.value:
            yield document.fault((key,), "nothing", expected, remedy)


def _found(name: str) -> Path:
    """The file meant by `name`: one that exists, else a shipped plant or site."""
    path = Path(name)
    if path.is_file():
        return path
    shipped = next((found for kind in _KINDS if (found := shipped_file(kind, name)) is not None), None)
    if shipped is not None:
        return shipped
    if path.suffix in {".yaml", ".yml"}:
        # Named as a file: reading it tells why it cannot be had.
        return path
    known = [each for kind in _KINDS for each in shipped_names(kind)]
    remedy = did_you_mean(name, known) or "shipped: " + ", ".join(known)
    raise _refused(name, shown(name), "a plant file, a site file or a shipped name", remedy)


def _refused(file: str, found: str, expected: str, remedy: str) -> ConfigurationError:
    return ConfigurationError([Fault(file, None, "(file)", found, expected, remedy)])
