"""One device on a wire: exactly the registers of its profile, and an exception for everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pymodbus.constants import ExcCodes

from domain.device import DeviceProfile, ProfilePoint, RegisterKind
from simulators.register_codec import decode, encode

ReadValue = Callable[[ProfilePoint], float | None]
WriteValue = Callable[[ProfilePoint, float], None]


class ServedDevice:
    """Shows `read(point)` [canonical unit] in the registers of `profile` and hands on what may be written.

    `silent` or `unreachable()` gives no answer at all; `digits` are those of the counters, where the site knows
    them better than the profile.
    """

    def __init__(
        self, profile: DeviceProfile, read: ReadValue, write: WriteValue | None = None, digits: int | None = None
    ) -> None:
        self.profile = profile
        self.silent = False
        self.unreachable: Callable[[], bool] = lambda: False
        self._read = read
        self._write = write
        self._digits = digits
        self._map: dict[tuple[RegisterKind, int], tuple[ProfilePoint, int]] = {}
        for point in profile.points:
            if point.register is not None:
                words = 1 if point.register.kind.is_bit else point.type.words
                for offset in range(words):
                    place = (point.register.kind, point.register.address + offset)
                    self._map.setdefault(place, (point, offset))

    def words(self, kind: RegisterKind, address: int, count: int) -> list[int] | ExcCodes:
        """`count` registers or bits from `address`, all of one moment, or why not."""
        if not kind.is_bit and count > self.profile.timing.max_registers:
            return ExcCodes.ILLEGAL_VALUE
        shown: dict[str, list[int]] = {}
        words = []
        for place in range(address, address + count):
            found = self._map.get((kind, place))
            if found is None:
                return ExcCodes.ILLEGAL_ADDRESS
            point, offset = found
            if point.id not in shown:
                shown[point.id] = encode(point, self._read(point), self._digits)
            words.append(shown[point.id][offset])
        return words

    def write(self, kind: RegisterKind, address: int, words: Sequence[int]) -> ExcCodes | None:
        """Take `words` from `address` on: whole points that may be written, within their limits, or nothing."""
        accepted: list[tuple[ProfilePoint, float]] = []
        place = address
        while place < address + len(words):
            found = self._map.get((kind, place))
            if found is None or found[1] != 0 or found[0].write is None or self._write is None:
                return ExcCodes.ILLEGAL_ADDRESS
            point = found[0]
            size = 1 if kind.is_bit else point.type.words
            part = words[place - address : place - address + size]
            if len(part) < size:
                return ExcCodes.ILLEGAL_VALUE
            value = decode(point, part)
            if not _within_limits(point, value):
                return ExcCodes.ILLEGAL_VALUE
            accepted.append((point, value))
            place += size
        for point, value in accepted:
            assert self._write is not None
            self._write(point, value)
        return None


def _within_limits(point: ProfilePoint, value: float) -> bool:
    assert point.write is not None
    written = (value - point.written_unit.offset) / point.written_unit.factor
    return point.write.minimum - 1e-9 <= written <= point.write.maximum + 1e-9
