"""Database sessions and migrations for SQLite and PostgreSQL, set by `DATABASE_URL`."""

from .base import Base
from .resource import Resource, resources_of, scopes_of
from .routes import router
from .session import Database, DatabaseDep, Session, after_commit, check, database_of

__all__ = [
    "Base",
    "Database",
    "DatabaseDep",
    "Resource",
    "Session",
    "after_commit",
    "check",
    "database_of",
    "resources_of",
    "router",
    "scopes_of",
]
