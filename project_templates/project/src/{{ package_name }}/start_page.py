"""Start page of development: links to all that the application serves."""

from html import escape

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.routing import RouteContext, iter_route_contexts

from .settings import settings_of

PAGE = "<!doctype html><title>{title}</title><h1>{title}</h1><ul>{items}</ul>"


def add_start_page(app: FastAPI) -> None:
    """Serve the page at `/` in development, unless the application has a route there."""
    served = {route.path for route in iter_route_contexts(app.routes)}
    if settings_of(app).environment == "development" and "/" not in served:
        app.add_api_route("/", start_page, include_in_schema=False, response_class=HTMLResponse)


async def start_page(request: Request) -> HTMLResponse:
    items = "".join(
        f"<li>{' '.join(sorted(route.methods or ()))} {shown(request, route)}</li>"
        for route in iter_route_contexts(request.app.routes)
        if route.path not in (None, "/")
    )
    return HTMLResponse(PAGE.format(title=escape(request.app.title), items=items))


def shown(request: Request, route: RouteContext) -> str:
    """Return the path, as a link if a browser can open it."""
    path = escape(f"{request.scope['root_path']}{route.path}")
    can_open = "GET" in (route.methods or ()) and "{" not in path
    return f'<a href="{path}">{path}</a>' if can_open else path
