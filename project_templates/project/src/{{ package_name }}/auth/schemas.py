"""What goes in and out of `/auth`. Passwords and tokens are secrets: they never show in a log."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from .accounts import normal_email

Email = Annotated[str, Field(max_length=254), AfterValidator(normal_email)]


class Registration(BaseModel):
    email: Email
    password: Annotated[SecretStr, Field(min_length=8, max_length=128)]


class Registered(BaseModel):
    email: str


class PasswordForm(BaseModel):
    """OAuth 2's form; `scope` asks for less than everything that the account may do."""

    username: Annotated[str, Field(max_length=254)]
    password: Annotated[SecretStr, Field(max_length=128)]
    scope: Annotated[str, Field(max_length=1000)] = ""


class RefreshForm(BaseModel):
    refresh_token: Annotated[SecretStr, Field(max_length=128)]


class LogoutForm(BaseModel):
    """Without a refresh token, the login of the access token ends."""

    refresh_token: Annotated[SecretStr | None, Field(max_length=128)] = None


class TokenPair(BaseModel):
    """`expires_in`: seconds until the access token is refused."""

    access_token: str
    refresh_token: str
    token_type: str = "bearer"
    expires_in: int


class Me(BaseModel):
    id: str
    email: str
    scopes: list[str]
