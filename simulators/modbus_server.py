"""Modbus TCP servers on free ports of 127.0.0.1, one for each bus, with all its units behind it."""

from __future__ import annotations

from typing import Any, cast

from pymodbus.constants import ExcCodes
from pymodbus.exceptions import NoSuchIdException
from pymodbus.framer import FramerType
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from domain.device import RegisterKind
from domain.errors import Unreachable
from simulators.served_device import ServedDevice

_HOST = "127.0.0.1"
_KINDS = {
    **dict.fromkeys((1, 5, 15), RegisterKind.COIL),
    2: RegisterKind.DISCRETE,
    **dict.fromkeys((3, 6, 16, 22, 23), RegisterKind.HOLDING),
    4: RegisterKind.INPUT,
}


class _Units:
    """What pymodbus asks for registers: the served devices by unit id."""

    def __init__(self, units: dict[int, ServedDevice]) -> None:
        self._units = units

    def device_ids(self) -> list[int]:
        return list(self._units)

    async def async_getValues(  # noqa: N802 - pymodbus's name
        self, device_id: int, func_code: int, address: int, count: int = 1
    ) -> list[int] | list[bool] | ExcCodes:
        device = self._units.get(device_id)
        if device is None:
            return ExcCodes.GATEWAY_NO_RESPONSE
        self._answering(device)
        kind = _KINDS[func_code]
        words = device.words(kind, address, count)
        if isinstance(words, list) and kind.is_bit:
            return [bool(word) for word in words]
        return words

    async def async_setValues(  # noqa: N802 - pymodbus's name
        self, device_id: int, func_code: int, address: int, values: list[int] | list[bool]
    ) -> ExcCodes | None:
        device = self._units.get(device_id)
        if device is None:
            return ExcCodes.GATEWAY_NO_RESPONSE
        self._answering(device)
        return device.write(_KINDS[func_code], address, [int(value) for value in values])

    @staticmethod
    def _answering(device: ServedDevice) -> None:
        if device.silent or device.unreachable():
            raise NoSuchIdException(f"{device.profile.id} is silent")


class ModbusServer:
    """Serves `units` by unit id; a silent one never answers, one that is not there is exception 0x0B."""

    def __init__(self, units: dict[int, ServedDevice], rtu_framing: bool = False) -> None:
        self._units = units
        self._framer = FramerType.RTU if rtu_framing else FramerType.SOCKET
        self._server: ModbusTcpServer | None = None
        self._port = 0

    async def start(self) -> int:
        """Listen on a free port (after a stop on the same one again); the port."""
        # The server insists on a data store of its own; it is put aside for the devices' live registers.
        placeholder = SimDevice(id=1, simdata=[SimData(0, values=0, datatype=DataType.REGISTERS)])
        server = ModbusTcpServer(
            placeholder, framer=self._framer, address=(_HOST, self._port), ignore_missing_devices=True
        )
        server.context = cast(Any, _Units(self._units))
        try:
            await server.serve_forever(background=True)
        except RuntimeError as error:
            raise Unreachable(f"{_HOST}:{self._port}", "cannot listen there") from error
        self._server = server
        self._port = int(cast(Any, server.transport).sockets[0].getsockname()[1])
        return self._port

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is not None:
            await cast(Any, self._server).shutdown()
            self._server = None
