"""Comparison of the database's revisions with the migrations of this code."""

import functools
import re
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

PACKAGE = Path(__file__).parent.parent
QUOTED = re.compile(r"[\"'](.+?)[\"']")


def folders() -> dict[str, Path]:
    """Return the folder for migrations of each package with a models.py."""
    found = sorted(path.parent for path in PACKAGE.glob("*/models.py"))
    return {path.name: path / "migrations" for path in found}


async def is_behind(connection: AsyncConnection) -> bool:
    """Return True if a migration of this code has not been applied.

    A database that newer code has migrated, as during a roll-out, is not behind.
    """
    try:
        rows = await connection.scalars(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:  # no such table: the database is new
        return True
    applied = frozenset(rows)
    return applied != tips() and await run_in_threadpool(lacks_a_migration, applied)


@functools.cache
def tips() -> frozenset[str]:
    """Read the revisions that no other one follows: to import Alembic would take longer."""
    known: set[str] = set()
    followed: set[str] = set()
    for folder in folders().values():
        for path in folder.glob("*.py"):
            for line in path.read_text(encoding="utf-8").splitlines():
                name, _, value = line.partition("=")
                if name.startswith("revision"):
                    known.update(QUOTED.findall(value))
                elif name.startswith(("down_revision", "depends_on")):
                    followed.update(QUOTED.findall(value))
    return frozenset(known - followed)


@functools.cache
def lacks_a_migration(applied: frozenset[str]) -> bool:
    """Ask Alembic, which reads every way to write a revision."""
    from alembic.util import CommandError

    from .migrate import scripts

    try:
        reached = {script.revision for script in scripts().get_all_current(tuple(applied))}
    except CommandError:  # unknown revision: newer code has migrated the database
        return False
    return not set(scripts().get_heads()) <= reached
