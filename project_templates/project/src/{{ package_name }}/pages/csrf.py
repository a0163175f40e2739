"""Forms that only our own pages can send (OWASP: signed-origin check and double-submit cookie)."""

import hmac
import re
import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request
from starlette.responses import Response

from ..errors import DomainError

COOKIE = "csrf_token"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class ForgedForm(DomainError):
    status, code = 403, "forged_form"


def token_of(request: Request) -> str:
    """The visitor's token, or a new one."""
    token = request.cookies.get(COOKIE, "")
    return token if TOKEN.fullmatch(token) else secrets.token_urlsafe(32)


def remember(request: Request, reply: Response, token: str) -> None:
    """Give the visitor the cookie that the form's hidden field will be compared with."""
    secure = request.url.scheme == "https"
    reply.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)


async def protect(request: Request, csrf_token: Annotated[str, Form(max_length=100)] = "") -> None:
    """A dependency for every route that takes a form. Raises ForgedForm.

    Another site cannot set the Origin header, nor read or set our cookie.
    """
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForgedForm("The form was sent from another site")
    kept = request.cookies.get(COOKIE, "")
    if not TOKEN.fullmatch(kept) or not hmac.compare_digest(kept.encode(), csrf_token.encode()):
        raise ForgedForm("The form has expired: load the page again")
