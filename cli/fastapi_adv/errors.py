"""Errors that a command reports to its user, each with its exit code."""

import reprlib

DONE = 0
NO = 1
BUG = 70
INTERRUPTED = 130


def shown(value: object) -> str:
    """Return a short representation of a value for a message, however large the value is."""
    short = reprlib.Repr()
    short.maxlevel, short.maxlist, short.maxdict, short.maxstring = 2, 4, 4, 80
    try:
        return short.repr(value)
    except ValueError:  # an integer with thousands of digits
        return f"a very long {type(value).__name__}"


def printable(text: str) -> str:
    """Escape control characters, which could move the cursor of a terminal."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


class FastapiAdvError(Exception):
    """Expected failure. `message` states the rule and the value, `hint` the command to type."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "", exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if exit_code is not None:
            self.exit_code = exit_code


class Usage(FastapiAdvError):
    """Wrong command line: a bad name, an unknown flag or feature, a contradiction."""

    exit_code = 2


class Refused(FastapiAdvError):
    """Refusal before anything was written: the target exists, the disk is full, the project has changes."""

    exit_code = 3


def refused_by_system(error: OSError) -> Refused:
    """Return the refusal for an error of the operating system, such as a full disk."""
    place = f": {error.filename}" if error.filename else ""
    return Refused(f"The operating system reported: {error.strerror}{place}", "No files were changed.")


class EnvironmentLacks(FastapiAdvError):
    """A required tool is missing or too old."""

    exit_code = 4


class Interrupted(FastapiAdvError):
    """Ctrl-C, SIGTERM or SIGHUP before the command had a result."""

    exit_code = INTERRUPTED

    def __init__(self) -> None:
        super().__init__("Interrupted. All changes were rolled back.")
