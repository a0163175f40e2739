"""Base classes of tables, and column types that behave the same on every database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Numeric, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Timestamp(TypeDecorator[datetime]):
    """Time with a time zone, always in UTC. SQLite itself would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """Decimal number of at most 15 digits. SQLite stores floats, which keep that many."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        number = self.impl_instance
        assert isinstance(number, Numeric)
        if dialect.name == "sqlite":
            return Numeric(number.precision, number.scale, asdecimal=False)
        return number

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return float(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        number = self.impl_instance
        assert isinstance(number, Numeric)
        return Decimal(repr(value)).quantize(Decimal(1).scaleb(-(number.scale or 0)))


def now() -> datetime:
    return datetime.now(UTC)


# SQLite generates ids only for columns of the type INTEGER.
WideInteger = BigInteger().with_variant(Integer(), "sqlite")
PrimaryKey = Annotated[int, mapped_column(WideInteger, primary_key=True)]
CreatedAt = Annotated[datetime, mapped_column(Timestamp, default=now)]


class Base(DeclarativeBase):
    """Base class of all tables. Constraints get names, so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Row(Base):
    """Table with an id that is never used twice. `__singular__` names a row in error codes."""

    __abstract__ = True
    __singular__: ClassVar[str] = "row"
    __table_args__: Any = ({"sqlite_autoincrement": True},)

    id: Mapped[PrimaryKey] = mapped_column(sort_order=-1)


class VersionedRow(Row):
    """Table whose rows count their writes in `version`, which is the ETag of the row."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(default=1, sort_order=1)
    created_at: Mapped[CreatedAt] = mapped_column(sort_order=1)
