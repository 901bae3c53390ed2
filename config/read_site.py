"""A site file with everything it names: profiles, tariff, target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from config.document import Document
from config.grammar.site import InfluxdbFile, MqttFile, SiteFile
from config.named_files import NamedFiles
from config.read import Loaded, gathered, read_profile, read_target, read_tariff
from config.rules import site, snow_store
from config.validate import validate
from config.yaml_lines import read_document
from domain.device import DeviceProfile
from domain.errors import Fault
from domain.site import InfluxdbSettings, Location, MqttSettings, Site
from domain.target import Target
from domain.tariff import Tariff


def read_site(path: Path) -> Loaded[Site]:
    """The site in file `path`; faults of the files it names are among its faults."""
    document = read_document(path)
    if document.value is None:
        return Loaded(None, document.faults)
    named = NamedFiles(document)
    profiles = _profiles(document, named)
    tariff = named.load(("tariff",), "tariff", read_tariff)
    target = named.load(("target",), "target", read_target)
    file, mismatches = validate(SiteFile, document)
    own = gathered(document, mismatches, [*named.faults, *site.check(document, profiles)])
    faults = (*own, *named.faults_inside)
    warnings = (*snow_store.warnings(document), *_missing_secrets(document))
    if faults or file is None:
        return Loaded(None, faults, warnings, tuple(named.profiles))
    known = _to_domain(file, path.parent, profiles, tariff, target)
    return Loaded(known, (), warnings, tuple(named.profiles))


def _profiles(document: Document, named: NamedFiles) -> dict[str, DeviceProfile]:
    """The readable profiles by the name the devices call them."""
    profiles: dict[str, DeviceProfile] = {}
    for device in document.items(("devices",)):
        place = (*device, "profile")
        profile = named.load(place, "device", read_profile)
        if profile is not None:
            profiles[document.text(place) or ""] = profile
    return profiles


def _to_domain(
    file: SiteFile,
    folder: Path,
    profiles: Mapping[str, DeviceProfile],
    tariff: Tariff | None,
    target: Target | None,
) -> Site:
    head = file.site
    location = None
    if head.latitude_deg is not None and head.longitude_deg is not None:
        location = Location(head.latitude_deg, head.longitude_deg)
    return Site(
        id=head.id,
        name=head.name,
        timezone=head.zone,
        buildings=tuple(building.to_domain() for building in file.buildings),
        devices=tuple(device.to_domain(profiles[device.profile]) for device in file.devices),
        price_area=head.price_area,
        location=location,
        plant=file.plant.to_domain() if file.plant is not None else None,
        tariff=tariff,
        target=target,
        mqtt=_mqtt(file.mqtt, folder) if file.mqtt is not None else None,
        influxdb=_influxdb(file.influxdb, folder) if file.influxdb is not None else None,
    )


def _mqtt(file: MqttFile, folder: Path) -> MqttSettings:
    secret = str(folder / file.password_file) if file.password_file is not None else None
    return MqttSettings(file.broker, file.client_id, file.username, secret)


def _influxdb(file: InfluxdbFile, folder: Path) -> InfluxdbSettings:
    return InfluxdbSettings(file.url, file.org, file.bucket, str(folder / file.token_file))


def _missing_secrets(document: Document) -> Iterator[Fault]:
    """A secret may lie on the edge box alone, so its absence here is a warning."""
    for place in (("mqtt", "password_file"), ("influxdb", "token_file")):
        name = document.text(place)
        if name and not (Path(document.file).parent / name).is_file():
            remedy = "put it there before the edge starts; the path is relative to this file"
            yield document.fault(place, "no such file here", "the file with the secret", remedy)
