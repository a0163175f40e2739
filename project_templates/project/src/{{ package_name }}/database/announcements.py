"""Messages about stored changes, to subscribers and to the cache."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from ..context import state
from .session import after_commit


def announce(
    session: AsyncSession,
    conn: HTTPConnection,
    topic: str,
    action: str,
    name: str,
    document: dict[str, Any],
) -> None:
    """Publish the change after the commit, and invalidate the cache's tag `<name>:<id>`."""
    words, tag = state(conn), f"{name}:{document['id']}"
    if invalidate := words.get("invalidate"):
        after_commit(session, lambda: invalidate(tag))
    if publish := words.get("publish"):
        after_commit(session, lambda: publish(topic, {"action": action, name: document}))
