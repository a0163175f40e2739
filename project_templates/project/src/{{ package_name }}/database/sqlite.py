"""SQLite: options of a connection, and the end of its threads."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Thread
from typing import Any
from weakref import WeakSet

import aiosqlite
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine


def set_pragmas(connection: Any, _: object) -> None:
    """Enforce foreign keys, and let readers work beside a writer."""
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    with suppress(sqlite3.OperationalError):  # locked: another process is setting it
        connection.execute("PRAGMA journal_mode=WAL")


@asynccontextmanager
async def closing(engine: AsyncEngine) -> AsyncIterator[None]:
    """Dispose of an engine, and wait for the threads of cancelled statements.

    Without the wait such a statement blocks the end of the event loop for ever.
    """
    threads = threads_of(engine)
    try:
        yield
    finally:
        await engine.dispose()
        for thread in filter(Thread.is_alive, list(threads)):
            await run_in_threadpool(thread.join, 10.0)


def threads_of(engine: AsyncEngine) -> WeakSet[Thread]:
    """Return a set of the threads of SQLite's connections, which grows with them."""
    found: WeakSet[Thread] = WeakSet()

    def connect(*args: Any, **options: Any) -> aiosqlite.Connection:
        connection = aiosqlite.connect(*args, **options)
        connection._thread.daemon = True  # as SQLAlchemy does; there is no public name for it
        found.add(connection._thread)
        return connection

    def use(_: object, __: object, ___: object, options: dict[str, Any]) -> None:
        options["async_creator_fn"] = connect

    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "do_connect", use)
    return found
