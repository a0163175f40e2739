"""Router of the feature. The engine opens and closes with it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI

from .resource import Resource
from .session import lifespan


def router(resources: Sequence[Resource]) -> APIRouter:
    """Return the routes of the resources. Only the application itself publishes on their topics."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        app.state.resources = resources
        async with lifespan(app) as state:
            topics = {resource.topic: [resource.read] for resource in resources}
            yield state | {"own_topics": topics}

    made = APIRouter(lifespan=opened)
    for resource in resources:
        made.include_router(resource.router)
    return made
