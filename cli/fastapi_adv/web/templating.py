"""Jinja pages of the package. All values are escaped."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.templating import Jinja2Templates
from starlette.requests import Request

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
PAGES = ("/", "/project")
_TEMPLATES = Jinja2Templates(FOLDER / "templates")


def page(request: Request, name: str, context: Mapping[str, Any], status: int = 200) -> "Response":
    """Render a template of the package."""
    return _TEMPLATES.TemplateResponse(request, name, dict(context), status)


def refused_page(scope: "Scope", status: int, reason: str) -> "Response":
    """Return the page for a refused request.

    Its link opens the same page again. A link of another site sends no cookie; a link of this page does.
    """
    path = scope["path"] if scope["path"] in PAGES else "/"
    query = scope["query_string"].decode("latin-1")
    return page(Request(scope), "refused.html", {"reason": reason, "again": f"{path}?{query}"}, status)
