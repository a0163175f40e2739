"""Dependencies of routes that write one row: unit of work, request, reply and preconditions."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from .base import VersionedRow
from .rows import Versions
from .session import Session
from .versions import ExpectedVersions

V = TypeVar("V", bound=VersionedRow)


@dataclass(frozen=True, slots=True)
class Writing:
    """Request that writes a row. An existing row must have one of the `expected` versions."""

    session: AsyncSession
    request: Request
    response: Response
    expected: Versions

    def tagged(self, row: V) -> V:
        """Send the row's version as the ETag, and return the row."""
        self.response.headers["ETag"] = f'"{row.version}"'
        return row

    def created(self, row: V, route: str) -> V:
        """Send the address of a new row, which the route of this name reads; return the row."""
        self.response.headers["Location"] = self.request.url_for(route, id=row.id).path
        return self.tagged(row)


async def write(session: Session, request: Request, response: Response) -> Writing:
    return Writing(session, request, response, Versions())


async def guarded_write(
    session: Session, request: Request, response: Response, expected: ExpectedVersions
) -> Writing:
    return Writing(session, request, response, expected)


Write = Annotated[Writing, Depends(write)]
GuardedWrite = Annotated[Writing, Depends(guarded_write)]
