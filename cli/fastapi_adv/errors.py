"""What a user may be told. Each error carries the exit code that it ends with."""

DONE = 0
NO = 1
BUG = 70
INTERRUPTED = 130


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
