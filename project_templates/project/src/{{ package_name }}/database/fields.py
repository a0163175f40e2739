"""Types of input fields, with the limits of the columns behind them."""

from typing import Annotated

from pydantic import Field

NO_NUL = r"^[^\x00]*$"  # PostgreSQL cannot store a NUL character
MAX_ID = 2**63 - 1
MAX_INTEGER = 2**31 - 1

Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Prefix = Annotated[str, Field(max_length=200, pattern=NO_NUL)]


def required(value: object) -> object:
    """Validate a field of a patch that may be absent, but not null."""
    if value is None:
        raise ValueError("may be left out, but not null")
    return value
