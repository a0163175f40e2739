"""Output: results go to stdout, messages to stderr. Text from users is never interpreted as markup."""

import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TextIO

from fastapi_adv.errors import Refused

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

Style = Literal["heading", "command", "detail", "success", "error"]
_CODES: dict[Style, str] = {"heading": "1", "command": "36", "detail": "2", "success": "1;32", "error": "1;31"}
NARROWEST, USUAL = 20, 80  # columns; a terminal that reports less than NARROWEST does not know its width


def tolerate_any_terminal() -> None:
    """Replace characters that a stream cannot encode by `?`, and open closed streams on the null device."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # it stays open
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def has_colours(stream: TextIO) -> bool:
    """Return True for terminals, unless NO_COLOR is set, and for any stream if FORCE_COLOR is set."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    capable = os.environ.get("TERM") != "dumb" and (os.name != "nt" or "WT_SESSION" in os.environ)
    return capable and stream.isatty()


def styled(text: str, style: Style, stream: TextIO | None = None) -> str:
    """Return the text with the escape sequences of the style if the stream, by default stdout, has colours."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if has_colours(stream or sys.stdout) else text


def say(message: str) -> None:
    """Print a message to stderr. A failure to write it is ignored."""
    try:
        print(message, file=sys.stderr, flush=True)  # noqa: T201  # the only module that prints
    except OSError:
        _discard(sys.stderr)


def fail(message: str, hint: str = "") -> None:
    """Print an error and the hint below it to stderr."""
    say(f"{styled('error:', 'error', sys.stderr)} {message}")
    for line in hint.splitlines():
        say(f"       {line}")


def result(text: str) -> None:
    """Print text to stdout, without wrapping. Raises Refused if stdout cannot be written."""
    _write(lambda: print(text, flush=True))  # noqa: T201  # the only module that prints


def document(content: object) -> None:
    """Print the JSON document of a command to stdout, in ASCII. Raises Refused if stdout cannot be written."""
    result(json.dumps(content, indent=2))


def show(*renderables: "RenderableType") -> None:
    """Print tables and trees to stdout, for the width of the terminal. Raises Refused if stdout cannot be written."""
    _write(lambda: sys.stdout.write(_laid_out(*renderables)))


def _laid_out(*renderables: "RenderableType") -> str:
    """Return the text instead of printing it, because Rich exits the process if the reader of a pipe is gone."""
    console = _console(sys.stdout)
    with console.capture() as captured:
        console.print(*renderables, sep="\n")
    return captured.get()


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    colours = has_colours(stream)
    system: Literal["auto"] | None = "auto" if colours else None
    console = Console(
        file=stream, force_terminal=colours, color_system=system, markup=False, highlight=False, emoji=False
    )
    if console.width < NARROWEST:
        console.width = USUAL
    return console


def _write(write: Callable[[], object]) -> None:
    """Write to stdout. A closed pipe is not an error. Raises Refused for any other failure."""
    try:
        write()
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
    except OSError as error:
        _discard(sys.stdout)
        raise Refused(
            f"stdout cannot be written: {error.strerror}.", "The command is complete; only its report is lost."
        ) from None


def flush() -> None:
    """Flush stdout, so that a write error is reported here and not when the process ends."""
    _write(sys.stdout.flush)


def _discard(stream: TextIO) -> None:
    """Redirect the stream to the null device, so that its buffer causes no error when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
