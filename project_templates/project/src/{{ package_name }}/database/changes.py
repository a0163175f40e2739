"""Announcements of stored changes, to subscribers and to the cache."""

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from ..context import state
from .session import after_commit


def announce(
    session: AsyncSession,
    conn: HTTPConnection,
    topic: str | None,
    name: str,
    action: str,
    document: BaseModel,
) -> None:
    """Publish the change after the commit, and invalidate the cache's tag `<name>:<id>`.

    Without a topic nothing is published: subscribers would see rows that belong to others.
    """
    shown = document.model_dump(mode="json")
    words, tag = state(conn), f"{name}:{shown['id']}"
    if invalidate := words.get("invalidate"):
        after_commit(session, lambda: invalidate(tag))
    if topic is not None and (publish := words.get("publish")):
        after_commit(session, lambda: publish(topic, {"action": action, name: shown}))
