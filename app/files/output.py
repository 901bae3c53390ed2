"""Files that a verb writes: there whole or not at all, and refused in plain words."""

from __future__ import annotations

import errno
import os
import shutil
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

    A link stays one, what it points to is written; who may read the file stays as it was. A device or a pipe is
    written to as it is. NotPermitted when nothing may be written there, BadParameter for a path that cannot be,
    Unreachable for a disk that is full or fails.
    """
    try:
        target = file.resolve()
        if target.exists() and not (target.is_file() or target.is_dir()):
            yield target
            return
        # Of this process alone: two that write the same file do not mix their lines.
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        with _gone_in_the_end(partial):
            yield partial
            _settled(partial, like=target)
            partial.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise refused(file, error, option) from error


@contextmanager
def _gone_in_the_end(partial: Path) -> Iterator[None]:
    try:
        yield
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _settled(partial: Path, like: Path) -> None:
    """Put `partial` on the disk before it takes its name: a power cut leaves the old file or the new one."""
    if like.is_file():
        shutil.copymode(like, partial)
    with partial.open("rb") as written:
        os.fsync(written.fileno())


def fit_to_write(file: Path, option: str = "--out") -> None:
    """Refuse a `file` that could not be written, before the work is done that it is to hold."""
    folder = file.resolve().parent
    if not folder.is_dir():
        raise refused(file, OSError(errno.ENOENT, "there is no such folder"), option)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise refused(file, OSError(errno.EACCES, "no permission in that folder"), option)


def refused(file: Path, error: OSError, option: str = "--out") -> Exception:
    """What `error` in writing `file` means for who asked for it."""
    if forbidden(error):
        return NotPermitted(str(file), f"may not be written ({error.strerror}); choose another with {option}")
    if error.errno in _WRONG_PATH:
        return click.BadParameter(f"{file} cannot be written ({error.strerror})", param_hint=option)
    return Unreachable(str(file), f"cannot be written ({error.strerror or error}); nothing of it was kept")
