"""A start page with a form and what happens live, and a page for one item."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, FastAPI, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from ..lifecycle import announced
from .csrf import protect, remember, token_of
from .rendering import STATIC, page

VISITOR = "visitor"


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
    with announced("pages"):
        yield {}


router = APIRouter(tags=["pages"], lifespan=lifespan, default_response_class=HTMLResponse)
router.mount("/static", STATIC, name="static")


@router.head("/", include_in_schema=False)
@router.get("/")
async def start(request: Request) -> Response:
    """The start page."""
    token = token_of(request)
    visitor = unquote(request.cookies.get(VISITOR, ""))
    reply = page(request, "start.html", visitor=visitor, csrf_token=token)
    remember(request, reply, token)
    return reply


@router.post(
    "/pages/visitor",
    status_code=303,
    dependencies=[Depends(protect)],
    responses={403: {"description": "The form has expired, or is not ours"}},
)
async def introduce(
    request: Request, name: Annotated[str, Form(max_length=50)]
) -> RedirectResponse:
    """Remember what the visitor wants to be called; 303, so that a reload does not send it again."""
    reply = RedirectResponse(request.url_for("start").path, 303)
    secure = request.url.scheme == "https"
    reply.set_cookie(VISITOR, quote(name, safe=""), httponly=True, samesite="lax", secure=secure)
    return reply


@router.head("/pages/items/{id}", include_in_schema=False)
@router.get("/pages/items/{id}")
async def item(request: Request, id: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    """The page of one item; what the API knows about it is filled in by the browser."""
    return page(request, "item.html", item_id=id)
