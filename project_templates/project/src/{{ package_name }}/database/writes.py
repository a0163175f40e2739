"""Dependencies of routes that write one row: unit of work, request, reply and preconditions."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response

from .base import VersionedRow
from .session import Session
from .versions import ExpectedVersions

V = TypeVar("V", bound=VersionedRow)


@dataclass
class Writing:
    """Request that writes a row within one unit of work."""

    session: Session
    request: Request
    response: Response

    def tagged(self, row: V) -> V:
        """Send the row's version as the ETag, and return the row."""
        self.response.headers["ETag"] = f'"{row.version}"'
        return row

    def created(self, row: V, route: str) -> V:
        """Send the address of a new row, which the route of this name reads; return the row."""
        self.response.headers["Location"] = self.request.url_for(route, id=row.id).path
        return self.tagged(row)


@dataclass
class GuardedWriting(Writing):
    """Request that changes an existing row if it has one of the `expected` versions."""

    expected: ExpectedVersions


Write = Annotated[Writing, Depends()]
GuardedWrite = Annotated[GuardedWriting, Depends()]
