"""Jinja2 with autoescape; the templates lie in this package, whatever the working directory is."""

import re
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from fastapi.templating import Jinja2Templates
from starlette.responses import Response

from .assets import HashedFiles

HERE = Path(__file__).parent
STATIC = HashedFiles(HERE / "static")
TEMPLATES = Jinja2Templates(directory=HERE / "templates")
TEMPLATES.env.globals["asset"] = STATIC.address

# What a page may lean on when the application has it: a word for templates, and the route.
OPTIONAL = {
    "docs": "/docs",
    "items": "/items/{}",
    "events": "/events/{}",
    "rooms": "/ws/rooms/{}",
}


def available(app: FastAPI) -> frozenset[str]:
    """The words of OPTIONAL whose routes the application has."""
    paths = {
        re.sub(r"{[^}]*}", "{}", route.path or "") for route in iter_route_contexts(app.routes)
    }
    return frozenset(word for word, path in OPTIONAL.items() if path in paths)


def page(request: Request, template: str, status: int = 200, /, **context: Any) -> Response:
    """A rendered template. Pages are made for one visitor: nobody may keep them for another."""
    context = {"title": request.app.title, "has": available(request.app), **context}
    headers = {"Cache-Control": "no-store"}
    return TEMPLATES.TemplateResponse(request, template, context, status, headers)
