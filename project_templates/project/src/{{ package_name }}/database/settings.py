"""What the database reads from the environment, `DATABASE_…`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url

# What people and platforms write, and the driver that speaks to it.
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


class DatabaseSettings(BaseSettings):
    """Times are in seconds. One process holds at most `pool_size + max_overflow` connections."""

    model_config = SettingsConfigDict(
        env_prefix="DATABASE_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    url: str = Field("sqlite+aiosqlite:///./app.db", repr=False)
    pool_size: int = Field(5, ge=1)
    max_overflow: int = Field(5, ge=0)
    pool_timeout: float = Field(1.5, gt=0)
    pool_recycle: int = Field(1800, ge=1)
    pool_pre_ping: bool = True
    connect_timeout: float = Field(3, gt=0)
    command_timeout: float = Field(10, gt=0)

    @property
    def address(self) -> URL:
        """The URL with an asynchronous driver.

        Raises RuntimeError, which does not repeat the text: a misplaced character may put the
        password where the host is expected.
        """
        try:
            url = make_url(self.url)
        except Exception:
            raise RuntimeError("DATABASE_URL is not an address such as driver://…") from None
        url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        if url.drivername not in DRIVERS.values():
            raise RuntimeError("DATABASE_URL must start with sqlite:// or postgresql://")
        if url.drivername == DRIVERS["sqlite"] and url.database in (None, "", ":memory:"):
            raise RuntimeError("DATABASE_URL must name a file: sqlite:///./app.db")
        if mode := url.query.get("sslmode"):  # libpq's word for what asyncpg calls ssl
            return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
        return url

    @property
    def shown(self) -> str:
        """The address as it may stand in a log: without password and options."""
        return self.address.set(query={}).render_as_string(hide_password=True)
