"""The router: who gets in, and what is answered outside of GraphQL."""

import json
from datetime import timedelta
from html import escape
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from cross_web import HTTPException as GraphQLHTTPException
from fastapi import APIRouter, HTTPException, Request, Response, WebSocket
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from strawberry.fastapi import GraphQLRouter
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.unset import UnsetType

from ..events.seats import Seats
from .context import Context, get_context
from .errors import Schema
from .limits import Limits
from .mutations import Mutation
from .operations import Query, Subscription
from .requests import AnyCase
from .settings import GraphQLSettings
from .sockets import Socket, introduce, sound

IDE = Path(__file__).with_name("ide.html")
BODY = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": {"type": "string"},
        "variables": {"type": ["object", "null"]},
        "operationName": {"type": ["string", "null"]},
    },
}


def build(settings: GraphQLSettings) -> Schema:
    return Schema(Query, Mutation, Subscription, extensions=[lambda: Limits(settings)])


class GraphQL(GraphQLRouter[Context, None]):
    """Queries by POST only, subscriptions by graphql-transport-ws only."""

    request_adapter_class = AnyCase
    websocket_adapter_class = Socket

    def __init__(self, settings: GraphQLSettings) -> None:
        super().__init__(
            build(settings),
            prefix="/graphql",
            tags=["graphql"],
            context_getter=get_context,
            graphql_ide=None,
            allow_queries_via_get=False,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=timedelta(seconds=settings.init_timeout),
            max_subscriptions_per_connection=settings.max_subscriptions,
            allowed_origins=settings.origins,
            responses={
                400: {"description": "No GraphQL request"},
                401: {"description": "The access token that was sent is not valid"},
            },
        )
        self.settings = settings
        self.seats = Seats(settings.connections, settings.connections_per_caller)
        for route in self.routes:
            if isinstance(route, APIRoute) and "POST" in (route.methods or ()):
                content = {"application/json": {"schema": BODY}}
                route.openapi_extra = {"requestBody": {"required": True, "content": content}}

    async def run(self, request: Any, context: Any = None, root_value: Any = None) -> Any:
        context.settings = self.settings
        if isinstance(request, WebSocket):
            return await self.talk(request, context)
        if request.method == "GET":
            return self.ide(request, context)
        try:
            return await super().run(request, context, root_value)
        except GraphQLHTTPException as error:
            raise HTTPException(error.status_code, error.reason) from error

    def decode_json(self, data: str | bytes) -> object:
        """A request, or a message of a socket; what is neither is no JSON here."""
        try:
            found = json.loads(data)
        except (RecursionError, ValueError):  # too deep, broken, or a number of thousands of digits
            found = None
        if not isinstance(found, dict) or not sound(found):
            raise json.JSONDecodeError("Not a GraphQL message", "", 0)
        if found.get("payload", {}) is None:  # some clients introduce themselves so
            del found["payload"]
        return found

    async def talk(self, socket: WebSocket, context: Context) -> Any:
        with self.seats.take(socket):
            try:
                return await super().run(socket, context, None)
            finally:
                if context.expiry is not None:
                    context.expiry.cancel()

    def ide(self, request: Request, context: Context) -> Response:
        """A page of our own: GraphiQL would load its scripts from elsewhere."""
        if context.environment != "development" or "query" in request.query_params:
            raise HTTPException(405, "Send queries by POST", {"Allow": "POST"})
        nonce = token_urlsafe()
        page = IDE.read_text(encoding="utf-8").replace("{nonce}", nonce)
        policy = f"default-src 'none'; connect-src 'self'; script-src 'nonce-{nonce}'"
        return HTMLResponse(
            page.replace("{schema}", escape(self.schema.as_str())),
            headers={"Content-Security-Policy": f"{policy}; style-src 'nonce-{nonce}'"},
        )

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        introduce(context)
        return await super().on_ws_connect(context)


def router() -> APIRouter:
    return GraphQL(GraphQLSettings())
