"""Checking files of any kind: what `snokyla check` finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.document import Document, shown
from config.grammar.device import ProfileFile
from config.grammar.mv_plan import MvPlanFile
from config.grammar.plant import PlantDocumentFile
from config.grammar.site import SiteFile
from config.grammar.target import TargetFile
from config.grammar.tariff import TariffFile
from config.nearest import did_you_mean
from config.read import Loaded, read_mv_plan, read_profile, read_target, read_tariff
from config.read_plant import read_plant
from config.read_site import read_site
from config.shipped import FOLDERS, shipped_file, shipped_names
from config.yaml_lines import read_document
from domain.device import DeviceProfile
from domain.errors import Fault

_KINDS: dict[str, tuple[type[BaseModel], Callable[[Path], Loaded[Any]]]] = {
    "site": (SiteFile, read_site),
    "plant": (PlantDocumentFile, read_plant),
    "device": (ProfileFile, read_profile),
    "tariff": (TariffFile, read_tariff),
    "target": (TargetFile, read_target),
    "mv_plan": (MvPlanFile, read_mv_plan),
}


ProfileRule = Callable[[Document, DeviceProfile], Iterable[Fault]]

_TOP_LEVEL_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`ok` when there are no errors; warnings do not count."""

    ok: bool
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def check_files(paths: Iterable[str | Path], more: ProfileRule | None = None) -> CheckResult:
    """Every error in the files, folders and shipped names `paths` and in the files they name.

    `more` is asked about every profile that is sound by itself.
    """
    errors: dict[Fault, None] = {}
    warnings: dict[Fault, None] = {}
    profiles: dict[Path, DeviceProfile] = {}
    for name in paths:
        for path in _files(str(name), errors):
            loaded = _KINDS[kind_of(path)][1](path)
            errors.update(dict.fromkeys(loaded.faults))
            warnings.update(dict.fromkeys(loaded.warnings))
            profiles.update(loaded.profiles)
    if more is not None:
        for path, profile in profiles.items():
            errors.update(dict.fromkeys(more(read_document(path), profile)))
    return CheckResult(not errors, tuple(errors), tuple(warnings))


def _files(name: str, errors: dict[Fault, None]) -> list[Path]:
    """The files meant by `name`; a fault in `errors` when there are none."""
    path = Path(name)
    if path.is_dir():
        inside = sorted(each for each in path.rglob("*") if each.suffix in {".yaml", ".yml"})
        if not inside:
            errors[
                Fault(name, None, "(file)", "no YAML file", "at least one in this folder", "check the path")
            ] = None
        return inside
    shipped = [found for kind in FOLDERS if (found := shipped_file(kind, name)) is not None]
    if path.is_file() or (path.suffix in {".yaml", ".yml"} and not shipped):
        return [path]
    if not shipped:
        known = [each for kind in FOLDERS for each in shipped_names(kind)]
        remedy = did_you_mean(name, known) or "check the path; shipped sites: " + ", ".join(shipped_names("site"))
        errors[Fault(name, None, "(file)", shown(name), "a file, a folder or a shipped name", remedy)] = None
    return shipped


def kind_of(path: Path) -> str:
    """The kind whose top-level keys the file has most of; a site when it has none.

    A site may hold a plant, so only a file with a plant and nothing that belongs to a site is a plant file.
    """
    try:
        keys = set(_TOP_LEVEL_KEY.findall(path.read_text("utf-8", errors="replace")))
    except OSError:
        keys = set()
    if "plant" in keys and not keys & (set(SiteFile.model_fields) - set(PlantDocumentFile.model_fields)):
        return "plant"
    return max(_KINDS, key=lambda kind: len(keys & set(_KINDS[kind][0].model_fields)))
