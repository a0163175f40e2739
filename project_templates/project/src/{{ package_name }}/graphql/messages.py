"""Requests and socket messages, checked before Strawberry reads them."""

import json
from typing import Any

from cross_web import StarletteRequestAdapter
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json


class RequestAdapter(StarletteRequestAdapter):
    """Request whose media type may be written in any case (RFC 9110, section 8.3.1)."""

    @property
    def content_type(self) -> str | None:
        return (super().content_type or "").lower()


class Operation(BaseModel):
    query: str | None = None
    operationName: str | None = None
    variables: dict[str, Any] | None = None


class Message(Operation):
    """HTTP request, or message of graphql-transport-ws."""

    type: str = ""
    id: str = ""
    payload: Operation | None = None


def decoded(data: str | bytes) -> dict[str, Any]:
    """Return a message whose parts have the types that Strawberry takes for granted.

    Raises JSONDecodeError for other data, also for lone surrogates, which no reply can repeat.
    """
    try:
        found: dict[str, Any] = from_json(data, allow_inf_nan=False)
        Message.model_validate(found, strict=True)
    except (ValueError, ValidationError):
        raise json.JSONDecodeError("Not a GraphQL message", "", 0) from None
    if found.get("payload", {}) is None:  # some clients send connection_init with null
        del found["payload"]
    return found
