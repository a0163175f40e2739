"""The engine: pool, time limits, and what its failures are called."""

import logging
import sqlite3
from contextlib import suppress
from threading import Thread
from typing import Any
from weakref import WeakSet

import aiosqlite
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ..errors import DomainError
from .settings import DatabaseSettings

log = logging.getLogger(__name__)

# SQLSTATE classes: connection, resources, operator intervention (shutdown, cancelled, starting).
PASSING = ("08", "53", "57")
UNIQUE = ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
FOREIGN_KEY = ("23503", "SQLITE_CONSTRAINT_FOREIGNKEY")


class DatabaseUnavailable(DomainError):
    """The database does not answer, or has no connection left for us. Nothing was stored."""

    status, code, headers = 503, "database_unavailable", {"Retry-After": "2"}

    def __init__(self, message: str = "The database does not answer; try again later") -> None:
        super().__init__(message)


class DatabaseBusy(DatabaseUnavailable):
    """Every connection of this process is in use, and none came back in time."""

    code = "database_busy"


def create_engine(settings: DatabaseSettings) -> AsyncEngine:
    """An engine with a bounded pool; nothing is connected yet."""
    url = settings.address
    sqlite = url.drivername.startswith("sqlite")
    limits = {"timeout": settings.connect_timeout, "command_timeout": settings.command_timeout}
    engine = create_async_engine(
        url,
        connect_args={"timeout": settings.connect_timeout} if sqlite else limits,
        hide_parameters=True,  # an error must not carry what a caller has sent
        max_overflow=settings.max_overflow,
        pool_pre_ping=settings.pool_pre_ping,
        pool_recycle=settings.pool_recycle,
        pool_size=settings.pool_size,
        pool_timeout=settings.pool_timeout,
    )
    event.listen(engine.sync_engine, "handle_error", name_failure)
    if sqlite:
        logging.getLogger("aiosqlite").setLevel(logging.INFO)  # below, it logs parameters
        event.listen(engine.sync_engine, "connect", set_pragmas)
    return engine


def set_pragmas(connection: Any, _: object) -> None:
    """Foreign keys hold; readers do not wait for a writer. (A writer waits connect_timeout.)"""
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    with suppress(sqlite3.OperationalError):  # locked: another process is doing it, for all of us
        connection.execute("PRAGMA journal_mode=WAL")


def workers_of(engine: AsyncEngine) -> WeakSet[Thread]:
    """The threads of SQLite's connections, also of those that failed to open; elsewhere none."""
    found: WeakSet[Thread] = WeakSet()

    def connect(*args: Any, **options: Any) -> aiosqlite.Connection:
        connection = aiosqlite.connect(*args, **options)
        connection._thread.daemon = True  # as SQLAlchemy does itself
        found.add(connection._thread)
        return connection

    def remember(_: object, __: object, ___: object, options: dict[str, Any]) -> None:
        options["async_creator_fn"] = connect

    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "do_connect", remember)
    return found


async def ended(workers: WeakSet[Thread]) -> None:
    """Wait for statements that nobody waits for any more: they would report to a closed loop."""
    for worker in filter(Thread.is_alive, list(workers)):
        await run_in_threadpool(worker.join, 10.0)


def name_failure(context: ExceptionContext) -> Exception | None:
    """What passes with time becomes DatabaseUnavailable; a mistake of ours stays what it is."""
    error = context.original_exception
    if context.is_pre_ping:  # the connection is replaced; only if that fails too is nothing there
        context.is_disconnect = True
        return None
    timed_out = isinstance(error, TimeoutError)
    if timed_out:  # the connection is in an unknown state: it must not go back to the pool
        context.is_disconnect, context.invalidate_pool_on_disconnect = True, False
    if not (context.is_disconnect or isinstance(error, OSError) or passes(error)):
        return None
    log.warning("database: %s", type(error.__cause__ or error).__name__)
    return DatabaseUnavailable()


def passes(error: BaseException) -> bool:
    """Whether the driver's error says that the same statement may succeed later."""
    if isinstance(error, sqlite3.OperationalError):  # SQLITE_ERROR: a mistake in the statement
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR
    return str(getattr(error, "sqlstate", "")).startswith(PASSING)


def violates(error: IntegrityError, kinds: tuple[str, ...]) -> bool:
    """Whether the error is of these kinds: UNIQUE or FOREIGN_KEY."""
    cause = error.orig
    return getattr(cause, "sqlstate", getattr(cause, "sqlite_errorname", "")) in kinds
