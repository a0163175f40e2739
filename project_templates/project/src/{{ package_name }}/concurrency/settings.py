"""Limits for work that waits. All times are in seconds."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ConcurrencySettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CONCURRENCY_", env_file=".env", extra="ignore")

    threads: int = Field(default=16, ge=1, le=1000)
    patience: float = Field(default=30, gt=0)
    upstreams: dict[str, str] = {"live": "/health/live", "ready": "/health/ready"}
    connections: int = Field(default=20, ge=1)
    attempts: int = Field(default=3, ge=1)
    call_timeout: float = Field(default=2, gt=0)
    total_timeout: float = Field(default=3, gt=0)
    max_bytes: int = Field(default=1_000_000, ge=1)
