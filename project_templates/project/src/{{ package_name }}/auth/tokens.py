"""Access tokens: short-lived, signed, and checked without asking anybody."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt

from ..context import User

NAME = __name__.split(".")[0]  # issuer and audience: no other service's tokens are good here
MAX_LENGTH = 4096
REQUIRED = ["aud", "exp", "iat", "iss", "jti", "scope", "sid", "sub"]


@dataclass(frozen=True, slots=True)
class Access:
    """What a good token says: the caller, and the login that it belongs to."""

    user: User
    login_id: str


class Tokens:
    """Signs with the first key, accepts all of them; `seconds` is how long a token lives."""

    def __init__(
        self, keys: Sequence[str], seconds: int, clock: Callable[[], float] = time.time
    ) -> None:
        self.keys, self.seconds, self.clock = keys, seconds, clock
        self.lifetime = timedelta(seconds=seconds)
        self.ended: dict[str, float] = {}  # login → until when a token of it may be around

    def issue(self, account_id: int, login_id: str, scopes: str) -> str:
        now = int(self.clock())
        claims: dict[str, Any] = {"iss": NAME, "aud": NAME, "iat": now, "exp": now + self.seconds}
        claims |= {"sub": str(account_id), "sid": login_id, "jti": uuid4().hex, "scope": scopes}
        return jwt.encode(claims, self.keys[0], algorithm="HS256")

    def read(self, token: str) -> Access | None:
        """None for whatever is not a good token."""
        for key in self.keys if len(token) <= MAX_LENGTH else ():
            try:
                claims = jwt.decode(
                    token,
                    key,
                    algorithms=["HS256"],
                    audience=NAME,
                    issuer=NAME,
                    options={"require": REQUIRED},
                )
            except jwt.PyJWTError:
                continue
            user = User(claims["sub"], frozenset(claims["scope"].split()), claims["exp"])
            return None if claims["sid"] in self.ended else Access(user, claims["sid"])
        return None

    def refuse(self, login_ids: Iterable[str]) -> None:
        """Refuse the tokens of logins that have ended before the tokens did."""
        now = self.clock()
        self.ended = {name: until for name, until in self.ended.items() if until > now}
        for login_id in login_ids:
            self.ended.setdefault(login_id, now + self.seconds)

    def authenticate(self, token: str) -> User | None:
        access = self.read(token)
        return access.user if access else None
