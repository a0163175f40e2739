"""Reading and writing rows of any table, with a domain error for each mistake of a caller."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Table, delete, false, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from ..errors import DomainError
from .base import Row, VersionedRow
from .engine import FOREIGN_KEY, UNIQUE, violates

R = TypeVar("R", bound=Row)
V = TypeVar("V", bound=VersionedRow)
Conditions = Sequence[ColumnElement[bool]]


class NotFound(DomainError):
    def __init__(self, model: type[Row]) -> None:
        super().__init__(f"There is no such {words(model)}")
        self.status, self.code = 404, f"{model.__singular__}_not_found"


class VersionMismatch(DomainError):
    status, code = 412, "version_mismatch"


class Taken(DomainError):
    def __init__(self, model: type[Row], field: str) -> None:
        super().__init__(f"Another {words(model)} has this {field}")
        self.field, self.code = field, f"{field}_taken"


class UnknownReference(DomainError):
    def __init__(self, field: str) -> None:
        name = field.removesuffix("_id")
        super().__init__(f"There is no such {name.replace('_', ' ')}")
        self.field, self.status, self.code = field, 422, f"unknown_{name}"


class InUse(DomainError):
    def __init__(self, model: type[Row]) -> None:
        super().__init__(f"Other rows refer to this {words(model)}")
        self.code = f"{model.__singular__}_in_use"


def words(model: type[Row]) -> str:
    return model.__singular__.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions that a write may change. None stands for every version."""

    accepted: Collection[int] | None = None
    refused: Collection[int] | None = ()

    def conditions(self, model: type[VersionedRow]) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.accepted is not None:
            found.append(model.version.in_(self.accepted))
        if self.refused is None:
            found.append(false())
        elif self.refused:
            found.append(model.version.not_in(self.refused))
        return found


def equal(column: InstrumentedAttribute[Any], value: object) -> list[ColumnElement[bool]]:
    """Return the condition of a filter, or none without a value."""
    return [] if value is None else [column == value]


def starting(column: InstrumentedAttribute[Any], text: str) -> list[ColumnElement[bool]]:
    """Return the condition that a text starts with `text`. LIKE would ignore case on SQLite."""
    return [func.substr(column, 1, len(text)) == text] if text else []


async def find(
    session: AsyncSession, model: type[R], conditions: Conditions, after: int, limit: int
) -> Sequence[R]:
    """Return at most `limit` rows with an id above `after`, in the order of their ids."""
    wanted = select(model).where(model.id > after, *conditions).order_by(model.id).limit(limit)
    return (await session.scalars(wanted)).all()


async def get(
    session: AsyncSession, model: type[R], id_: int, *conditions: ColumnElement[bool]
) -> R:
    """Raise NotFound if there is no such row."""
    row = await session.scalar(select(model).where(model.id == id_, *conditions))
    if row is None:
        raise NotFound(model)
    return row


async def insert(session: AsyncSession, row: R) -> R:
    """Raise Taken or UnknownReference if a constraint is violated."""
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise violation(error, type(row)) from error
    return row


async def change(
    session: AsyncSession,
    model: type[V],
    id_: int,
    values: Mapping[str, Any],
    versions: Versions,
    *conditions: ColumnElement[bool],
) -> V:
    """Change a row if it still has one of `versions`. Without values its version stays.

    The statement itself compares, so of two writers that read the same version only one succeeds.
    Raises NotFound, VersionMismatch, Taken or UnknownReference.
    """
    wanted = model.id == id_, *versions.conditions(model), *conditions
    row: V | None
    if values:
        changed = update(model).where(*wanted).values(**values, version=model.version + 1)
        try:
            row = await session.scalar(
                changed.returning(model), execution_options={"populate_existing": True}
            )
        except IntegrityError as error:
            raise violation(error, model) from error
    else:
        row = await session.scalar(select(model).where(*wanted))
    if row is None:
        raise await refusal(session, model, id_, *conditions)
    return row


async def remove(
    session: AsyncSession,
    model: type[V],
    id_: int,
    versions: Versions,
    *conditions: ColumnElement[bool],
) -> V:
    """Delete a row if it still has one of `versions`, and return it.

    Raises NotFound, VersionMismatch or InUse.
    """
    wanted = model.id == id_, *versions.conditions(model), *conditions
    gone = delete(model).where(*wanted).returning(model)
    row: V | None
    try:
        row = await session.scalar(gone)
    except IntegrityError as error:
        raise InUse(model) from error
    if row is None:
        raise await refusal(session, model, id_, *conditions)
    return row


async def refusal(
    session: AsyncSession, model: type[Row], id_: int, *conditions: ColumnElement[bool]
) -> DomainError:
    """Return the reason for which a statement matched no row."""
    if await session.scalar(select(model.id).where(model.id == id_, *conditions)) is None:
        return NotFound(model)
    return VersionMismatch("Somebody has changed it since; read it again")


def violation(error: IntegrityError, model: type[Row]) -> Exception:
    """Return the domain error for a violated constraint, or the error itself.

    SQLite does not say which of several references is unknown: the field is then "reference_id".
    """
    table = cast(Table, model.__table__)
    name = getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)
    rules: list[Any] = [*table.constraints, *table.indexes] if name else []
    fields = [column.name for rule in rules if rule.name == name for column in rule.columns]
    if violates(error, UNIQUE):
        fields += re.findall(rf"\b{table.name}\.(\w+)", str(error.orig))
        return Taken(model, fields[-1]) if fields else error
    if violates(error, FOREIGN_KEY):
        keys = list(table.foreign_key_constraints)
        fields += keys[0].column_keys if len(keys) == 1 else ["reference_id"]
        return UnknownReference(fields[0])
    return error
