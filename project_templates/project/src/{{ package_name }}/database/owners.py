"""Rows that belong to the caller who created them. To everybody else they do not exist."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from starlette.requests import HTTPConnection

from ..context import caller
from ..scopes import NotAuthenticated
from .base import VersionedRow
from .rows import UnknownReference


class OwnedRow(VersionedRow):
    """Table whose rows belong to callers."""

    __abstract__ = True

    owned_by: Mapped[str] = mapped_column(String(64), index=True, sort_order=1)


def owner_of(conn: HTTPConnection) -> str:
    """Return the id of the caller. Raise NotAuthenticated without one."""
    user = caller(conn)
    if user is None:
        raise NotAuthenticated
    return user.id


async def get_owner(conn: HTTPConnection) -> str:
    return owner_of(conn)


Owner = Annotated[str, Depends(get_owner)]


async def check_reference(
    session: AsyncSession, model: type[OwnedRow], owner: str, field: str, id_: int | None
) -> None:
    """Raise UnknownReference if the row belongs to another caller."""
    mine = select(model.id).where(model.id == id_, model.owned_by == owner)
    if id_ is not None and await session.scalar(mine) is None:
        raise UnknownReference(field)
