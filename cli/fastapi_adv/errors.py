"""What a user may be told. Each error carries the exit code that it ends with."""

import reprlib

DONE = 0
NO = 1
BUG = 70
INTERRUPTED = 130


def shown(value: object) -> str:
    """A value as an error shows it: its beginning, whatever somebody wrote there."""
    short = reprlib.Repr()
    short.maxlevel, short.maxlist, short.maxdict, short.maxstring = 2, 4, 4, 80
    try:
        return short.repr(value)
    except ValueError:  # a number of thousands of digits
        return f"a very long {type(value).__name__}"


def printable(text: str) -> str:
    """As a terminal may have it: names from a stranger's repository can hold what moves its cursor."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


class FastapiAdvError(Exception):
    """An expected failure: the rule and the value received, then what to type."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "", exit_code: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if exit_code is not None:
            self.exit_code = exit_code


class Usage(FastapiAdvError):
    """What was typed cannot be meant: a bad name, flag, feature, contradiction."""

    exit_code = 2


class Refused(FastapiAdvError):
    """Not done, and nothing written: the target exists, the disk is full, the project is dirty."""

    exit_code = 3


class EnvironmentLacks(FastapiAdvError):
    """A tool that the command needs is missing or too old."""

    exit_code = 4
