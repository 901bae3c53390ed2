"""Real programs for tests: InfluxDB, Mosquitto, a browser, an independent Modbus client; a plant as it is told of.

A test whose program is absent skips with its remedy; with CI=true it fails instead.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn, Protocol

import pytest

from domain.plant_status import GuardNotice, PlantMode, PlantStatus, SourceTarget

ROOT = Path(__file__).resolve().parents[1]
TOKEN, ORG, BUCKET = "test-token", "test", "snokyla"
START_S = 60.0

REMEDIES = {
    "influxd": "set SNOKYLA_TEST_INFLUXDB_URL, put influxd on PATH, start Docker, or run `make influxd`",
    "mosquitto": "sudo apt install mosquitto",
    "mbpoll": "sudo apt install mbpoll",
    "chromium": "sudo apt install chromium",
    "/sys": "run the tests on Linux",
}


def absent(name: str) -> NoReturn:
    """Leave the test because program `name` is not here; in CI that is a failure."""
    remedy = f"{name} is not here: {REMEDIES.get(name, f'put {name} on PATH')}"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(remedy)
    pytest.skip(remedy)


@pytest.fixture
def forbidden_place() -> Path:
    """A path where nobody may make a file, root neither."""
    if not Path("/sys").is_dir():
        absent("/sys")
    return Path("/sys/snokyla")


def found(name: str) -> str | None:
    """Path of program `name`; Debian keeps servers where an ordinary user's PATH does not reach."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], what: str, within_s: float = START_S) -> None:
    """Poll `ready` until it holds; fails the test after `within_s`."""
    deadline = time.monotonic() + within_s
    while not ready():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} within {within_s:.0f} s")
        time.sleep(0.02)


def listens(port: int) -> bool:
    """Whether something accepts connections on `port`."""
    with closing(socket.socket()) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Machine(Protocol):
    """What keeps a server alive."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def remove(self) -> None: ...


@dataclass
class Process:
    """A server as a child process, with its output in `log`."""

    command: list[str]
    log: Path
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def stop(self) -> None:
        if self.child is not None:
            self.child.terminate()
            try:
                self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self.child = None

    def kill(self) -> None:
        if self.child is not None:
            self.child.kill()
            self.child.wait()
        self.child = None

    remove = stop


@dataclass
class Container:
    """A server as a Docker container whose data outlive a stop."""

    run: list[str]
    id: str | None = None

    def start(self) -> None:
        command = ["docker", "start", self.id] if self.id else ["docker", "run", "-d", *self.run]
        answer = subprocess.run(command, check=True, capture_output=True, text=True)
        self.id = self.id or answer.stdout.strip()

    def stop(self) -> None:
        subprocess.run(["docker", "stop", "-t", "20", str(self.id)], check=True, capture_output=True)

    def kill(self) -> None:
        subprocess.run(["docker", "kill", str(self.id)], check=True, capture_output=True)

    def remove(self) -> None:
        subprocess.run(["docker", "rm", "-f", "-v", str(self.id)], check=False, capture_output=True)


def http(method: str, url: str, body: bytes | None = None, token: str | None = None) -> tuple[int, bytes]:
    """Status and body of a request; status 0 when nobody answers."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Token {token}"} if token else {})
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, body, headers, method=method), timeout=10
        ) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except (urllib.error.URLError, OSError):
        return 0, b""


@dataclass
class InfluxServer:
    """InfluxDB 2.7; `stop` and `start` keep data and port. `machine` is None for one that others run."""

    url: str
    machine: Machine | None
    org: str = ORG
    bucket: str = BUCKET
    token: str = TOKEN
    buckets: int = field(default=0, init=False)

    def start(self) -> None:
        assert self.machine is not None, "the server of SNOKYLA_TEST_INFLUXDB_URL is not ours to start"
        self.machine.start()
        wait_until(lambda: http("GET", f"{self.url}/health")[0] == 200, f"InfluxDB answers at {self.url}")

    def stop(self) -> None:
        assert self.machine is not None, "the server of SNOKYLA_TEST_INFLUXDB_URL is not ours to stop"
        self.machine.stop()

    def kill(self) -> None:
        assert self.machine is not None, "the server of SNOKYLA_TEST_INFLUXDB_URL is not ours to kill"
        self.machine.kill()

    def set_up(self) -> None:
        user = {"username": "test", "password": "test-password", "org": ORG, "bucket": BUCKET, "token": TOKEN}
        status, body = http("POST", f"{self.url}/api/v2/setup", json.dumps(user).encode())
        assert status == 201, body

    def new_bucket(self) -> str:
        """The name of an empty bucket made for one test."""
        _, found = http("GET", f"{self.url}/api/v2/orgs?org={self.org}", token=self.token)
        self.buckets += 1
        name = f"{self.bucket}_{os.getpid()}_{self.buckets}_{time.time_ns()}"
        wanted = {"name": name, "orgID": json.loads(found)["orgs"][0]["id"], "retentionRules": []}
        status, body = http("POST", f"{self.url}/api/v2/buckets", json.dumps(wanted).encode(), self.token)
        assert status == 201, body
        return name


def docker_answers() -> bool:
    """Whether there is a Docker engine behind the command."""
    if shutil.which("docker") is None:
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=10, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def influx_machine(folder: Path, port: int) -> Machine:
    """InfluxDB by the first way there is on this machine."""
    built = ROOT / "deploy" / "influxd" / "bin" / "influxd"
    influxd = shutil.which("influxd")
    if influxd is None and docker_answers():
        return Container(["-p", f"127.0.0.1:{port}:8086", "influxdb:2.7"])
    if influxd is None and built.is_file():
        influxd = str(built)
    if influxd is None:
        absent("influxd")
    paths = {"bolt-path": "b.bolt", "engine-path": "engine", "sqlite-path": "s.sqlite"}
    options = [f"--{option}={folder / name}" for option, name in paths.items()]
    address = f"--http-bind-address=127.0.0.1:{port}"
    return Process([influxd, "run", *options, address, "--reporting-disabled"], folder / "log")


def own_influx_server(folder: Path) -> Iterator[InfluxServer]:
    """An InfluxDB of our own, set up and empty."""
    port = free_port()
    machine = influx_machine(folder, port)
    server = InfluxServer(f"http://127.0.0.1:{port}", machine)
    try:
        server.start()
        server.set_up()
        yield server
    finally:
        machine.remove()


@pytest.fixture(scope="session")
def influxdb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxServer]:
    """One InfluxDB for all tests; a test takes a `new_bucket()` of its own and leaves the server running."""
    url = os.environ.get("SNOKYLA_TEST_INFLUXDB_URL")
    if url:
        names = {
            name: os.environ.get(f"SNOKYLA_TEST_INFLUXDB_{name.upper()}") for name in ("org", "bucket", "token")
        }
        yield InfluxServer(url.rstrip("/"), None, **{name: value for name, value in names.items() if value})
        return
    yield from own_influx_server(tmp_path_factory.mktemp("influxdb"))


@pytest.fixture
def influxdb_process(tmp_path: Path) -> Iterator[InfluxServer]:
    """An InfluxDB for one test that stops, kills and starts it."""
    folder = tmp_path / "influxdb"
    folder.mkdir()
    yield from own_influx_server(folder)


@dataclass
class MosquittoServer:
    """Mosquitto with persistent sessions; `stop` and `start` keep data and port."""

    host: str
    port: int
    machine: Process

    @property
    def url(self) -> str:
        return f"mqtt://{self.host}:{self.port}"

    def start(self) -> None:
        self.machine.start()
        wait_until(lambda: listens(self.port), f"Mosquitto listens on {self.port}")

    def stop(self) -> None:
        self.machine.stop()

    def kill(self) -> None:
        self.machine.kill()


def own_mosquitto_server(folder: Path) -> Iterator[MosquittoServer]:
    """A Mosquitto of our own; settings as in deploy/mosquitto, but anonymous."""
    mosquitto = found("mosquitto")
    if mosquitto is None:
        absent("mosquitto")
    port = free_port()
    settings = [f"listener {port} 127.0.0.1", "allow_anonymous true", "persistence true"]
    settings += [f"persistence_location {folder}/", "autosave_interval 1", "max_queued_messages 0"]
    if os.getuid() == 0:
        settings.append("user root")
    (folder / "mosquitto.conf").write_text("\n".join(settings) + "\n")
    machine = Process([mosquitto, "-c", str(folder / "mosquitto.conf")], folder / "log")
    server = MosquittoServer("127.0.0.1", port, machine)
    try:
        server.start()
        yield server
    finally:
        machine.remove()


@pytest.fixture(scope="session")
def mosquitto_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MosquittoServer]:
    """One Mosquitto for all tests; a test takes topics and client ids of its own and leaves it running."""
    yield from own_mosquitto_server(tmp_path_factory.mktemp("mosquitto"))


@pytest.fixture
def mosquitto_process(tmp_path: Path) -> Iterator[MosquittoServer]:
    """A Mosquitto for one test that stops, kills and starts it."""
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    yield from own_mosquitto_server(folder)


@pytest.fixture(scope="session")
def program() -> Callable[[str], Path]:
    """`program(name)`: path of an outside program; skips the test with its remedy when it is absent."""

    def find(name: str) -> Path:
        path = found(name)
        if path is None:
            absent(name)
        return Path(path)

    return find


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Path of the browser."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    absent("chromium")


@pytest.fixture(scope="session")
def unused_port() -> Callable[[], int]:
    """`unused_port()`: a TCP port of 127.0.0.1 that nobody listens on."""
    return free_port


@pytest.fixture(scope="session")
def wait_for() -> Callable[..., None]:
    """`wait_for(ready, what, within_s)`: poll until `ready()` holds; fails the test after `within_s`."""
    return wait_until


@pytest.fixture
def snow_status() -> Callable[[datetime], PlantStatus]:
    """`snow_status(at)`: snow and one chiller on a warm afternoon, all of the store known."""

    def told(at: datetime) -> PlantStatus:
        return PlantStatus(
            mode=PlantMode.SNOW_AND_CHILLERS,
            mode_text_sv="Snökyla och kylmaskin",
            mode_text_en="Snow cooling and chiller",
            issued_at=at,
            targets=(
                SourceTarget("free_cooling", "Frikyla", "Free cooling", 0.0),
                SourceTarget("snow", "Snökyla", "Snow cooling", 750.0),
                SourceTarget("chiller_1", "Kylmaskin 1", "Chiller 1", 562.0),
            ),
            reasons_sv=("Utetemperaturen 23,4 °C är för hög för frikyla.", "Snön räcker inte till hela lasten."),
            reasons_en=(
                "Outside air at 23.4 °C is too warm for free cooling.",
                "Snow alone does not cover the load.",
            ),
            guards=(GuardNotice("min_off", "Kylmaskin 2 väntar 6 min.", "Chiller 2 waits 6 min."),),
            missing=(),
            cooling_demand_kw=1312.0,
            supply_setpoint_c=8.0,
            snow_left_t=14250.0,
            snow_left_low_t=12900.0,
            snow_left_high_t=15600.0,
            plc_fallback=False,
            snow_latent_mwh=1322.0,
            snow_deliverable_mwh=1104.0,
            snow_deliverable_low_mwh=935.0,
            snow_deliverable_high_mwh=1273.0,
            snow_deliverable_until=date(2026, 9, 30),
            snow_discharge_temp_c=8.0,
        )

    return told
