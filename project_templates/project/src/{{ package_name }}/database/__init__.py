"""Database sessions and migrations for SQLite and PostgreSQL, set by `DATABASE_URL`."""

from .base import Base
from .routes import router
from .session import Database, DatabaseDep, Session, after_commit, check, database_of

__all__ = [
    "Base",
    "Database",
    "DatabaseDep",
    "Session",
    "after_commit",
    "check",
    "database_of",
    "router",
]
