"""How migrations connect, one process at a time, and to which branch a new one belongs."""

import asyncio
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, event, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from .base import Base, Timestamp
from .branches import split
from .engine import ended, workers_of
from .settings import DatabaseSettings

PACKAGE = Path(__file__).parent.parent
LOCK = 7_041_776  # any number, the same in every process


def folders() -> dict[str, Path]:
    """Package name → where its migrations are (or will be)."""
    found = sorted(path.parent for path in PACKAGE.glob("*/models.py"))
    return {path.name: path / "migrations" for path in found}


def render(kind: str, item: object, _: object) -> str | Literal[False]:
    """A migration says what is stored; it must not import code that will change."""
    if kind == "type" and isinstance(item, Timestamp):
        return "sa.DateTime(timezone=True)"
    return False


def configure(connection: Connection) -> None:
    root = __name__.split(".")[0]
    for name in folders():
        import_module(f"{root}.{name}.models")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite can alter little; elsewhere it makes no difference
        render_item=render,
        process_revision_directives=split,
    )
    with context.begin_transaction():
        context.run_migrations()


async def connected(settings: DatabaseSettings, work: Callable[[Connection], None]) -> None:
    """Run `work` on a connection of its own, while no other process migrates.

    PostgreSQL: a lock that ends with the connection. SQLite: the one write transaction.
    """
    engine = create_async_engine(settings.address, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine.sync_engine, "connect")
        def pragmas(connection: Any, _: object) -> None:
            connection.isolation_level = None  # the driver would not begin before CREATE TABLE
            connection.execute("PRAGMA busy_timeout=60000")

    workers = workers_of(engine)
    try:
        async with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
                await connection.commit()
            await connection.run_sync(work)
            await connection.commit()
    finally:
        await engine.dispose()
        await ended(workers)


def run() -> None:
    """What env.py calls: on the connection that is given, or on one of its own."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        configure(given)
    else:
        asyncio.run(connected(DatabaseSettings(), configure))
