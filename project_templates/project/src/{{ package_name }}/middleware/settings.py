"""What the web layer reads from the environment; a value that cannot work stops the start."""

import json
import re
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?|https?://\[[0-9a-f:]+\](:\d+)?|\*")
HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]|\*")


def split(value: Any) -> Any:
    """A list as people type it: `a, b`, or as JSON."""
    if not isinstance(value, str):
        return value
    if value.startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            pass  # [::1] is a host
    return [part.strip() for part in value.split(",") if part.strip()]


def an_origin(value: str) -> str:
    if not ORIGIN.fullmatch(value):
        raise ValueError(f"{value!r} is not an origin such as https://app.example.org (no path)")
    return value


def a_host(value: str) -> str:
    if not HOST.fullmatch(value.lower()):
        raise ValueError(f"{value!r} is not a host such as example.org or *.example.org (no port)")
    return value.lower()


Origin = Annotated[str, AfterValidator(an_origin)]
Host = Annotated[str, AfterValidator(a_host)]
Split = BeforeValidator(split)


class WebSettings(BaseSettings):
    """`WEB_…`. Lists are separated by commas, sizes are in bytes, times in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="WEB_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    allowed_hosts: Annotated[list[Host], NoDecode, Split] = [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "testserver",
    ]
    trusted_proxies: Annotated[list[IPv4Network | IPv6Network], NoDecode, Split] = []
    cors_origins: Annotated[list[Origin], NoDecode, Split] = []
    cors_credentials: bool = False
    cors_max_age: int = Field(600, ge=0)
    content_security_policy: str = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    hsts_seconds: int = Field(31_536_000, ge=0)
    max_body_size: int = Field(1_000_000, ge=0)
    gzip_minimum_size: int = Field(1000, ge=0)

    @model_validator(mode="after")
    def credentials_need_origins(self) -> Self:
        if self.cors_credentials and "*" in self.cors_origins:
            raise ValueError(
                "WEB_CORS_ORIGINS=* with WEB_CORS_CREDENTIALS=true would let any page act for your "
                "users: list the origins, or leave credentials off"
            )
        return self
