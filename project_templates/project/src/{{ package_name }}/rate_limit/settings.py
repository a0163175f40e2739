"""What the limits read from the environment; where Redis is, redis.py knows."""

from typing import Annotated

from limits import parse
from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


def limit(text: str) -> str:
    """`100/minute`, `5 per 10 seconds`; raises ValueError."""
    parse(text)
    return text


Limit = Annotated[str, AfterValidator(limit)]
Prefix = Annotated[str, Field(pattern=r"^/[!-~]*$")]


class RateLimitSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="RATE_LIMIT_", env_file=".env", extra="ignore")

    enabled: bool = True
    default: Limit = "100/minute"
    credentials: Limit = "10/minute"  # for paths at which passwords and tokens can be guessed
    rules: dict[Prefix, Limit] = {}  # the longest prefix of the path wins
    exempt: list[Prefix] = ["/health"]
    ipv6_prefix: int = Field(64, ge=1, le=128)  # one customer gets a whole network
    fail_open: bool = True  # what becomes of requests while Redis is away
    timeout: PositiveFloat = 0.5  # seconds that Redis may take
    retry_after: PositiveFloat = 1  # seconds until Redis is tried again
    size: PositiveInt = 10_000  # callers that are remembered in memory, without Redis
