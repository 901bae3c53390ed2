"""Work in other processes: in order, over at once when it is to be, and honest about a process that dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulators.processes import ProcessLost, spread

# `eval` is the function, so that an item can do what it likes to its process.
DIES = "__import__('os').kill(__import__('os').getpid(), 9)"
SLEEPS = "__import__('time').sleep(60)"


@pytest.mark.parametrize("together", [1, 2, 5])
def test_results_come_in_order(together):
    slow_first = ["__import__('time').sleep(0.3) or 0", "1", "2", "3", "4", "5", "6"]
    assert list(spread(eval, slow_first, 2, together=together)) == [0, 1, 2, 3, 4, 5, 6]
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("together", [1, 4])
def test_a_process_that_is_killed_costs_its_own_item_alone(together):
    items = ["0", "1", DIES, "3", "4", DIES]
    told = []

    def lost(item, error):
        told.append(str(error))
        return item

    assert list(spread(eval, items, 2, together=together, lost=lost)) == [0, 1, DIES, 3, 4, DIES]
    assert len(told) == 2
    assert all("signal 9" in text and "memory" in text for text in told)


def test_without_a_stand_in_it_is_told_and_all_ends():
    with pytest.raises(ProcessLost, match="SIGKILL"):
        list(spread(eval, [DIES, SLEEPS, SLEEPS], 2))
    assert not multiprocessing.active_children()


def test_an_exception_is_raised_with_its_place_and_all_ends():
    with pytest.raises(ZeroDivisionError) as caught:
        list(spread(eval, ["1/0", SLEEPS], 2))
    assert "in a process of its own" in caught.value.__notes__[0]
    assert not multiprocessing.active_children()


def test_who_stops_asking_waits_for_nothing():
    results = spread(eval, ["0", SLEEPS, SLEEPS], 2)
    assert next(results) == 0
    begun = time.monotonic()
    results.close()
    assert time.monotonic() - begun < 10
    assert not multiprocessing.active_children()


def of_session(leader):
    """Processes of the session of `leader` that have not ended."""
    alive = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            alive.append(int(stat.parent.name))
    return alive


@pytest.fixture
def sleeper(tmp_path):
    """A program with two processes that sleep for a minute; its file of complaints."""
    # A suite that runs in the background ignores Ctrl-C, and its children would.
    program = (
        "import signal\n"
        "from simulators.processes import spread\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"    list(spread(eval, [\"open({str(tmp_path)!r} + '/up', 'a').write('.') and {SLEEPS}\"] * 4, 2))\n"
    )
    (tmp_path / "sleeper.py").write_text(program)
    with (tmp_path / "err").open("w") as err:
        process = subprocess.Popen([sys.executable, tmp_path / "sleeper.py"], stderr=err, start_new_session=True)
    deadline = time.monotonic() + 60
    while not ((tmp_path / "up").is_file() and (tmp_path / "up").stat().st_size == 2):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield process, tmp_path / "err"
    for pid in of_session(process.pid):
        os.kill(pid, signal.SIGKILL)
    process.wait()


def gone_in_time(leader):
    deadline = time.monotonic() + 15
    while of_session(leader) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not of_session(leader)


def test_ctrl_c_ends_all_at_once_and_is_heard_by_the_parent_alone(sleeper):
    process, err = sleeper
    os.killpg(process.pid, signal.SIGINT)
    assert gone_in_time(process.pid)
    assert process.wait() == -signal.SIGINT
    assert err.read_text().count("Traceback") == 1


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_parent_that_is_killed_leaves_no_processes_behind(sleeper, end):
    process, err = sleeper
    process.send_signal(end)
    assert gone_in_time(process.pid)
    assert "Traceback" not in err.read_text()
