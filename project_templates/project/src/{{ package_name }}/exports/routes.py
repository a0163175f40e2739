"""Routes that export a table in every format."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import GenericAlias
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model
from sqlalchemy import ColumnElement, select

from ..database import DatabaseDep
from ..database.base import VersionedRow
from ..scopes import needs
from .chunks import Export
from .encoders import Csv, Encoder, Ndjson
from .parquet import Parquet
from .replies import stream
from .xlsx import Xlsx

Conditions = Sequence[ColumnElement[bool]]
Time = Annotated[
    AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), le=datetime(9999, 1, 1, tzinfo=UTC))
]


class Choice(BaseModel):
    """Query parameters of an export: its columns, its rows, and the name of the file."""

    model_config = ConfigDict(extra="forbid")

    columns: list[str]
    created_from: Time | None = None
    created_before: Time | None = None
    filename: str
    bom: bool = Field(False, description="Begin a CSV with a byte order mark, for Excel")

    def export(self, model: type[VersionedRow], conditions: Conditions) -> Export:
        """Select each column once, in the order of the query."""
        table = model.__table__.columns
        chosen = select(*(table[name] for name in dict.fromkeys(self.columns))).where(*conditions)
        if self.created_from:
            chosen = chosen.where(model.created_at >= self.created_from)
        if self.created_before:
            chosen = chosen.where(model.created_at < self.created_before)
        return Export(chosen, model.id)


def choices(model: type[VersionedRow], schema: type[BaseModel], filters: type[BaseModel]) -> Any:
    """Return Choice with the columns and filters of one table."""
    name, table, literal = model.__tablename__, model.__table__.columns, cast(Any, Literal)
    columns = [column.name for column in table if column.name in schema.model_fields]
    base: Any = (Choice, filters)
    kind: Any = GenericAlias(list, literal[tuple(columns)])
    return create_model(
        f"{schema.__name__}Export",
        __base__=base,
        columns=(kind, Field(columns, min_length=1, max_length=100)),
        filename=(str, Field(name, min_length=1, max_length=100, description="Without suffix")),
    )


def exported(
    model: type[VersionedRow],
    schema: type[BaseModel],
    filters: type[BaseModel],
    matching: Callable[..., Conditions],
    scope: str,
    owner_of: Callable[[Request], str] | None = None,
) -> APIRouter:
    """Return the routes `/exports/<table>.csv` and so on, for the fields of `schema`.

    `matching` returns the conditions for a query with `filters`, and with the result of `owner_of`
    if rows belong to callers. Callers need the scope.
    """
    name = str(model.__tablename__)
    chosen = choices(model, schema, filters)
    router = APIRouter(prefix="/exports", tags=["exports"], dependencies=[needs(scope)])

    def add(suffix: str, encoder: Callable[..., Encoder]) -> None:
        async def reply(request: Request, database: DatabaseDep, choice: Any) -> Response:
            owner = [owner_of(request)] if owner_of else []
            export = choice.export(model, matching(choice, *owner))
            options = {"bom": choice.bom} if encoder is Csv else {}
            made = encoder(export.columns, **options)
            return await stream(request, database, export, made, f"{choice.filename}.{suffix}")

        reply.__annotations__["choice"] = Annotated[chosen, Query()]
        path, operation = f"/{name}.{suffix}", f"export_{name}_{suffix}"
        router.head(path, include_in_schema=False)(reply)
        router.get(path, name=operation, **described(encoder))(reply)

    for encoder in (Csv, Ndjson, Parquet, Xlsx):
        add(encoder.__name__.lower(), encoder)
    return router


def described(encoder: Any) -> dict[str, Any]:
    """Return the documentation of a route for the OpenAPI schema."""
    content = {encoder.media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "response_class": Response,
        "responses": {
            200: {"description": "The file", "content": content},
            422: {"description": "The query is invalid, or too many rows match"},
        },
    }
