"""Schemas of the demonstration: items and categories."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from .fields import MAX_INTEGER, NO_NUL, Id, Prefix, required
from .pages import Paging

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_NUL)
]
CategoryName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=NO_NUL)
]
Description = Annotated[str, StringConstraints(max_length=5000, pattern=NO_NUL)]
Price = Annotated[int, Field(ge=0, le=MAX_INTEGER)]


class CategoryIn(BaseModel):
    name: CategoryName


class CategoryOut(CategoryIn):
    model_config = ConfigDict(from_attributes=True)
    id: int


class ItemIn(BaseModel):
    """Whole item, for POST and PUT. Fields that are left out of a PUT become null."""

    name: Name
    description: Description | None = None
    price_cents: Price
    category_id: Id | None = None


class ItemPatch(BaseModel):
    """Changes of an item. Fields that are left out stay; unknown fields are refused as typos."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Name | None, AfterValidator(required)] = None
    description: Description | None = None
    price_cents: Annotated[Price | None, AfterValidator(required)] = None
    category_id: Id | None = None


class ItemOut(ItemIn):
    model_config = ConfigDict(from_attributes=True)
    id: int
    version: int
    created_at: datetime


class ItemQuery(Paging):
    category_id: Id | None = None
    name_prefix: Prefix = ""
