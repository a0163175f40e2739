"""Waiting for a condition."""

import time
from collections.abc import Callable


def within_ten_seconds(condition: Callable[[], bool]) -> bool:
    """Poll the condition; return whether it became true."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
