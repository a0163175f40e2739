"""Any `Select` as CSV, NDJSON, Parquet or XLSX, streamed in bounded memory."""

from .chunks import Export
from .items import router
from .replies import stream

__all__ = ["Export", "router", "stream"]
