"""Files that a verb writes: there whole or not at all, whatever happens on the way."""

from __future__ import annotations

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import click
import pytest

from app.files.output import fit_to_write, whole_file
from domain.errors import NotPermitted, Unreachable


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "answer.json"
    path.write_text("old")
    return path


def write(file, text):
    with whole_file(file) as partial:
        partial.write_text(text)


def test_what_is_written_takes_the_place_at_once(file):
    with whole_file(file) as partial:
        partial.write_text("new")
        assert file.read_text() == "old"
    assert file.read_text() == "new"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (OSError(errno.ENOSPC, "no space left"), Unreachable),
        (OSError(errno.EROFS, "read-only"), NotPermitted),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (ValueError("wrong"), ValueError),
    ],
)
def test_a_failure_leaves_what_was_there_and_nothing_beside_it(file, error, becomes):
    def fail(partial):
        partial.write_text("half")
        raise error

    with pytest.raises(becomes), whole_file(file) as partial:
        fail(partial)
    assert file.read_text() == "old"
    assert list(file.parent.iterdir()) == [file]


def test_a_link_stays_one(file):
    link = file.with_name("link.json")
    link.symlink_to(file.name)
    write(link, "new")
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_who_may_read_it_stays_as_it_was(file):
    file.chmod(0o600)
    write(file, "new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text)
        write(pipe, "told")
        assert read.result(10) == "told"
    assert pipe.is_fifo()


def test_two_that_write_the_same_file_do_not_mix(file, monkeypatch):
    with whole_file(file) as one:
        one.write_text("one")
        monkeypatch.setattr("app.files.output.os.getpid", lambda: 1)
        with whole_file(file) as other:
            other.write_text("other")
        assert one.read_text() == "one"
    assert file.read_text() == "one"


def test_a_file_that_could_not_be_written_is_refused_before_the_work(file, monkeypatch):
    fit_to_write(file)
    with pytest.raises(click.BadParameter, match="no such folder"):
        fit_to_write(file.parent / "nowhere" / "a.svg", "--plot")
    monkeypatch.setattr("app.files.output.os.access", lambda *_: False)
    with pytest.raises(NotPermitted, match="--plot"):
        fit_to_write(file, "--plot")
