"""Types of fields, with the limits of the columns behind them."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import to_json

NO_NUL = r"^[^\x00]*$"  # PostgreSQL cannot store a NUL character
EMAIL = r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$"
URL = r"^https?://[^\s\x00]+$"
MAX_ID = MAX_BIG = 2**63 - 1
MIN_BIG = -(2**63)
MAX_INTEGER = 2**31 - 1
MIN_INTEGER = -(2**31)
MAX_JSON = 10_000  # bytes

Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Prefix = Annotated[str, Field(max_length=200, pattern=NO_NUL)]


class RowOut(BaseModel):
    """Fields of every row, beside its own."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    version: int
    created_at: datetime


def required(value: object) -> object:
    """Validate a field of a patch that may be absent, but not null."""
    if value is None:
        raise ValueError("may be left out, but not null")
    return value


def rounded(scale: int) -> Callable[[Decimal], Decimal]:
    """Return a validator that rounds as the column does, so that replies equal what is stored."""

    def to_scale(value: Decimal) -> Decimal:
        return value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN)

    return to_scale


def naive(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("must be a time of day without a zone")
    return value


def storable(value: JsonValue) -> JsonValue:
    """Validate JSON that is short, not null, and has no NUL character, as PostgreSQL demands."""
    text = to_json(value)
    if value is None or len(text) > MAX_JSON or b"\\u0000" in text:
        raise ValueError(f"must be at most {MAX_JSON} bytes of JSON, neither null nor with a NUL")
    return value


def in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(9999, 1, 1, tzinfo=UTC)),
    AfterValidator(in_utc),
]
