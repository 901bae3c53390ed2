"""A site file: buildings with their meters, devices, plant, and the names of tariff and target."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from config.grammar.plant import SitePlantFile
from config.grammar.words import AddressText, Grammar, Moment, Positive, Slug, Text, ZoneName, refusal
from domain.address import MqttAddress, parse_address
from domain.device import DeviceProfile
from domain.register import MeterSwap
from domain.site import Building, Carrier, Device, Direction, Meter

# Often enough for a live page, seldom enough for a serial line with thirty meters.
DEFAULT_POLL_S = 10.0


def _check_price_area(text: str) -> str:
    if re.fullmatch("[A-Z]{2}[0-9]?", text) is None:
        raise refusal("a price area", "as in SE2")
    return text


def _check_broker(text: str) -> str:
    return _check_url(text, {"mqtt", "mqtts"}, "mqtt://127.0.0.1:1883")


def _check_server(text: str) -> str:
    return _check_url(text, {"http", "https"}, "http://127.0.0.1:8086")


def _check_url(text: str, schemes: set[str], example: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise refusal("an address like " + example, f"begin with {' or '.join(sorted(schemes))}://")
    if parts.username is not None or parts.password is not None:
        raise refusal(
            "an address without user and password", "secrets never stand here: write username and *_file"
        )
    return text


class SwapFile(Grammar):
    """One entry of `swaps:`: a meter was changed."""

    at: Moment = Field(description="När mätaren byttes, med tidsförskjutning.")
    old_end: float = Field(description="Gamla mätarens sista ställning, i husets enhet (kWh, m3).")
    new_start: float = Field(description="Nya mätarens första ställning, i husets enhet (kWh, m3).")

    def to_domain(self) -> MeterSwap:
        """The swap in the language of the trade."""
        return MeterSwap(datetime.fromisoformat(self.at), self.old_end, self.new_start)


class MeterFile(Grammar):
    """One entry of `meters:`."""

    id: Slug = Field(description="Mätarens namn, t.ex. el.")
    carrier: Annotated[Carrier, Field(strict=False)] = Field(description="Vad som mäts.")
    device: Slug = Field(description="Enheten som läser mätaren (en av devices).")
    direction: Annotated[Direction, Field(strict=False)] = Field(
        default=Direction.IMPORT, description="import (utelämnat), export eller generation."
    )
    submeter_of: Slug | None = Field(default=None, description="Mätaren i samma byggnad som denna är en del av.")
    digits: Annotated[int, Field(ge=1, le=18)] | None = Field(
        default=None, description="Räkneverkets antal siffror, om det skiljer sig från profilens."
    )
    factor: Positive = Field(default=1.0, description="Strömtransformatorns eller pulsens faktor.")
    swaps: list[SwapFile] = Field(default=[], description="Mätarbyten.")

    def to_domain(self) -> Meter:
        """The meter in the language of the trade."""
        return Meter(
            id=self.id,
            carrier=self.carrier,
            device=self.device,
            direction=self.direction,
            submeter_of=self.submeter_of,
            digits=self.digits,
            factor=self.factor,
            swaps=tuple(sorted((swap.to_domain() for swap in self.swaps), key=lambda swap: swap.at)),
        )


class BuildingFile(Grammar):
    """One entry of `buildings:`."""

    id: Slug = Field(description="Byggnadens namn i punkternas namn.")
    name: Text = Field(description="Byggnadens namn på skärmen.")
    purpose: Slug = Field(description="Vad byggnaden används till, t.ex. school.")
    atemp_m2: Positive | None = Field(default=None, description="Tempererad area, Atemp.")
    built_year: Annotated[int, Field(ge=1000, le=2100)] | None = Field(default=None, description="Byggår.")
    significant_energy_uses: list[Annotated[Carrier, Field(strict=False)]] = Field(
        default=[], description="Betydande energianvändning (ISO 50001)."
    )
    meters: list[MeterFile] = Field(default=[], description="Byggnadens mätare.")

    def to_domain(self) -> Building:
        """The building in the language of the trade."""
        return Building(
            id=self.id,
            name=self.name,
            purpose=self.purpose,
            atemp_m2=self.atemp_m2,
            built_year=self.built_year,
            significant_energy_uses=tuple(self.significant_energy_uses),
            meters=tuple(meter.to_domain() for meter in self.meters),
        )


class DeviceFile(Grammar):
    """One entry of `devices:`."""

    id: Slug = Field(description="Enhetens namn.")
    profile: Text = Field(description="Fil i config/devices, eller en egen: ./min.yaml.")
    address: AddressText = Field(description="tcp://värd:port/enhet, rtu:///dev/…, mqtt:ämne.")
    poll_s: Annotated[float, Field(ge=0.1, le=86_400)] | None = Field(
        default=None, description="Sekunder mellan läsningar över Modbus; utelämnat 10."
    )

    def to_domain(self, profile: DeviceProfile) -> Device:
        """The device in the language of the trade."""
        address = parse_address(self.address)
        speaks_by_itself = isinstance(address, MqttAddress)
        return Device(self.id, profile, address, None if speaks_by_itself else self.poll_s or DEFAULT_POLL_S)


class MqttFile(Grammar):
    """`mqtt:`, the broker of the site."""

    broker: Annotated[str, AfterValidator(_check_broker)] = Field(description="mqtt://värd:port eller mqtts://….")
    client_id: Text = Field(description="Namn hos mäklaren; samma efter omstart, eget för varje site.")
    username: Text | None = Field(default=None, description="Användare.")
    password_file: Text | None = Field(default=None, description="Fil med lösenordet, relativt denna fil.")


class InfluxdbFile(Grammar):
    """`influxdb:`, turns replication on."""

    url: Annotated[str, AfterValidator(_check_server)] = Field(description="http://värd:8086.")
    org: Text = Field(description="Organisation.")
    bucket: Text = Field(description="Bucket.")
    token_file: Text = Field(description="Fil med token, relativt denna fil.")


class SiteHead(Grammar):
    """`site:`."""

    id: Slug = Field(description="Anläggningens namn, först i alla punkters namn.")
    name: Text = Field(description="Namnet på skärmen.")
    timezone: ZoneName = Field(default="Europe/Stockholm", description="Tidszon; utelämnad Europe/Stockholm.")
    price_area: Annotated[str, AfterValidator(_check_price_area)] | None = Field(
        default=None, description="Elområde, t.ex. SE2."
    )
    latitude_deg: Annotated[float, Field(ge=-90, le=90)] | None = Field(default=None, description="Grader nord.")
    longitude_deg: Annotated[float, Field(ge=-180, le=180)] | None = Field(default=None, description="Grader öst.")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)


class SiteFile(Grammar):
    """A file in `config/sites`, or one's own."""

    site: SiteHead = Field(description="Vad anläggningen heter och var den ligger.")
    buildings: list[BuildingFile] = Field(default=[], description="Byggnader och deras mätare.")
    devices: list[DeviceFile] = Field(default=[], description="Enheter på fältet.")
    plant: SitePlantFile | None = Field(default=None, description="Snökylanläggningen.")
    tariff: Text | None = Field(default=None, description="Fil i config/tariffs, eller en egen: ./min.yaml.")
    target: Text | None = Field(default=None, description="Fil i config/targets, eller en egen: ./min.yaml.")
    mqtt: MqttFile | None = Field(default=None, description="Mäklaren (broker) för enheter som talar MQTT.")
    influxdb: InfluxdbFile | None = Field(default=None, description="InfluxDB som värdena kopieras till.")
