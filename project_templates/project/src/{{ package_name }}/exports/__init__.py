"""Any `Select` as CSV, NDJSON, Parquet or XLSX, streamed in bounded memory."""

from fastapi import APIRouter

from .chunks import Export
from .replies import stream
from .routes import exported
from .settings import lifespan

__all__ = ["Export", "exported", "router", "stream"]

router = APIRouter(lifespan=lifespan)
