"""Interruptions: one kind of exception for all of them, and none while something is put back."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTIONS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def treat_alike() -> None:
    """Let SIGTERM and SIGHUP end the command as Ctrl-C does, so that it cleans up; what is ignored stays so."""
    for number in INTERRUPTIONS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def held_back() -> Iterator[None]:
    """Ignore interruptions for the moment that cleaning up takes."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in INTERRUPTIONS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
