"""The broker of a site: a secret that cannot be read is a fault of the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.clock import ScaledClock
from domain.errors import ConfigurationError
from domain.site import MqttSettings
from messaging.mqtt import PahoBus


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_password_that_cannot_be_read_is_a_fault_that_names_its_file(
    content: bytes | None, tmp_path: Path
) -> None:
    secret = tmp_path / "password"
    if content is not None:
        secret.write_bytes(content)
    settings = MqttSettings("mqtt://127.0.0.1:1883", "brunflo", "snokyla", str(secret))
    with pytest.raises(ConfigurationError) as refused:
        PahoBus.from_settings(settings, ScaledClock())
    assert str(refused.value).startswith(f"{secret}: mqtt.password_file: ")
