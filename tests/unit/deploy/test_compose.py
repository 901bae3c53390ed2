"""The containers beside snokyla: pinned, closed to the network, without a password; a broker that keeps."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[3]


def composed() -> Any:
    return YAML(typ="safe").load(ROOT / "docker-compose.yml")


@pytest.mark.parametrize("service", ["mosquitto", "influxdb"])
def test_each_service_is_pinned_watched_closed_and_keeps_its_data(service: str) -> None:
    document = composed()
    made = document["services"][service]
    name, _, version = made["image"].partition(":")
    assert version.count(".") == 2, f"{name} is not pinned"
    assert made["healthcheck"]["test"]
    assert made["ports"]
    assert all(port.startswith("127.0.0.1:") for port in made["ports"])
    assert [volume for volume in made["volumes"] if volume.split(":")[0] in document["volumes"]]


def test_passwords_come_from_files() -> None:
    document = composed()
    for service in document["services"].values():
        for key, value in service.get("environment", {}).items():
            if key.endswith(("PASSWORD", "TOKEN")):
                pytest.fail(f"{key} stands in the file")
            if key.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in document["secrets"]


def test_influxdb_is_the_version_the_tests_build() -> None:
    built = (ROOT / "deploy" / "influxd" / "go.mod").read_text()
    assert "influxdb/v2 v" + composed()["services"]["influxdb"]["image"].split(":")[1] in built


def test_the_broker_lets_in_by_password_alone_and_keeps_what_waits_over_a_kill(
    tmp_path: Path, program: Callable[[str], Path], unused_port: Callable[[], int], wait_for: Callable[..., None]
) -> None:
    broker = program("mosquitto")
    subprocess.run(
        [ROOT / "deploy" / "make_secrets"],
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "SNOKYLA_SECRETS": str(tmp_path)},
    )
    password = (tmp_path / "mqtt_password").read_text()
    port, settings = unused_port(), (ROOT / "deploy" / "mosquitto" / "mosquitto.conf").read_text()
    for inside, here in {
        "listener 1883": f"user root\nlistener {port} 127.0.0.1",
        "/run/secrets": str(tmp_path),
        "/mosquitto/data/": f"{tmp_path}/",
    }.items():
        assert inside in settings
        settings = settings.replace(inside, here)
    (tmp_path / "mosquitto.conf").write_text(settings)

    def start() -> subprocess.Popen[bytes]:
        started = subprocess.Popen([broker, "-c", tmp_path / "mosquitto.conf"], stdout=subprocess.DEVNULL)
        wait_for(lambda: answer(port, "snokyla", password) == "Success", "the broker answers")
        return started

    running = start()
    try:
        assert answer(port, "snokyla", "wrong") == "Not authorized"
        assert answer(port, None, None) == "Not authorized"
        told: list[bytes] = []
        talk(port, password, publish=b"kept")
        saved = tmp_path / "mosquitto.db"
        wait_for(lambda: saved.exists() and b"kept" in saved.read_bytes(), "the message is on disk", within_s=10)
        running.kill()
        running.wait()
        running = start()
        talk(port, password, receive=told)
        assert told == [b"kept"]
    finally:
        running.terminate()
        running.wait()


def client_of(user: str | None, password: str | None) -> mqtt.Client:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    if user is not None:
        client.username_pw_set(user, password)
    return client


def answer(port: int, user: str | None, password: str | None) -> str:
    """What the broker says to somebody who wants to come in; empty when nobody listens."""
    said: list[str] = []
    client = client_of(user, password)
    client.on_connect = lambda _client, _data, _flags, reason, _properties: said.append(str(reason))
    try:
        client.connect("127.0.0.1", port)
    except OSError:
        return ""
    deadline = time.monotonic() + 5
    while not said and time.monotonic() < deadline:
        client.loop(0.1)
    client.disconnect()
    return said[0] if said else ""


def talk(port: int, password: str, publish: bytes | None = None, receive: list[bytes] | None = None) -> None:
    """Publish a retained message, or receive it."""
    done = threading.Event()
    client = client_of("snokyla", password)
    client.on_publish = lambda *_: done.set()
    if receive is not None:
        client.on_message = lambda _client, _data, message: (receive.append(message.payload), done.set())
        client.on_connect = lambda known, *_: known.subscribe("test/kept", 1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    if publish is not None:
        client.publish("test/kept", publish, qos=1, retain=True)
    assert done.wait(10)
    client.disconnect()
    client.loop_stop()
