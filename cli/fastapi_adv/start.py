"""The first step of the process: whoever interrupts it while the rest is imported is understood too."""

import sys

from fastapi_adv import signals
from fastapi_adv.errors import INTERRUPTED


def run() -> None:
    """Import the command line and run it, as a process of its own."""
    try:
        signals.treat_alike()
        from fastapi_adv.main import run as run_command_line

        run_command_line()
    except KeyboardInterrupt:
        print("error: interrupted; nothing was begun.", file=sys.stderr)  # noqa: T201  # the console is not there yet
        sys.exit(INTERRUPTED)
