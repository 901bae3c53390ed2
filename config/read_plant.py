"""A plant file: a snow-cooling plant without a site around it, and the tariff it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from config.grammar.plant import PlantDocumentFile
from config.named_files import NamedFiles
from config.read import Loaded, gathered, read_tariff
from config.rules import plant, snow_store
from config.validate import validate
from config.yaml_lines import read_document
from domain.plant import Plant
from domain.tariff import Tariff


@dataclass(frozen=True, slots=True)
class LonePlant:
    """A plant with its tariff, where it names one, and its time zone."""

    plant: Plant
    tariff: Tariff | None
    zone: ZoneInfo


def read_plant(path: Path) -> Loaded[LonePlant]:
    """The plant in file `path`; faults of the tariff it names are among its faults."""
    document = read_document(path)
    if document.value is None:
        return Loaded(None, document.faults)
    named = NamedFiles(document)
    tariff = named.load(("tariff",), "tariff", read_tariff)
    file, mismatches = validate(PlantDocumentFile, document)
    own = gathered(document, mismatches, [*named.faults, *plant.check_alone(document)])
    faults, warnings = (*own, *named.faults_inside), tuple(snow_store.warnings(document))
    if faults or file is None:
        return Loaded(None, faults, warnings)
    return Loaded(LonePlant(file.plant.to_domain(), tariff, ZoneInfo(file.timezone)), (), warnings)
