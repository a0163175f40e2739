"""What exports may cost, and the lifespan that reads it."""

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from pydantic import PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.requests import HTTPConnection

from ..lifecycle import announced


class ExportSettings(BaseSettings):
    """`EXPORT_…`; `xlsx_patience` is in seconds."""

    model_config = SettingsConfigDict(env_prefix="EXPORT_", env_file=".env", extra="ignore")

    max_rows: PositiveInt = 1_000_000
    chunk_rows: PositiveInt = 2_000
    xlsx_builds: PositiveInt = 2
    xlsx_patience: PositiveFloat = 30


class Limits:
    """The settings of a running application, and its places for building workbooks."""

    def __init__(self) -> None:
        self.settings = ExportSettings()
        self.builds = Semaphore(self.settings.xlsx_builds)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Limits]]:
    with announced("exports"):
        yield {"exports": Limits()}


def limits_of(conn: HTTPConnection) -> Limits:
    limits: Limits = conn.state.exports
    return limits
