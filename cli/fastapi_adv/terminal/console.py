"""The one voice: results go to stdout, the talk goes to stderr. Text from users is never read as markup."""

import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from fastapi_adv.errors import Refused

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

NARROWEST, USUAL = 20, 80  # columns; a terminal that says less than the one does not know its width


def tolerate_any_terminal() -> None:
    """Print `?` for what a terminal or pipe cannot show, and nothing where a stream is closed, instead of failing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # it stays open
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    if console.width < NARROWEST:
        console.width = USUAL
    return console


def say(message: str) -> None:
    """Tell the user something beside the result, as far as anyone can hear it."""
    try:
        print(message, file=sys.stderr, flush=True)  # noqa: T201  # this is the one place that prints
    except OSError:
        _stop_writing(sys.stderr)


def fail(message: str, hint: str = "") -> None:
    """Say what is wrong, then what to type."""
    say(f"error: {message}")
    for line in hint.splitlines():
        say(f"       {line}")


def result(text: str) -> None:
    """Print text as it is, whatever the width."""
    _write(lambda: print(text, flush=True))  # noqa: T201  # see say


def document(content: object) -> None:
    """Print the one JSON document of a command, in ASCII so that every pipe bears it."""
    result(json.dumps(content, indent=2))


def show(*renderables: "RenderableType") -> None:
    """Print what Rich lays out for the width of the terminal."""
    _write(lambda: sys.stdout.write(_laid_out(*renderables)))


def _laid_out(*renderables: "RenderableType") -> str:
    """Captured, for Rich would exit by itself where nobody reads."""
    console = _console(sys.stdout)
    with console.capture() as captured:
        console.print(*renderables, sep="\n")
    return captured.get()


def _write(write: Callable[[], object]) -> None:
    """Raises Refused where the result gets lost; a reader who has seen enough is no error."""
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_writing(sys.stdout)
    except OSError as error:
        _stop_writing(sys.stdout)
        raise Refused(
            f"stdout cannot be written: {error.strerror}.", "What was to be done is done; only its report is lost."
        ) from None


def flush() -> None:
    """Hand over what is buffered, so that a reader who left is noticed here and not at exit."""
    _write(sys.stdout.flush)


def _stop_writing(stream: TextIO) -> None:
    """What else comes goes nowhere, without an error at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
