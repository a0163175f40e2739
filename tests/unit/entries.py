"""A small catalogue for tests that need no disk."""

from typing import Any

from fastapi_adv.catalogue.loader import declare
from fastapi_adv.catalogue.model import Catalogue

CORE: dict[str, Any] = {"name": "core", "kind": "core", "summary": "The frame", "aliases": ["lifespan"]}
REDIS: dict[str, Any] = {"name": "redis", "kind": "part", "summary": "Where Redis is"}
DATABASE: dict[str, Any] = {
    "name": "database",
    "summary": "Rows",
    "paths": ["src/{package}/database"],
    "dependencies": ["sqlalchemy[asyncio]>=2.1,<2.2"],
}
AUTH: dict[str, Any] = {
    "name": "auth",
    "summary": "Who is this",
    "requires": ["database"],
    "paths": ["src/{package}/auth"],
    "dependencies": ["PyJWT>=2.15,<3"],
    "import_names": {"PyJWT": ["jwt"]},
}
CACHE: dict[str, Any] = {"name": "cache", "summary": "Answers again", "requires": ["redis"], "aliases": ["redis"]}
SSE: dict[str, Any] = {"name": "sse", "summary": "Event streams", "requires": ["redis"], "conflicts": ["polling"]}
POLLING: dict[str, Any] = {"name": "polling", "summary": "Asking again"}

ENTRIES = [CORE, REDIS, DATABASE, AUTH, CACHE, SSE, POLLING]


def catalogue() -> Catalogue:
    """Core, a part, and features that need, find and exclude each other."""
    return declare(ENTRIES)
