"""Objects that auth keeps while the application runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends, FastAPI
from starlette.requests import HTTPConnection

from ..database import Database, database_of
from ..lifecycle import announced
from ..settings import settings_of
from . import logins
from .attempts import Attempts
from .passwords import Passwords
from .settings import AuthSettings
from .tokens import Tokens

log = logging.getLogger(__name__)

LISTEN_SECONDS, SWEEP_TICKS = 5.0, 720  # how long another process's logout goes unnoticed; an hour


@dataclass(frozen=True, slots=True)
class Auth:
    settings: AuthSettings
    tokens: Tokens
    passwords: Passwords
    by_account: Attempts
    by_address: Attempts


def build(settings: AuthSettings, environment: str) -> Auth:
    """Raises RuntimeError in production without a usable secret."""
    window = settings.attempts_minutes * 60
    return Auth(
        settings,
        Tokens(settings.keys(environment), settings.access_minutes * 60),
        Passwords(settings),
        Attempts(settings.login_attempts, window),
        Attempts(settings.address_attempts, window),
    )


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    auth = build(AuthSettings(), settings_of(app).environment)
    stop = asyncio.Event()
    with announced("auth"):
        task = asyncio.create_task(keep_house(database_of(app), auth.tokens, stop))
        try:
            yield {
                "auth": auth,
                "authenticate": auth.tokens.read,
                "has_ended": auth.tokens.has_ended,
                "credential_paths": ("/auth/register", "/auth/token", "/auth/refresh"),
            }
        finally:
            stop.set()  # not cancelled: a statement on its way is let through
            await task


async def keep_house(database: Database, tokens: Tokens, stop: asyncio.Event) -> None:
    """Hear of logouts in other processes, and now and then delete what is over."""
    tick = 0
    while not stop.is_set():
        try:
            async with database.begin() as session:
                tokens.refuse(await logins.ended_since(session, tokens.lifetime))
                if tick % SWEEP_TICKS == 0:
                    await logins.sweep(session)
        except Exception as error:
            log.warning("auth: the logins could not be read (%s)", type(error).__name__)
        tick += 1
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LISTEN_SECONDS)


async def get_auth(conn: HTTPConnection) -> Auth:
    return cast(Auth, conn.scope["state"]["auth"])


AuthDep = Annotated[Auth, Depends(get_auth)]
