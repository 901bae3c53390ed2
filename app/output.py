"""Files that a verb writes: there whole or not at all, and refused in plain words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from domain.errors import NotPermitted, Unreachable

_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_WRONG_PATH = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG}


def forbidden(error: OSError) -> bool:
    """Whether it is a matter of permission, not of a wrong path or a full disk."""
    return error.errno in _FORBIDDEN


@contextmanager
def whole_file(file: Path, option: str = "--out") -> Iterator[Path]:
    """A path beside `file` to write to; it becomes `file` when the block ends well, and is gone when not.

    NotPermitted when nothing may be written there, BadParameter for a path that cannot be, Unreachable for a disk
    that is full or fails.
    """
    partial = file.with_name(f".{file.name}.part")
    try:
        yield partial
        partial.replace(file)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise refused(file, error, option) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def refused(file: Path, error: OSError, option: str = "--out") -> Exception:
    """What `error` in writing `file` means for who asked for it."""
    if forbidden(error):
        return NotPermitted(str(file), f"may not be written ({error.strerror}); choose another with {option}")
    if error.errno in _WRONG_PATH:
        return click.BadParameter(f"{file} cannot be written ({error.strerror})", param_hint=option)
    return Unreachable(str(file), f"cannot be written ({error.strerror or error}); nothing of it was kept")
