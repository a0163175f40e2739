"""Any `Select` as CSV, NDJSON, Parquet or XLSX, in bounded memory."""

from .chunks import Export
from .items import router
from .replies import stream, workbook

__all__ = ["Export", "router", "stream", "workbook"]
