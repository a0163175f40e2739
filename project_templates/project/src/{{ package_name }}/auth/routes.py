"""`/auth`: from an address and a password to tokens, and back out."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from ..database import DatabaseDep, Session
from ..errors import DomainError
from . import accounts, logins
from .attempts import address_of
from .guard import CurrentUser, not_authenticated
from .middleware import login_id_of
from .models import Account, Login
from .schemas import (
    LogoutForm,
    Me,
    PasswordForm,
    RefreshForm,
    Registered,
    Registration,
    TokenPair,
)
from .service import Auth, AuthDep, lifespan

router = APIRouter(prefix="/auth", tags=["auth"], lifespan=lifespan)

REFUSED: dict[int | str, dict[str, Any]] = {401: {"description": "Not valid, or not any more"}}
NARROWED: dict[int | str, dict[str, Any]] = {
    400: {"description": "The account does not have every scope that was asked for"}
}
LIMITED: dict[int | str, dict[str, Any]] = {
    429: {"description": "Too many attempts from here"},
    503: {"description": "Too many logins at a time"},
}


class InvalidScope(DomainError):
    status, code = 400, "invalid_scope"


class WrongCredentials(DomainError):
    status, code, headers = 401, "wrong_credentials", {"WWW-Authenticate": "Bearer"}


class InvalidRefreshToken(DomainError):
    status, code, headers = 401, "invalid_refresh_token", {"WWW-Authenticate": "Bearer"}


def pair(auth: Auth, login: Login, refresh_token: str, response: Response) -> TokenPair:
    response.headers["Cache-Control"] = "no-store"
    return TokenPair(
        access_token=auth.tokens.issue(login.account_id, login.id, login.scopes),
        refresh_token=refresh_token,
        expires_in=auth.tokens.seconds,
    )


def granted(account: Account, wanted: str) -> str:
    """What was asked for, or everything. Raises InvalidScope for more than the account has."""
    if not set(wanted.split()) <= set(account.scopes.split()):
        raise InvalidScope("The account does not have every scope that was asked for")
    return " ".join(sorted(set((wanted.strip() or account.scopes).split())))


@router.post("/register", status_code=201, responses=LIMITED)
async def register(
    data: Registration, database: DatabaseDep, auth: AuthDep, request: Request
) -> Registered:
    """Also 201 when the address has an account already: then nothing changes."""
    auth.by_address.take(address_of(request))
    password, scopes = data.password.get_secret_value(), auth.settings.default_scopes
    await accounts.register(database, auth.passwords, data.email, password, scopes)
    return Registered(email=data.email)


@router.post("/token", responses=NARROWED | REFUSED | LIMITED)
async def log_in(
    form: Annotated[PasswordForm, Form()],
    database: DatabaseDep,
    auth: AuthDep,
    request: Request,
    response: Response,
) -> TokenPair:
    email, here = accounts.normal_username(form.username), address_of(request)
    auth.by_address.take(here)
    auth.by_account.take(f"{here} {email}")
    secret = form.password.get_secret_value()
    account = await accounts.prove(database, auth.passwords, email, secret)
    if account is None:
        raise WrongCredentials("Wrong address or password")
    auth.by_account.forget(f"{here} {email}")
    lifetime = timedelta(days=auth.settings.refresh_days)
    async with database.begin() as session:
        scopes = granted(account, form.scope)
        login, token = await logins.begin(session, account.id, scopes, lifetime)
    return pair(auth, login, token, response)


@router.post("/refresh", responses=REFUSED)
async def refresh(
    form: Annotated[RefreshForm, Form()], database: DatabaseDep, auth: AuthDep, response: Response
) -> TokenPair:
    """Each refresh token is good for one use; a second use ends the login."""
    found = await logins.rotate(database, form.refresh_token.get_secret_value())
    if isinstance(found, tuple):
        return pair(auth, *found, response)
    if found is not None:
        auth.tokens.refuse([found])
    raise InvalidRefreshToken("The refresh token is not valid, or not any more")


@router.post("/logout", status_code=204, responses=REFUSED)
async def log_out(
    form: Annotated[LogoutForm, Form()], session: Session, auth: AuthDep, request: Request
) -> None:
    """End a login: its refresh tokens at once, its access tokens within seconds everywhere."""
    ending = login_id_of(request)
    if form.refresh_token is not None:
        named = await logins.login_of(session, form.refresh_token.get_secret_value())
        ending = named or ending
    elif ending is None:
        raise not_authenticated(request.scope)
    if ending is not None:
        await logins.end(session, ending)
        auth.tokens.refuse([ending])


@router.get("/me", responses=REFUSED)
async def me(user: CurrentUser, session: Session, request: Request) -> Me:
    account = await session.get(Account, int(user.id))
    if account is None:
        raise not_authenticated(request.scope)
    return Me(id=user.id, email=account.email, scopes=sorted(user.scopes))
