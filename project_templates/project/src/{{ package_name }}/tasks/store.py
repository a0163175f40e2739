"""Records of tasks and their queue, in the memory of this process or in Redis."""

from collections import OrderedDict
from time import monotonic
from typing import Any, Literal

from pydantic import BaseModel
from redis.asyncio import Redis

from ..errors import DomainError
from .settings import TasksSettings

GROUP = "workers"  # the consumer group of the queue, which is a stream

# A task and its record are written together: a repeated call finds both or neither.
# The stream holds only unfinished tasks, so its length is the number of tasks that wait or run.
ADD = """
local fingerprint = redis.call("HGET", KEYS[1], "fingerprint")
if fingerprint == ARGV[2] then return 0 end
if fingerprint then return -1 end
if redis.call("XLEN", KEYS[2]) >= tonumber(ARGV[5]) then return -2 end
redis.call("HSET", KEYS[1], "owner", ARGV[1], "fingerprint", ARGV[2], "status", "queued")
redis.call("EXPIRE", KEYS[1], ARGV[4])
redis.call("XADD", KEYS[2], "*", "data", ARGV[3])
return 1
"""
# An expired record stays away: half a record would block its Idempotency-Key.
MARK = """
if redis.call("EXISTS", KEYS[1]) == 0 then return end
redis.call("HSET", KEYS[1], "status", ARGV[1], "error_id", ARGV[2])
redis.call("EXPIRE", KEYS[1], ARGV[3])
"""

Status = Literal["queued", "running", "done", "failed"]


class QueueFull(DomainError):
    status, code, headers = 503, "queue_full", {"Retry-After": "5"}

    def __init__(self) -> None:
        super().__init__("Too many tasks are waiting")


class KeyReused(DomainError):
    status, code = 422, "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key belongs to another request")


class Record(BaseModel):
    """State of one task. `fingerprint` is the digest of its payload.

    `error_id` is the name of the failure in the log. Without an `owner`, anyone who has the id may
    see the record.
    """

    id: str
    owner: str = ""
    fingerprint: str = ""
    status: Status = "queued"
    error_id: str = ""


class MemoryStore:
    """Records of one process: all unfinished tasks, and the latest of those that have ended."""

    def __init__(self, settings: TasksSettings) -> None:
        self.settings = settings
        self.unfinished: dict[str, Record] = {}
        self.ended: OrderedDict[str, tuple[float, Record]] = OrderedDict()

    async def add(self, record: Record, message: bytes) -> bool:
        """Return True for a new task, which the caller starts. Raises KeyReused and QueueFull."""
        known = await self.get(record.id)
        if known is not None:
            if known.fingerprint != record.fingerprint:
                raise KeyReused
            return False
        if len(self.unfinished) >= self.settings.max_waiting:
            raise QueueFull
        self.unfinished[record.id] = record
        return True

    async def get(self, id: str) -> Record | None:
        await self.clean_up()
        _, ended = self.ended.get(id, (0, None))
        return self.unfinished.get(id, ended)

    async def mark(self, id: str, status: Status, error_id: str = "") -> None:
        changes = {"status": status, "error_id": error_id}
        record = self.unfinished.pop(id).model_copy(update=changes)
        if status == "running":
            self.unfinished[id] = record
        else:
            self.ended[id] = monotonic(), record

    async def clean_up(self) -> int:
        """Forget tasks that ended more than `TASKS_KEEP` ago, or are too many; return how many."""
        before, expired = len(self.ended), monotonic() - self.settings.keep
        while self.ended:
            ended_at, _ = next(iter(self.ended.values()))
            if ended_at > expired and len(self.ended) <= self.settings.max_waiting:
                break
            self.ended.popitem(last=False)
        return before - len(self.ended)


class RedisStore:
    """Records and queue in Redis, which deletes a record `TASKS_KEEP` after its last change."""

    def __init__(self, client: Redis, settings: TasksSettings) -> None:
        self.client: Any = client
        self.settings = settings
        self.queue = f"{settings.prefix}:queue"

    def key(self, id: str) -> str:
        return f"{self.settings.prefix}:{id}"

    async def add(self, record: Record, message: bytes) -> bool:
        """Return True for a new task, which is queued now. Raises KeyReused and QueueFull."""
        keys = self.key(record.id), self.queue
        limits = self.settings.keep, self.settings.max_waiting
        values = record.owner, record.fingerprint, message, *limits
        added = await self.client.eval(ADD, len(keys), *keys, *values)
        if added == -1:
            raise KeyReused
        if added == -2:
            raise QueueFull
        return bool(added)

    async def get(self, id: str) -> Record | None:
        fields = await self.client.hgetall(self.key(id))
        return Record(id=id, **fields) if fields else None

    async def mark(self, id: str, status: Status, error_id: str = "") -> None:
        await self.client.eval(MARK, 1, self.key(id), status, error_id, self.settings.keep)

    async def clean_up(self) -> int:
        """Forget workers that have ended with nothing left to do; return how many."""
        consumers = await self.client.xinfo_consumers(self.queue, GROUP)
        ended = [
            consumer["name"]
            for consumer in consumers
            if not consumer["pending"] and consumer["idle"] > self.settings.idle_timeout * 1000
        ]
        for name in ended:
            await self.client.xgroup_delconsumer(self.queue, GROUP, name)
        return len(ended)


Store = MemoryStore | RedisStore
