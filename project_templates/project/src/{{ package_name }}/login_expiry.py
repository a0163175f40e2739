"""Time for which a connection may stay open: until the login of its caller ends."""

import asyncio
import time

from starlette.requests import HTTPConnection

from .context import caller, state

INTERVAL = 5.0  # seconds between checks whether the login has ended


def may_stay(conn: HTTPConnection) -> float:
    """Return the seconds until the next check. 0 means that the login has ended."""
    user, has_ended = caller(conn), state(conn).get("has_ended")
    if user is None:
        return float("inf")
    if has_ended is not None and has_ended(user):
        return 0.0
    left = max(0.0, user.expires_at - time.time())
    return left if has_ended is None else min(left, INTERVAL)


async def end_of_stay(conn: HTTPConnection) -> None:
    """Wait until the login of the caller has ended."""
    left = may_stay(conn)
    while left:
        await asyncio.sleep(left)
        left = may_stay(conn)
