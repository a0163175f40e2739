"""Demonstration: exports of items. Copy this module for tables of your own."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import select

from ..database import DatabaseDep, rows
from ..database.fields import Id, Prefix
from ..database.models import Item
from ..database.scopes import READS
from .chunks import Export
from .encoders import Csv, Encoder, Ndjson
from .parquet import Parquet
from .replies import stream
from .settings import lifespan
from .xlsx import Xlsx

router = APIRouter(prefix="/exports", tags=["exports"], lifespan=lifespan, dependencies=[READS])

Column = Literal["id", "name", "description", "price_cents", "category_id", "version", "created_at"]
Time = Annotated[
    AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(9999, 1, 1, tzinfo=UTC))
]


class Choice(BaseModel):
    """Items to export, their columns, and the name of the file."""

    model_config = ConfigDict(extra="forbid")

    columns: list[Column] = Field(list(get_args(Column)), min_length=1, max_length=50)
    category_id: Id | None = None
    created_from: Time | None = None
    created_before: Time | None = None
    name_prefix: Prefix = ""
    filename: str = Field("items", min_length=1, max_length=100, description="Without suffix")

    def export(self) -> Export:
        """Select each column once, in the order of the query."""
        table = Item.__table__.columns
        chosen = select(*(table[name] for name in dict.fromkeys(self.columns)))
        if self.category_id is not None:
            chosen = chosen.where(Item.category_id == self.category_id)
        if self.created_from:
            chosen = chosen.where(Item.created_at >= self.created_from)
        if self.created_before:
            chosen = chosen.where(Item.created_at < self.created_before)
        if self.name_prefix:
            chosen = chosen.where(rows.starts_with(Item.name, self.name_prefix))
        return Export(chosen, Item.id)


class CsvChoice(Choice):
    bom: bool = Field(False, description="Begin with a byte order mark, for Excel")


Chosen = Annotated[Choice, Query()]


def described(encoder: type[Encoder]) -> dict[str, Any]:
    """Return the documentation of a route for the OpenAPI schema."""
    content = {encoder.media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "response_class": Response,
        "responses": {
            200: {"description": "The file", "content": content},
            422: {"description": "The query is invalid, or too many rows match"},
        },
    }


@router.head("/items.csv", include_in_schema=False)
@router.get("/items.csv", **described(Csv))
async def items_csv(
    request: Request, database: DatabaseDep, choice: Annotated[CsvChoice, Query()]
) -> Response:
    export = choice.export()
    encoder = Csv(export.columns, bom=choice.bom)
    return await stream(request, database, export, encoder, f"{choice.filename}.csv")


@router.head("/items.ndjson", include_in_schema=False)
@router.get("/items.ndjson", **described(Ndjson))
async def items_ndjson(request: Request, database: DatabaseDep, choice: Chosen) -> Response:
    export = choice.export()
    encoder = Ndjson(export.columns)
    return await stream(request, database, export, encoder, f"{choice.filename}.ndjson")


@router.head("/items.parquet", include_in_schema=False)
@router.get("/items.parquet", **described(Parquet))
async def items_parquet(request: Request, database: DatabaseDep, choice: Chosen) -> Response:
    export = choice.export()
    encoder = Parquet(export.columns)
    return await stream(request, database, export, encoder, f"{choice.filename}.parquet")


@router.head("/items.xlsx", include_in_schema=False)
@router.get("/items.xlsx", **described(Xlsx))
async def items_xlsx(request: Request, database: DatabaseDep, choice: Chosen) -> Response:
    export = choice.export()
    encoder = Xlsx(export.columns)
    return await stream(request, database, export, encoder, f"{choice.filename}.xlsx")
