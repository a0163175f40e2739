"""What the schema says about the service, besides its routes."""

from typing import Annotated, Any

from pydantic import AnyHttpUrl, BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def split(value: Any) -> Any:
    return value.replace(",", " ").split() if isinstance(value, str) else value


class OpenAPISettings(BaseSettings):
    """`OPENAPI_…`."""

    model_config = SettingsConfigDict(env_prefix="OPENAPI_", env_file=".env", extra="ignore")

    enabled: bool = True
    servers: Annotated[list[AnyHttpUrl], NoDecode, BeforeValidator(split)] = []
    contact_name: str = ""
    contact_url: str = ""
    contact_email: str = ""
    logo: str = "docs/assets/logo.svg"  # relative to the pages, wherever they are mounted

    def contact(self) -> dict[str, str] | None:
        given = {"name": self.contact_name, "url": self.contact_url, "email": self.contact_email}
        return {name: value for name, value in given.items() if value} or None
