"""Settings of auth, and the keys that sign tokens."""

import logging
import secrets

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from ..settings import EnvSettings

log = logging.getLogger(__name__)

PLACEHOLDER = "replace-me-with-the-output-of-openssl-rand-base64-48"
MIN_BYTES = 32  # of an HS256 key (RFC 7518, section 3.2)


class AuthSettings(EnvSettings):
    """Settings with the prefix `AUTH_`. Previous secrets, separated by commas, are still accepted."""

    model_config = SettingsConfigDict(env_prefix="AUTH_")

    secret: SecretStr = SecretStr("")
    previous_secrets: SecretStr = SecretStr("")
    access_minutes: int = Field(15, ge=1)
    refresh_days: int = Field(30, ge=1)
    default_scopes: str | None = None
    login_attempts: int = Field(10, ge=1)
    address_attempts: int = Field(60, ge=1)
    attempts_minutes: float = Field(5, gt=0)
    hashing_threads: int = Field(2, ge=1)
    hashing_queue: int = Field(32, ge=0)
    hashing_memory_kib: int = Field(65536, ge=32)
    hashing_rounds: int = Field(3, ge=1)

    def keys(self, environment: str) -> list[str]:
        """Return the accepted keys, the signing key first.

        Raises RuntimeError for a previous secret that is too short and, in production, without a
        usable secret.
        """
        secret = self.secret.get_secret_value()
        previous = [key for key in self.previous_secrets.get_secret_value().split(",") if key]
        if fault := self._fault(secret):
            if environment == "production":
                raise RuntimeError(
                    f"AUTH_SECRET {fault}; production needs {MIN_BYTES} random bytes"
                )
            log.warning("auth: AUTH_SECRET %s; a random one is used until this process ends", fault)
            secret = secrets.token_urlsafe(48)
        if any(self._fault(key) for key in previous):
            raise RuntimeError(f"AUTH_PREVIOUS_SECRETS holds a key of less than {MIN_BYTES} bytes")
        return [secret, *previous]

    @staticmethod
    def _fault(secret: str) -> str:
        if not secret:
            return "is not set"
        if secret == PLACEHOLDER:
            return "is the placeholder of .env.example"
        return "is too short" if len(secret.encode()) < MIN_BYTES else ""
