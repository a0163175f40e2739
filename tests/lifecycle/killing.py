"""Runs the command, and kills it just before its write of the number in KILL_AT: `python killing.py add sse`."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from fastapi_adv.app import run

LEFT = iter(range(int(os.environ["KILL_AT"])))


def counted(write: Callable[..., object]) -> Callable[..., object]:
    """The same function, for as long as there are writes left."""

    def wrapper(*arguments: object, **options: object) -> object:
        if next(LEFT, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return write(*arguments, **options)

    return wrapper


for owner, names in {os: ["replace", "unlink", "mkdir"], Path: ["write_bytes", "write_text"]}.items():
    for name in names:
        setattr(owner, name, counted(getattr(owner, name)))
sys.argv[0] = "fastapi-adv"
run()
