"""What turns rows into bytes, and the two encoders that write text."""

import csv
import json
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from types import NoneType
from typing import Any, ClassVar

from pydantic_core import to_json, to_jsonable_python

from .chunks import Row

# A spreadsheet takes a text that begins with one of these for a formula.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
NUMBERS = frozenset((int, float, Decimal, NoneType))  # a null is an empty cell
BOM = b"\xef\xbb\xbf"  # makes Excel read UTF-8


class Encoder(ABC):
    """Bytes before the rows, of each chunk of rows, and after them; called from worker threads."""

    media_type: ClassVar[str]
    compressible: ClassVar[bool] = True

    def head(self) -> bytes:
        return b""

    @abstractmethod
    def rows(self, rows: Sequence[Row]) -> bytes: ...

    def tail(self) -> bytes:
        return b""


def utc(moment: datetime) -> datetime:
    """An aware time; a naive one is taken as UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def plain(value: Any) -> str:
    """The text of a value that is neither text nor a number."""
    if isinstance(value, datetime):
        return utc(value).isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    simple = to_jsonable_python(value)
    return simple if isinstance(simple, str) else json.dumps(simple, ensure_ascii=False)


def cell(value: Any) -> Any:
    """Numbers as they are, all else as text, with a quote in front of what would be a formula."""
    kind = type(value)
    if kind in NUMBERS:
        return value
    text = value if kind is str else plain(value)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text


class Csv(Encoder):
    """RFC 4180; times are ISO 8601."""

    media_type = "text/csv; charset=utf-8"

    def __init__(self, columns: Collection[str], *, bom: bool = False) -> None:
        self.columns, self.bom = columns, bom

    def head(self) -> bytes:
        return (BOM if self.bom else b"") + self.rows([list(self.columns)])

    def rows(self, rows: Sequence[Row]) -> bytes:
        text = StringIO(newline="")
        columns = (
            column if NUMBERS.issuperset(map(type, column)) else map(cell, column)
            for column in zip(*rows, strict=True)
        )
        csv.writer(text).writerows(zip(*columns, strict=True))
        return text.getvalue().encode()


class Ndjson(Encoder):
    """One JSON object a line; numbers that JSON has not, such as NaN, are null."""

    media_type = "application/x-ndjson"

    def __init__(self, columns: Collection[str]) -> None:
        self.columns = columns

    def rows(self, rows: Sequence[Row]) -> bytes:
        return b"".join(map(self.line, rows))

    def line(self, row: Row) -> bytes:
        found = dict(zip(self.columns, map(self.value, row), strict=True))
        return to_json(found, inf_nan_mode="null") + b"\n"

    @staticmethod
    def value(value: Any) -> Any:
        if isinstance(value, datetime | bytes):
            return plain(value)
        return None if isinstance(value, Decimal) and not value.is_finite() else value
