"""Progress of a run: a live display on terminals, one line per result elsewhere."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from fastapi_adv.terminal import console
from fastapi_adv.verify.verdict import Result

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Progress(Protocol):
    """Receiver of progress. `started` is called from several threads."""

    def started(self, variant: str, judge: str) -> None: ...

    def finished(self, result: Result) -> None: ...


class Lines:
    """Progress as one line per result, followed by its failures."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0

    def started(self, variant: str, judge: str) -> None:
        """Print nothing: a log only has results."""

    def finished(self, result: Result) -> None:
        self._done += 1
        console.say(f"[{self._done}/{self._total}] {line(result)}")
        print_failures(result)


class Live:
    """Progress as a live display: counts, remaining time, and the running judges."""

    def __init__(self, bar: "Bar", task: "TaskID") -> None:
        self._bar = bar
        self._task = task
        self._now: dict[int, str] = {}
        self._failed = 0

    def started(self, variant: str, judge: str) -> None:
        self._now[threading.get_ident()] = f"{variant[:24]}: {judge}"
        self._show()

    def finished(self, result: Result) -> None:
        self._failed += bool(result.failures)
        if result.failures:
            self._bar.print(line(result))
            print_failures(result)
        self._bar.advance(self._task)
        self._show()

    def _show(self) -> None:
        self._bar.update(self._task, now="  ".join(list(self._now.values())), failed=f"{self._failed} failed")


def line(result: Result) -> str:
    """Return a result in one line."""
    failed = ", ".join(verdict.judge for verdict in result.failures)
    return f"{f'FAILED ({failed})' if failed else 'ok'}  {result.variant}  {result.seconds:.0f} s"


def print_failures(result: Result) -> None:
    """Print each failure with the end of its output, and the command that repeats it."""
    for verdict in result.failures:
        console.say(f"--- {result.variant}: {verdict.judge}: {verdict.command}")
        console.say(verdict.tail)
        console.say(f"--- alone: {result.reproduce}")


@contextmanager
def progress(total: int) -> Iterator[Progress]:
    """Yield a receiver of progress: live on a terminal, else line by line."""
    if not sys.stderr.isatty():
        yield Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}", markup=False),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    terminal = Console(stderr=True, markup=False, highlight=False)
    with RichProgress(*columns, console=terminal, transient=True) as bar:
        yield Live(bar, bar.add_task("variants", total=total, now="", failed="0 failed"))
