"""The one guard, for HTTP and WebSocket, and what a route asks of its caller."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import HTTPException, Security
from fastapi.params import Depends
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from starlette.requests import HTTPConnection
from starlette.types import Scope

from ..context import User, caller

# For the schema and its login form; the middleware has looked at the token already.
scheme = OAuth2PasswordBearer(tokenUrl="auth/token", refreshUrl="auth/refresh", auto_error=False)


def not_authenticated(scope: Scope) -> HTTPException:
    return HTTPException(401, "A valid access token is needed", {"WWW-Authenticate": "Bearer"})


async def require_user(
    conn: HTTPConnection, required: SecurityScopes, _: Annotated[str | None, Security(scheme)]
) -> User:
    """The caller. Raises 401 for a stranger and 403 without the required scopes."""
    user = caller(conn)
    if user is None:
        raise not_authenticated(conn.scope)
    if not user.scopes.issuperset(required.scopes):
        challenge = f'Bearer error="insufficient_scope", scope="{required.scope_str}"'
        detail = f"The token lacks a scope: {required.scope_str}"
        raise HTTPException(403, detail, {"WWW-Authenticate": challenge})
    return user


def require_scopes(*scopes: str) -> Any:
    """For one route: `dependencies=[require_scopes("items:write")]`."""
    return Security(require_user, scopes=list(scopes))


def guards(dependencies: Sequence[Depends]) -> bool:
    """Whether one of them is the guard."""
    return any(found.dependency is require_user for found in dependencies)


CurrentUser = Annotated[User, Security(require_user)]

GUARD: dict[str, Any] = {
    "dependencies": [Security(require_user)],
    "responses": {
        401: {"description": "No valid access token"},
        403: {"description": "The token lacks a scope"},
    },
}
