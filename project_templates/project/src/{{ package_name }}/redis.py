"""Where Redis is, and how to talk to it. Without REDIS_URL one process works in memory."""

from pydantic import RedisDsn
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from starlette.requests import HTTPConnection

TIMEOUT = 2.0  # seconds to connect, and for a reply to a command that does not block


class RedisSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="REDIS_", env_file=".env", extra="ignore")

    url: RedisDsn | None = None
    max_connections: int = 50


def connect(*, block: float = 0) -> Redis | None:
    """A client of its own for each feature; None without REDIS_URL.

    `block` is the longest time, in seconds, that its commands wait on purpose (XREAD BLOCK).
    """
    settings = RedisSettings()
    if settings.url is None:
        return None
    pool = BlockingConnectionPool.from_url(
        str(settings.url),
        max_connections=settings.max_connections,
        timeout=TIMEOUT,
        decode_responses=True,
        socket_timeout=TIMEOUT + block,
        socket_connect_timeout=TIMEOUT,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=0.5), 3),
    )
    return Redis.from_pool(pool)


async def check(_: HTTPConnection) -> None:
    """Readiness; where no Redis is meant to be there, nothing is asked."""
    client = connect()
    if client is not None:
        async with client:
            await client.ping()
