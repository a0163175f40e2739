"""Entry point of the `fastapi-adv` process and of `python -m fastapi_adv`."""

import signal
import sys

# An interruption of the imports below would print a traceback: until `run`, it ends the process as it ends others.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from fastapi_adv.errors import INTERRUPTED
from fastapi_adv.system import signals


def run() -> None:
    """Import the command line and run it. An interruption of the imports ends without a traceback, too."""
    try:
        signals.treat_alike()
        from fastapi_adv.app import run as run_command_line

        run_command_line()
    except KeyboardInterrupt:
        print("error: Interrupted. Nothing was started.", file=sys.stderr)  # noqa: T201  # the console is not imported yet
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    run()
