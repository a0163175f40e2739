"""What goes in and out, with the limits of the columns behind it."""

import base64
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

NO_NUL = r"^[^\x00]*$"  # PostgreSQL stores no NUL character
MAX_ID = 2**63 - 1
MAX_INTEGER = 2**31 - 1

Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_NUL)
]
CategoryName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=NO_NUL)
]
Description = Annotated[str, StringConstraints(max_length=5000, pattern=NO_NUL)]
Price = Annotated[int, Field(ge=0, le=MAX_INTEGER)]


def encode_cursor(last_id: int) -> str:
    return base64.urlsafe_b64encode(last_id.to_bytes(8)).decode().rstrip("=")


def decode_cursor(text: object) -> int:
    """Raises ValueError for what `encode_cursor` has not made."""
    raw = base64.b64decode(f"{text}=", altchars=b"-_", validate=True)
    if len(raw) != 8 or raw[0] > 127:
        raise ValueError("is not a cursor that this address gave out")
    return int.from_bytes(raw)


class CategoryIn(BaseModel):
    name: CategoryName


class CategoryOut(CategoryIn):
    model_config = ConfigDict(from_attributes=True)
    id: int


class ItemIn(BaseModel):
    """A whole item, for POST and PUT: what is left out of a PUT becomes null."""

    name: Name
    description: Description | None = None
    price_cents: Price
    category_id: Id | None = None


def present(value: object) -> object:
    if value is None:
        raise ValueError("may be left out, but not null")
    return value


class ItemPatch(BaseModel):
    """What is left out stays; `description` and `category_id` can be set to null.

    A name that is misspelt would change nothing: unlike in a whole item, that is a mistake.
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Name | None, AfterValidator(present)] = None
    description: Description | None = None
    price_cents: Annotated[Price | None, AfterValidator(present)] = None
    category_id: Id | None = None


class ItemOut(ItemIn):
    model_config = ConfigDict(from_attributes=True)
    id: int
    version: int
    created_at: datetime
