"""`WS_…`: what a client may do, and how long the server waits for it."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WebSocketSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="WS_", env_file=".env", extra="ignore")

    allowed_origins: str = ""  # separated by commas, besides the server's own
    message_bytes: int = Field(65_536, ge=1)
    messages_per_second: float = Field(100, gt=0)  # on average over ten seconds
    connections: int = Field(5000, ge=1)  # in this process
    connections_per_caller: int = Field(2000, ge=1)
    rooms: int = Field(1000, ge=1)  # in this process
    queue: int = Field(256, ge=1)  # frames that wait for one client
    send_seconds: float = Field(10, gt=0)  # for a client to take a frame
    idle_seconds: float = Field(900, gt=0)  # with nothing in either direction
    close_seconds: float = Field(2, gt=0)  # for a client to take the close frame
