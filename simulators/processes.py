"""Work spread over processes: results in order, a prompt end, and a word of a process that dies.

`concurrent.futures` gives up all work when one process dies, waits for what runs when it is interrupted, and
leaves its processes behind when it is killed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from domain.errors import SnokylaError

# A process that was told to end or has closed its pipe ends within this time [s], or is cut off.
_PATIENCE_S = 5.0

T = TypeVar("T")
R = TypeVar("R")


class ProcessLost(SnokylaError):  # noqa: N818 - names the condition
    """A process ended before its work was done: killed, as a rule because memory ran out."""


def spread(
    function: Callable[[T], R],
    items: Sequence[T],
    processes: int,
    *,
    together: int = 1,
    lost: Callable[[T, ProcessLost], R] | None = None,
) -> Iterator[R]:
    """`function` of each of `items`, in their order, in `processes` other processes.

    So many `together` go to one process, one after the other. What `lost` makes of an item stands in for it when
    its process dies; without it ProcessLost is raised. An exception of `function` ends all.
    """
    starts = range(0, len(items), together)
    todo = deque(deque(range(start, min(start + together, len(items)))) for start in starts)
    team = _Team(function, items, todo, lost)
    try:
        # All are started before the first is given anything, which has to wait until it listens.
        for pipe in [team.hire() for _ in range(min(processes, len(todo)))]:
            team.give_more(pipe)
        for number in range(len(items)):
            yield team.result_of(number)
    finally:
        team.dismiss()


class _Team(Generic[T, R]):
    """The processes, what each is at, and the results that nobody has asked for yet."""

    def __init__(
        self,
        function: Callable[[T], R],
        items: Sequence[T],
        todo: deque[deque[int]],
        lost: Callable[[T, ProcessLost], R] | None,
    ) -> None:
        self._function, self._items, self._todo, self._lost = function, items, todo, lost
        self._busy: dict[Connection, tuple[BaseProcess, deque[int]]] = {}
        self._results: dict[int, R] = {}

    def hire(self) -> Connection:
        """Start a process; the pipe to it."""
        # A fresh interpreter: what a thread of the parent holds is not copied into the child.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(self._function, theirs), daemon=True)
        # Ctrl-C goes to every process of the terminal; the children never hear it, the parent ends them.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
            self._busy[ours] = (process, deque())
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()
        return ours

    def result_of(self, number: int) -> R:
        """The result of item `number`; waits for it."""
        while number not in self._results:
            for pipe in wait(list(self._busy)):
                assert isinstance(pipe, Connection)
                self._hear(pipe)
        return self._results.pop(number)

    def dismiss(self) -> None:
        """End all processes, whatever they are at."""
        for process, _ in self._busy.values():
            process.terminate()
        for pipe, (process, _) in self._busy.items():
            _buried(process)
            pipe.close()
        self._busy.clear()

    def _hear(self, pipe: Connection) -> None:
        numbers = self._busy[pipe][1]
        try:
            result, error = pipe.recv()
        except (EOFError, OSError):
            self._replace(pipe)
            return
        if error is not None:
            raise error
        self._results[numbers.popleft()] = result
        if not numbers:
            self.give_more(pipe)

    def _replace(self, pipe: Connection) -> None:
        """A process has died: what it was at is lost, the rest of what it had goes to another one."""
        process, numbers = self._busy.pop(pipe)
        pipe.close()
        _buried(process)
        number = numbers.popleft()
        error = ProcessLost(_why(process.exitcode))
        if self._lost is None:
            raise error
        self._results[number] = self._lost(self._items[number], error)
        if numbers:
            self._todo.appendleft(numbers)
        if self._todo:
            self.give_more(self.hire())

    def give_more(self, pipe: Connection) -> None:
        """The next items for a process that has none, or its end."""
        if not self._todo:
            process, _ = self._busy.pop(pipe)
            pipe.close()
            _buried(process)
            return
        numbers = self._todo.popleft()
        self._busy[pipe] = (self._busy[pipe][0], numbers)
        # One that has died meanwhile is found out when it is listened to.
        with suppress(OSError):
            pipe.send([self._items[number] for number in numbers])


def _buried(process: BaseProcess) -> None:
    process.join(_PATIENCE_S)
    if process.is_alive():
        process.kill()
        process.join()


def _why(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return (
            f"a process was ended by signal {-exit_code} ({signal.Signals(-exit_code).name}) before its work was "
            "done; that is what happens when memory runs out: let fewer processes run at once"
        )
    return f"a process ended with exit code {exit_code} before its work was done"


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    """Life of a process: bundles of items in, a result or an exception for each out."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            items = pipe.recv()
        except EOFError:
            return
        for item in items:
            pipe.send(_done(function, item))


def _end_with_parent() -> None:
    """A parent that was killed cannot end its children, and what they are at is of no use any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _done(function: Callable[[Any], Any], item: Any) -> tuple[Any, Exception | None]:
    try:
        return function(item), None
    except Exception as error:
        error.add_note(f"in a process of its own:\n{traceback.format_exc()}")
        return None, error
