"""Router of the feature: GraphQL over HTTP and WebSockets, and GraphiQL in development."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from cross_web import HTTPException as GraphQLHTTPException
from fastapi import APIRouter, HTTPException, Request, WebSocket
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from strawberry.fastapi import GraphQLRouter
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.unset import UnsetType

from ..database import Resource
from ..events.seats import Seats
from ..settings import settings_of
from .context import Context, get_context
from .messages import RequestAdapter, decoded
from .operations import build
from .settings import GraphQLSettings
from .sockets import Socket, introduce

# GraphiQL loads its scripts and styles from a CDN, and has inline ones.
CDN = "https://unpkg.com"
POLICY = f"default-src 'self' 'unsafe-inline' data: {CDN}; worker-src blob:"
BODY = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": {"type": "string"},
        "variables": {"type": ["object", "null"]},
        "operationName": {"type": ["string", "null"]},
    },
}


async def refuse(request: Request) -> None:
    """Reply to methods that are not served. GET serves GraphiQL in development."""
    development = settings_of(request.app).environment == "development"
    allowed = "GET, POST" if development else "POST"
    raise HTTPException(405, "Send queries by POST", {"Allow": allowed})


class GraphQL(GraphQLRouter[Context, None]):
    """Queries and mutations by POST, and everything over graphql-transport-ws."""

    request_adapter_class = RequestAdapter
    websocket_adapter_class = Socket

    def __init__(self, settings: GraphQLSettings, resources: Iterable[Resource]) -> None:
        self.settings = settings
        self.seats = Seats(settings.connections, settings.connections_per_caller)
        super().__init__(
            build(settings, resources),
            prefix="/graphql",
            tags=["graphql"],
            max_body_size=settings.max_bytes,
            context_getter=get_context,
            graphql_ide=None,  # keeps GET out of the OpenAPI schema
            allow_queries_via_get=False,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=timedelta(seconds=settings.init_timeout),
            max_subscriptions_per_connection=settings.max_subscriptions,
            allowed_origins=settings.origins,
            responses={
                400: {"description": "The request is not a GraphQL request"},
                401: {"description": "The access token is not valid"},
            },
        )
        self.graphql_ide = "graphiql"
        others = ["PUT", "PATCH", "DELETE", "OPTIONS"]
        self.add_api_route("", refuse, methods=others, include_in_schema=False)
        for route in self.routes:
            if isinstance(route, APIRoute) and "POST" in (route.methods or ()):
                content = {"application/json": {"schema": BODY}}
                route.openapi_extra = {"requestBody": {"required": True, "content": content}}

    async def run(self, request: Any, context: Any = None, root_value: Any = None) -> Any:
        context.settings = self.settings
        if isinstance(request, WebSocket):
            return await self.run_socket(request, context)
        if request.method == "GET" and context.environment != "development":
            await refuse(request)
        try:
            return await super().run(request, context, root_value)
        except GraphQLHTTPException as error:
            raise HTTPException(error.status_code, error.reason) from error

    async def run_socket(self, socket: WebSocket, context: Context) -> Any:
        with self.seats.take(socket):
            try:
                return await super().run(socket, context, None)
            finally:
                if context.expiry is not None:
                    context.expiry.cancel()

    def decode_json(self, data: str | bytes) -> object:
        return decoded(data)

    async def render_graphql_ide(self, request: Request) -> HTMLResponse:
        return HTMLResponse(self.graphql_ide_html, headers={"Content-Security-Policy": POLICY})

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        introduce(context)
        return await super().on_ws_connect(context)


def router(resources: Iterable[Resource]) -> APIRouter:
    return GraphQL(GraphQLSettings(), resources)
