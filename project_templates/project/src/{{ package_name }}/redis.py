"""Where Redis is, and how to talk to it. Without REDIS_URL one process works in memory."""

from pydantic import Field, RedisDsn
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from starlette.requests import HTTPConnection

TIMEOUT = 2.0  # seconds to connect, and for a reply to a command that does not block


class RedisSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="REDIS_", env_file=".env", extra="ignore")

    url: RedisDsn | None = None
    max_connections: int = Field(50, ge=1)


def retry(retries: int = 3) -> Retry:
    """A command that met a broken connection is sent again, after a growing pause."""
    return Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), retries)


def connect(*, block: float = 0, retries: int = 3, on_undecodable: str = "strict") -> Redis | None:
    """A client of its own for each feature; None without REDIS_URL.

    `block` is the longest time, in seconds, that its commands wait on purpose (XREAD BLOCK).
    `retries` 0 is for commands that must not be done twice, and for who has a loop of its own.
    `on_undecodable` says what becomes of bytes that are not UTF-8, as in `bytes.decode`.
    """
    settings = RedisSettings()
    if settings.url is None:
        return None
    pool = BlockingConnectionPool.from_url(
        str(settings.url),
        max_connections=settings.max_connections,
        timeout=TIMEOUT,
        decode_responses=True,
        encoding_errors=on_undecodable,
        socket_timeout=TIMEOUT + block,
        socket_connect_timeout=TIMEOUT,
        retry=retry(retries),
    )
    return Redis.from_pool(pool)


async def check(_: HTTPConnection) -> None:
    """Readiness; where no Redis is meant to be there, nothing is asked."""
    client = connect()
    if client is not None:
        async with client:
            await client.ping()
