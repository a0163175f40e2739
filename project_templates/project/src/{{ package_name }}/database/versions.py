"""Versions of rows over HTTP: ETag, If-Match and If-None-Match (RFC 9110, section 13)."""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from pydantic.json_schema import WithJsonSchema
from sqlalchemy.ext.asyncio import AsyncSession

from ..context import state
from ..errors import DomainError
from .rows import Versions
from .session import get_database

Tags = Annotated[list[str], WithJsonSchema({"type": "string"})]  # one list, in one line or several
IfMatch = Annotated[
    Tags | None, Header(description='The ETag that was read, such as `"3"`; or `*`')
]
IfNoneMatch = Annotated[Tags | None, Header(description="ETags that the row must not have")]

ABSENT: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such row"}}
CONFLICT: dict[int | str, dict[str, Any]] = {409: {"description": "Another row is in the way"}}
UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The ETag is still the same"}}
GUARDED: dict[int | str, dict[str, Any]] = {
    **ABSENT,
    **CONFLICT,
    412: {"description": "The row has another version by now"},
    428: {"description": "If-Match is missing"},
}


class IfMatchRequired(DomainError):
    status, code = 428, "if_match_required"


async def expected_versions(
    if_match: IfMatch = None, if_none_match: IfNoneMatch = None
) -> Versions:
    """Return the versions that a write may change. Raise IfMatchRequired without If-Match."""
    if if_match is None:
        raise IfMatchRequired('Send the ETag that you have read: If-Match: "1", or *')
    refused = versions_in(if_none_match, weak=True) if if_none_match is not None else ()
    return Versions(versions_in(if_match), refused)


ExpectedVersions = Annotated[Versions, Depends(expected_versions)]


def versions_in(tags: Sequence[str], *, weak: bool = False) -> list[int] | None:
    """Return the versions that a header lists, or None for `*`.

    Tags are compared character by character: `"01"` is not a version. `weak` accepts `W/"1"` too.
    """
    found = [tag.strip() for tag in ",".join(tags).split(",")]
    if found == ["*"]:
        return None
    pattern = r'(?:W/)?"([1-9][0-9]{0,8})"' if weak else r'"([1-9][0-9]{0,8})"'
    return [int(match[1]) for tag in found if (match := re.fullmatch(pattern, tag))]


async def read_row(
    request: Request,
    name: str,
    id_: int,
    schema: type[BaseModel],
    get: Callable[[AsyncSession, int], Awaitable[Any]],
    owner: str = "",
) -> Response:
    """Reply with the row that `get` returns, or with 304 if the client has its version.

    The row is read through the cache if there is one; X-Cache is hit, miss or stale. Rows with an
    owner are cached for that owner alone.
    """

    async def document() -> bytes:
        async with database.begin() as session:
            return schema.model_validate(await get(session, id_)).model_dump_json().encode()

    database = await get_database(request)
    headers = {}
    if read_through := state(request).get("read_through"):
        key = ":".join(filter(None, (name, fingerprint(schema), owner, str(id_))))
        body, headers["X-Cache"] = await read_through(key, document, tags=[f"{name}:{id_}"])
    else:
        body = await document()
    version = json.loads(body)["version"]
    headers["ETag"] = f'"{version}"'
    if tags := request.headers.getlist("if-none-match"):
        known = versions_in(tags, weak=True)
        if known is None or version in known:
            return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


@cache
def fingerprint(schema: type[BaseModel]) -> str:
    """Return a short hash of the schema: another release may cache other documents."""
    return hashlib.sha256(json.dumps(schema.model_json_schema()).encode()).hexdigest()[:8]
