"""One file: read, held against grammar and rules, turned into the language of the trade."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from config.document import Document
from config.grammar.device import ProfileFile
from config.grammar.mv_plan import MvPlanFile
from config.grammar.target import TargetFile
from config.grammar.tariff import TariffFile
from config.rules import form, mv_plan, profile, target, tariff
from config.validate import validate
from config.yaml_lines import read_document
from domain.device import DeviceProfile
from domain.errors import Fault
from domain.mv_plan import MvPlan
from domain.target import Target
from domain.tariff import Tariff

T = TypeVar("T")
F = TypeVar("F", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """What a file says, None when it is faulty; its faults and those of the files it names.

    `profiles` are the sound device profiles among it and the files it names.
    """

    value: T | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    profiles: tuple[tuple[Path, DeviceProfile], ...] = ()


def read_profile(path: Path) -> Loaded[DeviceProfile]:
    """The device profile in file `path`."""
    loaded = _read(path, ProfileFile, profile.check, ProfileFile.to_domain)
    return loaded if loaded.value is None else replace(loaded, profiles=((path, loaded.value),))


def read_tariff(path: Path) -> Loaded[Tariff]:
    """The tariff in file `path`."""
    return _read(path, TariffFile, tariff.check, TariffFile.to_domain)


def read_target(path: Path) -> Loaded[Target]:
    """The target in file `path`."""
    return _read(path, TargetFile, target.check, TargetFile.to_domain)


def read_mv_plan(path: Path) -> Loaded[MvPlan]:
    """The measurement and verification plan in file `path`."""
    return _read(path, MvPlanFile, mv_plan.check, MvPlanFile.to_domain)


def gathered(document: Document, grammar: Iterable[Fault], rules: Iterable[Fault]) -> tuple[Fault, ...]:
    """All faults of one document in the order of its lines, none of them twice."""
    unread = {fault.field for fault in document.faults}
    # What the reader or the grammar has said of a key without a value is not told again.
    faults = [
        *document.faults,
        *(fault for fault in grammar if fault.found != "nothing" or fault.field not in unread),
    ]
    faults += rules
    named = {fault.field for fault in faults}
    faults += [fault for fault in form.empty_values(document) if fault.field not in named]
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.line or 0))


def _read(
    path: Path,
    grammar: type[F],
    rules: Callable[[Document], Iterator[Fault]],
    to_domain: Callable[[F], T],
) -> Loaded[T]:
    document = read_document(path)
    if document.value is None:
        return Loaded(None, document.faults)
    file, mismatches = validate(grammar, document)
    faults = gathered(document, mismatches, rules(document))
    return Loaded(None, faults) if faults or file is None else Loaded(to_domain(file))
