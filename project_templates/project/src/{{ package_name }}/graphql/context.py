"""What resolvers know of their request. Each opens a session of its own: they run side by side."""

from asyncio import Semaphore, Task
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import strawberry
from fastapi import Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection
from strawberry.fastapi import BaseContext

from ..context import caller, state
from ..database import Database, DatabaseDep
from ..database.scopes import READ
from ..events import Events, EventsDep
from ..scopes import demand
from ..settings import settings_of
from .loaders import Loaders
from .settings import GraphQLSettings

SESSIONS = 3  # at a time for one request: it must not take the whole pool


class Context(BaseContext):
    """One for each HTTP request, and one for all operations of a socket."""

    settings: GraphQLSettings  # the router's own

    def __init__(self, conn: HTTPConnection, database: Database, events: Events) -> None:
        super().__init__()
        self.conn, self.database, self.events = conn, database, events
        self.environment = settings_of(conn.scope["app"]).environment
        self.turns = Semaphore(SESSIONS)
        self.loaders = Loaders(lambda: self.session(READ))
        self.expiry: Task[None] | None = None

    @asynccontextmanager
    async def session(self, *scopes: str) -> AsyncIterator[AsyncSession]:
        """One unit of work: what a resolver does is stored or not, whatever becomes of others.

        Raises InsufficientScope for a caller without these scopes.
        """
        demand(self.conn, *scopes)
        async with self.turns, self.database.begin() as session:
            yield session


Info = strawberry.Info[Context, None]


async def itself(conn: HTTPConnection) -> HTTPConnection:
    return conn


async def get_context(
    conn: Annotated[HTTPConnection, Depends(itself)], database: DatabaseDep, events: EventsDep
) -> Context:
    """Raises 401 for a stranger, where callers are asked for; a socket's token comes later."""
    asked = conn.scope["type"] == "http" and conn.scope["method"] == "POST"
    if asked and "authenticate" in state(conn) and caller(conn) is None:
        raise HTTPException(401, "A valid access token is needed", {"WWW-Authenticate": "Bearer"})
    return Context(conn, database, events)
