"""Parquet by row groups. pyarrow is large: the first export of this kind imports it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.types import TypeEngine

from .chunks import Row
from .encoders import Encoder, plain

ROW_GROUP = 20_000  # rows: smaller groups compress badly, larger ones wait long in memory


class Sink:
    """A file of which only what has been written since the last `take` is kept."""

    closed = False

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(self.parts[-1])

    def flush(self) -> None:
        """Nothing lies behind this file."""

    def take(self) -> bytes:
        taken = b"".join(self.parts)
        self.parts.clear()
        return taken


def arrow_type(column: TypeEngine[Any]) -> Any:
    """Text, for what says no type or one that Arrow has not."""
    import pyarrow as pa  # type: ignore[import-untyped]

    try:
        kind = column.python_type
    except NotImplementedError:
        return pa.string()
    if kind is Decimal and (scale := getattr(column, "scale", None)) is not None:
        return pa.decimal128(getattr(column, "precision", None) or 38, scale)
    makers = {
        bool: pa.bool_(),
        int: pa.int64(),
        float: pa.float64(),
        bytes: pa.binary(),
        date: pa.date32(),
        datetime: pa.timestamp("us", tz="UTC"),
    }
    return makers.get(kind, pa.string())


class Parquet(Encoder):
    """Typed columns; times are in UTC with microseconds."""

    media_type = "application/vnd.apache.parquet"
    compressible = False

    def __init__(self, columns: Mapping[str, TypeEngine[Any]]) -> None:
        self.columns, self.sink, self.waiting = columns, Sink(), list[Any]()

    def head(self) -> bytes:
        import pyarrow as pa
        from pyarrow import parquet

        self.arrow = pa
        self.schema = pa.schema([(name, arrow_type(kind)) for name, kind in self.columns.items()])
        self.writer = parquet.ParquetWriter(self.sink, self.schema, compression="zstd")
        return self.sink.take()

    def rows(self, rows: Sequence[Row]) -> bytes:
        columns = zip(zip(*rows, strict=True), self.schema.types, strict=True)
        arrays = [self.array(values, kind) for values, kind in columns]
        self.waiting.append(self.arrow.record_batch(arrays, schema=self.schema))
        if sum(batch.num_rows for batch in self.waiting) >= ROW_GROUP:
            self.write_group()
        return self.sink.take()

    def array(self, values: Sequence[Any], kind: Any) -> Any:
        if kind == self.arrow.string():
            values = [v if v is None or isinstance(v, str) else plain(v) for v in values]
        return self.arrow.array(values, kind)

    def write_group(self) -> None:
        self.writer.write_table(self.arrow.Table.from_batches(self.waiting, self.schema))
        self.waiting.clear()

    def tail(self) -> bytes:
        if self.waiting:
            self.write_group()
        self.writer.close()
        return self.sink.take()
