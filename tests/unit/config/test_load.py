"""What good files become."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.check import check_files
from config.load import load_profile, load_site, load_target, load_tariff
from config.shipped import shipped_names
from domain.address import ModbusRtuAddress, ModbusTcpAddress, MqttAddress
from domain.device import Register, RegisterKind, TimeField, Timing, ValueType, WordOrder
from domain.errors import ConfigurationError
from domain.site import Carrier, Direction
from domain.tariff import NoTariff, TariffKind

GOOD = Path(__file__).parents[2] / "config" / "good"


def test_the_smallest_site_is_one_meter_and_nothing_else() -> None:
    site = load_site(GOOD / "smallest.yaml")
    assert site.timezone == ZoneInfo("Europe/Stockholm")
    assert site.building("skolan").atemp_m2 == 5400
    device = site.device("sdm630")
    assert device.address == ModbusTcpAddress("tcp", "192.168.10.21", 502, 1)
    assert device.poll_s == 10
    names = {point.id for point in site.points()}
    assert {"brunflo/skolan/el/electric_power_kw", "brunflo/skolan/el/energy_kwh"} <= names
    assert site.plant is None
    assert site.tariff is None
    assert site.mqtt is None


def test_a_profile_of_ones_own_lies_beside_the_site() -> None:
    site = load_site(GOOD / "own_profiles.yaml")
    profile = site.device("egen").profile
    assert profile.timing == Timing(500, 20, 60)
    power, energy, voltage = profile.points
    assert (power.register, power.type, power.scale) == (
        Register(RegisterKind.HOLDING, 100),
        ValueType.UINT16,
        0.1,
    )
    assert (energy.counter, energy.digits, energy.rolls_at) == (True, 8, 1e6)
    assert (voltage.word_order, voltage.invalid) == (WordOrder.LITTLE, ("nan",))
    assert profile.test_vectors[0].expect == (("power_kw", 123.4),)
    assert site.device("egen").address == ModbusRtuAddress("/dev/ttyUSB0", 9600, "N", 3)
    assert site.device("egen").poll_s == 10  # left out
    assert site.device("kok").poll_s == 2.5


def test_meters_keep_what_was_said_of_them() -> None:
    meters = {meter.id: meter for meter in load_site(GOOD / "own_profiles.yaml").building("skolan").meters}
    assert (meters["el"].factor, meters["el"].digits) == (40, 7)
    assert meters["el"].swaps[0].at == datetime(2024, 5, 3, 8, tzinfo=UTC)
    assert meters["el_kok"].submeter_of == "el"
    assert (meters["sol"].direction, meters["sol"].carrier) == (Direction.GENERATION, Carrier.ELECTRICITY)


def test_sensors_that_speak_for_themselves_are_not_polled() -> None:
    site = load_site(GOOD / "own_profiles.yaml")
    sensor = site.device("hall")
    assert sensor.address == MqttAddress("sensors/hall")
    assert sensor.poll_s is None
    assert sensor.profile.measured_at == TimeField("ts", "unix_ms")
    assert sensor.profile.message_id == "seq"
    assert site.mqtt is not None
    assert site.mqtt.broker == "mqtt://127.0.0.1:1883"
    assert "brunflo/site/hall/temp_c" in {point.id for point in site.points()}


def test_a_secret_is_named_by_its_file_and_may_be_missing_here() -> None:
    site = load_site(GOOD / "own_profiles.yaml")
    assert site.influxdb is not None
    assert site.influxdb.token_file == str(GOOD / "influxdb.token")
    result = check_files([GOOD / "own_profiles.yaml"])
    assert result.ok
    assert [warning.field for warning in result.warnings] == ["influxdb.token_file"]


def test_the_demo_site_is_the_municipality_of_the_plan() -> None:
    site = load_site("ostersund_demo")
    assert len(site.buildings) == 12
    assert all(any(meter.carrier is Carrier.ELECTRICITY for meter in each.meters) for each in site.buildings)
    assert {each.profile.id for each in site.devices} >= {"eastron_sdm630", "carlo_gavazzi_em340", "abb_b23"}
    plant = site.plant
    assert plant is not None
    assert [chiller.capacity_kw for chiller in plant.chillers] == [600, 600, 400, 400]
    assert [chiller.id for chiller in plant.chillers if chiller.reserve] == ["chiller_4"]
    assert (plant.exchanger.capacity_kw, plant.cooling_network.peak_kw) == (1000, 1900)
    assert (plant.free_cooling.capacity_kw, plant.free_cooling.below_c) == (900, 3)
    assert (plant.snow_store.mass_t, plant.snow_store.pad_t, plant.snow_store.cover_m) == (20_000, 30_000, 0.2)
    assert site.device(plant.plc).poll_s == 1
    assert site.influxdb is None
    assert len({point.id for point in site.points()}) == len(list(site.points()))


def test_every_energy_meter_counts_under_one_name() -> None:
    site = load_site("ostersund_demo")
    for building in site.buildings:
        for meter in building.meters:
            profile = site.device(meter.device).profile
            name = "volume_m3" if meter.carrier is Carrier.WATER else "energy_kwh"
            assert profile.point(name).counter, (building.id, meter.id)


def test_the_tariff_knows_every_day_since_2010() -> None:
    tariff = load_tariff("ostersund")
    # 32.5 öre tax less 9.6 in the north, 8 transfer, 2 mark-up: the law of July 2017.
    assert tariff.variable_sek_kwh(date(2017, 7, 1)) == pytest.approx(0.329)
    assert tariff.item(TariffKind.ENERGY_TAX, date(2017, 6, 30)).value == 0.295
    assert tariff.item(TariffKind.EUR_SEK, date(2010, 1, 1)).unit == "SEK/EUR"
    with pytest.raises(NoTariff):
        tariff.variable_sek_kwh(date(2009, 12, 31))


def test_the_target_is_thirty_per_cent_less() -> None:
    target = load_target("ostersund_2030")
    assert target.path(2010) == 0
    assert target.path(2030) == -0.3


def test_all_shipped_files_are_without_fault() -> None:
    result = check_files([name for kind in ("site", "device", "tariff", "target") for name in shipped_names(kind)])
    assert result.errors == ()


def test_volume_of_snow_becomes_mass_by_its_density(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "config/sites/ostersund_demo.yaml").read_text("utf-8")
    own = tmp_path / "plant.yaml"
    own.write_text(text.replace("mass_t: 20000", "volume_m3: 30000"), "utf-8")
    plant = load_site(own).plant
    assert plant is not None
    assert plant.snow_store.mass_t == 19_500


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ostersund_dmo", "did you mean ostersund_demo?"),
        ("absent.yaml", "no such file"),
        ("../sites/x", "shipped"),
    ],
)
def test_a_site_that_is_not_there_is_said_so(name: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words.replace("?", r"\?")):
        load_site(name)


def test_profiles_are_found_by_their_shipped_names() -> None:
    assert load_profile("chirpstack_v4/dragino_lht65").decoder == "chirpstack_v4"
    with pytest.raises(ConfigurationError):
        load_profile("../sites/ostersund_demo")
