"""What became of each task: in memory for one process, in Redis for all of them."""

import time
from collections import OrderedDict
from typing import Literal, Protocol

from pydantic import BaseModel
from redis.asyncio import Redis

Status = Literal["queued", "running", "done", "failed"]


class Record(BaseModel):
    """`error_id` is what the log calls the failure; `fingerprint` is the payload's digest."""

    id: str
    status: Status = "queued"
    error_id: str | None = None
    owner: str | None = None
    fingerprint: str = ""


class Records(Protocol):
    """Each record is kept for a limited time after its last change."""

    async def create(self, record: Record) -> Record | None:
        """Keep `record`, unless its id is taken: then return what is there."""

    async def get(self, id: str) -> Record | None: ...

    async def mark(self, id: str, status: Status, error_id: str | None = None) -> None: ...

    async def discard(self, id: str) -> None: ...


class MemoryRecords:
    """At most `limit` records; the oldest are forgotten first."""

    def __init__(self, keep: float, limit: int = 10_000) -> None:
        self.keep, self.limit = keep, limit
        self.kept: OrderedDict[str, tuple[float, Record]] = OrderedDict()

    async def create(self, record: Record) -> Record | None:
        existing = await self.get(record.id)
        if existing is None:
            self.put(record)
        return existing

    async def get(self, id: str) -> Record | None:
        expires_at, record = self.kept.get(id, (0.0, None))
        return record if expires_at > time.monotonic() else None

    async def mark(self, id: str, status: Status, error_id: str | None = None) -> None:
        record = await self.get(id) or Record(id=id)
        self.put(record.model_copy(update={"status": status, "error_id": error_id}))

    async def discard(self, id: str) -> None:
        self.kept.pop(id, None)

    def put(self, record: Record) -> None:
        self.kept[record.id] = (time.monotonic() + self.keep, record)
        self.kept.move_to_end(record.id)
        while len(self.kept) > self.limit:
            self.kept.popitem(last=False)


class RedisRecords:
    """One key for each record; Redis forgets it by itself."""

    def __init__(self, client: Redis, keep: int) -> None:
        self.client, self.keep = client, keep

    async def create(self, record: Record) -> Record | None:
        key, value = self.key(record.id), record.model_dump_json()
        while not await self.client.set(key, value, ex=self.keep, nx=True):
            existing = await self.get(record.id)
            if existing is not None:  # None: it expired between the two commands
                return existing
        return None

    async def get(self, id: str) -> Record | None:
        value = await self.client.get(self.key(id))
        return Record.model_validate_json(value) if value else None

    async def mark(self, id: str, status: Status, error_id: str | None = None) -> None:
        record = await self.get(id) or Record(id=id)
        changed = record.model_copy(update={"status": status, "error_id": error_id})
        await self.client.set(self.key(id), changed.model_dump_json(), ex=self.keep)

    async def discard(self, id: str) -> None:
        await self.client.delete(self.key(id))

    @staticmethod
    def key(id: str) -> str:
        return f"task:{id}"
