"""The field that is not there: every device of a site on a real wire, and faults to order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from domain.address import ModbusRtuAddress, ModbusTcpAddress
from domain.clock import Clock
from domain.device import ProfilePoint
from domain.site import Device, Site
from simulators.buildings import SimulatedBuildings
from simulators.field_values import FieldValues
from simulators.modbus_server import ModbusServer
from simulators.plc import Plc
from simulators.served_device import ServedDevice
from simulators.snow_plant import SnowPlant
from simulators.weather import SimulatedWeather

_LOG = logging.getLogger("snokyla.simulators")
# The plant moves this often in real time, whatever the speed of the clock [s].
_TICK_S = 0.5
_RUN_IN = timedelta(hours=1)

ModbusAddress = ModbusTcpAddress | ModbusRtuAddress


class SimulatedField:
    """Serves the Modbus devices of `site` on free ports of 127.0.0.1 and moves its plant by `clock`.

    `counted` are the plant's counters (`snow_cooling_energy_kwh`, …) as an earlier run left them in a store.
    """

    def __init__(
        self, site: Site, clock: Clock, seed: int = 1, counted: Mapping[str, float] | None = None
    ) -> None:
        self.original = site
        self.seed = seed
        self._clock = clock
        self.weather = SimulatedWeather(seed)
        self.buildings = SimulatedBuildings(site, self.weather, seed)
        self.plant: SnowPlant | None = None
        self.plc: Plc | None = None
        if site.plant is not None:
            # The plant has been running on its own for a while when anyone looks at it.
            self.plant = SnowPlant(site, self.buildings, clock.now() - _RUN_IN, seed, counted)
            self.plc = Plc(self.plant)
            self.plc.advance(clock.now())
        self.values = FieldValues(site, self.buildings, self.plc, seed)
        self._served = {device.id: self._serve(device) for device in site.devices if _on_modbus(device)}
        self._servers: dict[str, ModbusServer] = {}
        self._moving: asyncio.Task[None] | None = None
        self._still = False

    async def start(self) -> Site:
        """Listen; the site with the addresses under which its devices answer."""
        ports: dict[str, int] = {}
        for bus, devices in self._buses().items():
            units = {device_address(device).unit_id: self._served[device.id] for device in devices}
            self._servers[bus] = ModbusServer(units, rtu_framing=bus.startswith("rtuovertcp"))
            ports[bus] = await self._servers[bus].start()
        self._moving = asyncio.create_task(self._move(), name="simulated plant")
        served = tuple(
            replace(device, address=_here(device, ports)) if _on_modbus(device) else device
            for device in self.original.devices
        )
        return replace(self.original, devices=served)

    async def stop(self) -> None:
        """Close every port and stop the plant."""
        if self._moving is not None:
            self._moving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._moving
            self._moving = None
        for server in self._servers.values():
            await server.stop()
        self._servers.clear()

    def set_value(self, device_id: str, point_id: str, value: float | None) -> None:
        """Fix what `device_id` shows at `point_id` [canonical unit, before the meter's factor]; None: no value."""
        self.values.override(device_id, point_id, value)

    def release(self, device_id: str, point_id: str) -> None:
        """Let `point_id` of `device_id` follow the simulation again."""
        self.values.release(device_id, point_id)

    def hold_plant(self, still: bool = True) -> None:
        """Let the plant stand still in its moment, so that two who read it find the same, or move again."""
        self._still = still

    def silence(self, device_id: str, silent: bool = True) -> None:
        """Let `device_id` stop answering while its connection stays, or answer again."""
        self._served[device_id].silent = silent

    async def disconnect(self, device_id: str) -> None:
        """Close the port behind which `device_id` (and all on its bus) answers."""
        await self._server_of(device_id).stop()

    async def reconnect(self, device_id: str) -> None:
        """Listen on that port again."""
        await self._server_of(device_id).start()

    def _server_of(self, device_id: str) -> ModbusServer:
        return self._servers[device_address(self.original.device(device_id)).bus]

    def _serve(self, device: Device) -> ServedDevice:
        write = partial(self.values.write, device.id)
        served = ServedDevice(device.profile, partial(self._read, device.id), write, self.values.digits(device.id))
        if self.plc is not None and self.original.plant is not None and device.id == self.original.plant.plc:
            served.unreachable = self._plc_unreachable
        return served

    def _plc_unreachable(self) -> bool:
        return self.plc is not None and not self.plc.reachable

    def _read(self, device_id: str, point: ProfilePoint) -> float | None:
        return self.values.read(device_id, point, self._clock.now())

    def _buses(self) -> dict[str, list[Device]]:
        buses: dict[str, list[Device]] = {}
        for device in self.original.devices:
            if _on_modbus(device):
                buses.setdefault(device_address(device).bus, []).append(device)
        return buses

    async def _move(self) -> None:
        while self.plc is not None:
            try:
                if not self._still:
                    self.plc.advance(self._clock.now())
            except ValueError:
                _LOG.exception("the simulated plant stands still: the clock has left the simulated years")
                return
            await asyncio.sleep(_TICK_S)


def _on_modbus(device: Device) -> bool:
    return isinstance(device.address, ModbusTcpAddress | ModbusRtuAddress)


def device_address(device: Device) -> ModbusAddress:
    """The Modbus address of `device`; TypeError when it speaks MQTT."""
    if isinstance(device.address, ModbusTcpAddress | ModbusRtuAddress):
        return device.address
    raise TypeError(f"device {device.id} has no Modbus address but {device.address}")


def _here(device: Device, ports: dict[str, int]) -> ModbusTcpAddress:
    """Serial lines and TLS are served as plain TCP; RTU over TCP keeps its framing."""
    address = device_address(device)
    keeps = isinstance(address, ModbusTcpAddress) and address.transport == "rtuovertcp"
    return ModbusTcpAddress("rtuovertcp" if keeps else "tcp", "127.0.0.1", ports[address.bus], address.unit_id)
