"""Liveness does no I/O; readiness asks every check that features.py lists."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from starlette.requests import HTTPConnection

log = logging.getLogger(__name__)

TIMEOUT = 2.0  # seconds for all checks together: probes give up after few

Question = Callable[[HTTPConnection], Awaitable[None]]
Check = tuple[Question, bool]  # raises when it is down; whether the service is useless without it


class Alive(BaseModel):
    status: Literal["ok"] = "ok"


class Checked(BaseModel):
    status: Literal["ok", "down"]


class Readiness(BaseModel):
    status: Literal["ready", "degraded", "unavailable"]
    checks: dict[str, Checked]


async def answers(name: str, question: Question, conn: HTTPConnection) -> bool:
    """Whether the check passes in time."""
    try:
        async with asyncio.timeout(TIMEOUT):
            await question(conn)
    except Exception as error:
        log.warning("%s: not ready (%s)", name, type(error).__name__)
        return False
    return True


def router(checks: Mapping[str, Check]) -> APIRouter:
    """`/health/live` for restarts, `/health/ready` for traffic."""
    routes = APIRouter(prefix="/health", tags=["health"])

    @routes.get("/live")
    async def live() -> Alive:
        return Alive()

    @routes.get("/ready", responses={503: {"model": Readiness}})
    async def ready(conn: HTTPConnection, response: Response) -> Readiness:
        asked = (answers(name, question, conn) for name, (question, _) in checks.items())
        passed = dict(zip(checks, await asyncio.gather(*asked), strict=True))
        down = [name for name, good in passed.items() if not good]
        found = {name: Checked(status="ok" if good else "down") for name, good in passed.items()}
        if any(checks[name][1] for name in down):
            response.status_code = 503
            return Readiness(status="unavailable", checks=found)
        return Readiness(status="degraded" if down else "ready", checks=found)

    return routes
