"""Units of work: what belongs together is stored together, or not at all."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any, cast

from fastapi import Depends, FastAPI
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from starlette.requests import HTTPConnection

from ..lifecycle import announced
from ..settings import settings_of
from . import migrate
from .engine import DatabaseBusy, DatabaseUnavailable, create_engine, ended, workers_of
from .schema import Schema
from .settings import DatabaseSettings

log = logging.getLogger(__name__)


class Database:
    """The engine and what opens units of work on it; one for each running application.

    `patience` is in seconds: so long may it take to get a connection that answers.
    """

    def __init__(self, engine: AsyncEngine, schema: Schema, patience: float) -> None:
        self.engine = engine
        self.schema = schema
        self.patience = patience
        self.sessions = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """One unit of work: it commits at its end, and rolls back when anything is raised.

        Then it does what waited for the commit. Raises DatabaseUnavailable, at once or after the
        pool's time limit, when no connection can be had.
        """
        async with self.sessions() as session:
            async with session.begin():
                await connect(session, self.patience)
                yield session
            await run_waiting(session)


async def connect(session: AsyncSession, patience: float) -> None:
    """Take the connection now: here, and only here, any error means that there is none.

    The driver's own limits do not add up to this: a ping may take as long as any statement.
    """
    try:
        async with asyncio.timeout(patience):
            await session.connection()
    except PoolTimeout as error:
        log.warning("database: all connections are in use")
        raise DatabaseBusy("The database is busy; try again later") from error
    except (SQLAlchemyError, OSError) as error:
        log.warning("database: no connection (%s)", type(error).__name__)
        raise DatabaseUnavailable from error


def after_commit(session: AsyncSession, action: Callable[[], Awaitable[Any]]) -> None:
    """Do this once the unit of work is stored; never if it is rolled back.

    The reply waits for it. What it raises is logged: the rows are stored whatever happens.
    """
    session.info.setdefault("after_commit", []).append(action)


async def run_waiting(session: AsyncSession) -> None:
    for action in session.info.pop("after_commit", ()):
        try:
            await action()
        except Exception:
            log.exception("an action after the commit failed")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    """Development and test bring the schema up to date; production only says that it is behind."""
    settings = DatabaseSettings()
    engine = create_engine(settings)
    workers = workers_of(engine)
    with announced("database"):
        try:
            database = Database(engine, migrate.schema(), settings.patience)
            await prepare(database, settings, settings_of(app).environment)
            app.state.database = database
            yield {"database": database}
        finally:
            await engine.dispose()
            await ended(workers)


async def prepare(database: Database, settings: DatabaseSettings, environment: str) -> None:
    """Raises RuntimeError, which names the address, when nothing answers there."""
    try:
        async with database.sessions() as session:
            await connect(session, database.patience)
            behind = await database.schema.is_behind(session)
    except DatabaseUnavailable as error:
        cause = type(error.__cause__).__name__
        line = f"DATABASE_URL: nothing to work with at {settings.shown} ({cause})"
        raise RuntimeError(line) from None
    if behind and environment != "production":
        await migrate.upgrade(settings)
    elif behind:
        log.error("database: the schema is behind; run: %s upgrade heads", migrate.COMMAND)


def database_of(app: FastAPI) -> Database:
    """For lifespans that start later: they receive the application, and no state."""
    database: Database = app.state.database
    return database


async def get_database(conn: HTTPConnection) -> Database:
    return cast(Database, conn.scope["state"]["database"])


DatabaseDep = Annotated[Database, Depends(get_database)]


async def unit_of_work(database: DatabaseDep) -> AsyncIterator[AsyncSession]:
    async with database.begin() as session:
        yield session


# Function scope: the commit comes before the reply, so that a failing one is no false success, and
# the connection is back before the body is streamed. There, and in background work: DatabaseDep.
Session = Annotated[AsyncSession, Depends(unit_of_work, scope="function")]


async def check(conn: HTTPConnection) -> None:
    """Readiness: the database answers, and its schema is not behind this code.

    A pool that is used up means work, not an outage: more traffic elsewhere would not help.
    """
    database = await get_database(conn)
    with suppress(DatabaseBusy):
        async with database.begin() as session:
            if await database.schema.is_behind(session):
                raise RuntimeError("the schema is behind")
