"""Context of resolvers. Each one opens its own session, because fields are resolved concurrently."""

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
from ..events import Events, EventsDep
from ..scopes import demand
from ..settings import settings_of
from .loaders import Loaders
from .settings import GraphQLSettings

SESSIONS = 3  # at a time for one request, so that it does not take the whole pool


class Context(BaseContext):
    """Context of one HTTP request, or of all operations of a socket."""

    settings: GraphQLSettings  # set by the router

    def __init__(self, conn: HTTPConnection, database: Database, events: Events) -> None:
        super().__init__()
        self.conn, self.database, self.events = conn, database, events
        self.environment = settings_of(conn.scope["app"]).environment
        self.turns = Semaphore(SESSIONS)
        self.loaders = Loaders(self.session)
        self.expiry: Task[None] | None = None

    @asynccontextmanager
    async def session(self, *scopes: str) -> AsyncIterator[AsyncSession]:
        """Open a unit of work, which is committed even if other resolvers fail.

        Raises InsufficientScope if the caller lacks one of the scopes.
        """
        demand(self.conn, *scopes)
        async with self.turns, self.database.begin() as session:
            yield session


Info = strawberry.Info[Context, None]


async def connection_of(conn: HTTPConnection) -> HTTPConnection:
    return conn


async def get_context(
    conn: Annotated[HTTPConnection, Depends(connection_of)],
    database: DatabaseDep,
    events: EventsDep,
) -> Context:
    """Raise 401 for a query without a valid token. A socket sends its token later."""
    query = conn.scope["type"] == "http" and conn.scope["method"] == "POST"
    if query and "authenticate" in state(conn) and caller(conn) is None:
        raise HTTPException(401, "A valid access token is needed", {"WWW-Authenticate": "Bearer"})
    return Context(conn, database, events)
