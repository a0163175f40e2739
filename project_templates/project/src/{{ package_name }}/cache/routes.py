"""The cache of a process opens and closes with the application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI

from ..lifecycle import announced
from . import reports
from .cache import Cache
from .settings import CacheSettings


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
    cache = Cache(CacheSettings())
    with announced("cache"):
        try:
            yield {
                "cache": cache,
                "read_through": cache.read_through,
                "invalidate": cache.invalidate,
            }
        finally:
            await cache.close()


router = APIRouter(lifespan=lifespan)
router.include_router(reports.router)
