"""XLSX in constant memory. Its directory is written last, so that it cannot be streamed."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from .chunks import Row
from .encoders import plain, utc

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The format's own limits: rows without the header, characters in a cell, dates.
MAX_ROWS, MAX_TEXT, FIRST_YEAR = 1_048_575, 32_767, 1900
EXACT = 10**15  # a cell shows 15 digits: a longer number is written as text


class Sheet:
    """One sheet in a file at `path`; its temporary files lie beside it."""

    def __init__(self, path: Path, columns: Collection[str]) -> None:
        formats = {"default_date_format": "yyyy-mm-dd hh:mm:ss", "tmpdir": str(path.parent)}
        texts = {"strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(path, {"constant_memory": True, **texts, **formats})
        self.sheet = self.book.add_worksheet()
        self.written = 0
        self.rows([list(columns)])

    def rows(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.sheet.write_row(self.written, 0, [cell(value) for value in row])
            self.written += 1

    def close(self) -> None:
        self.book.close()


def cell(value: Any) -> Any:
    """What the format can hold: times in UTC without zone, and a long text cut with an ellipsis."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, int | Decimal):
        exact = -EXACT < value < EXACT and Decimal(str(float(value))) == value
        return value if exact else str(value)
    if isinstance(value, datetime):
        value = utc(value).astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        return value
    text = value if isinstance(value, str) else plain(value)
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
