"""The one voice: results go to stdout, the talk goes to stderr. Text from users is never read as markup."""

import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def bear_any_encoding() -> None:
    """Print `?` for what a terminal or pipe cannot show, instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    return Console(file=stream, markup=False, highlight=False, emoji=False)


def say(message: str) -> None:
    """Tell the user something beside the result."""
    print(message, file=sys.stderr)  # noqa: T201  # this is the one place that prints


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
    console = _console(sys.stdout)
    with console.capture() as laid_out:  # written below: Rich would exit by itself where nobody reads
        console.print(*renderables, sep="\n")
    _write(lambda: sys.stdout.write(laid_out.get()))


def _write(write: Callable[[], object]) -> None:
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        stop_writing()


def flush() -> None:
    """Hand over what is buffered, so that a reader who left is noticed here and not at exit."""
    _write(sys.stdout.flush)


def stop_writing() -> None:
    """The reader has seen enough: what else comes goes nowhere, without an error at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
