"""Services of auth while the application runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends, FastAPI
from starlette.requests import HTTPConnection

from ..database import Database, database_of, scopes_of
from ..lifecycle import announced
from ..settings import settings_of
from . import logins
from .attempts import Attempts
from .passwords import Passwords
from .settings import AuthSettings
from .tokens import Tokens

log = logging.getLogger(__name__)

REFRESH_SECONDS = 5.0  # interval in which logouts of other processes are read
SWEEP_ROUNDS = 720  # expired logins are deleted every hour


@dataclass(frozen=True, slots=True)
class Auth:
    settings: AuthSettings
    tokens: Tokens
    passwords: Passwords
    default_scopes: str
    by_account: Attempts
    by_address: Attempts


def build(settings: AuthSettings, environment: str, scopes: str) -> Auth:
    """Return the services. Raises RuntimeError in production without a usable secret.

    `scopes` are those of new accounts, unless the settings name others.
    """
    window = settings.attempts_minutes * 60
    return Auth(
        settings,
        Tokens(settings.keys(environment), settings.access_minutes * 60),
        Passwords(settings),
        scopes if settings.default_scopes is None else settings.default_scopes,
        Attempts(settings.login_attempts, window),
        Attempts(settings.address_attempts, window),
    )


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    auth = build(AuthSettings(), settings_of(app).environment, scopes_of(app))
    stop = asyncio.Event()
    with announced("auth"):
        task = asyncio.create_task(follow_logouts(database_of(app), auth.tokens, stop))
        try:
            yield {
                "auth": auth,
                "authenticate": auth.tokens.read,
                "has_ended": auth.tokens.has_ended,
                "credential_paths": ("/auth/register", "/auth/token", "/auth/refresh"),
            }
        finally:
            stop.set()  # cancelling would interrupt a statement
            await task


async def follow_logouts(database: Database, tokens: Tokens, stop: asyncio.Event) -> None:
    """Refuse the tokens of logins that other processes have ended. Delete expired logins."""
    rounds = 0
    while not stop.is_set():
        try:
            async with database.begin() as session:
                tokens.refuse(await logins.ended_since(session, tokens.lifetime))
                if rounds % SWEEP_ROUNDS == 0:
                    await logins.sweep(session)
        except Exception as error:
            log.warning("auth: the logins could not be read (%s)", type(error).__name__)
        rounds += 1
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), REFRESH_SECONDS)


async def get_auth(conn: HTTPConnection) -> Auth:
    return cast(Auth, conn.scope["state"]["auth"])


AuthDep = Annotated[Auth, Depends(get_auth)]
