"""The demonstration, `/cache/reports`: a report that is slow to make."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from .typed import CacheDep, CachedRepliesDep

SECONDS = 0.05  # what the queries of a report take

ReportId = Annotated[int, Path(alias="id", ge=1, le=1_000_000)]


class Report(BaseModel):
    id: int
    total_cents: int
    made_at: datetime


async def make_report(report_id: int) -> Report:
    await asyncio.sleep(SECONDS)
    return Report(id=report_id, total_cents=report_id * 1999, made_at=datetime.now(UTC))


router = APIRouter(prefix="/cache/reports", tags=["cache"])


@router.get("/{id}", response_model=Report)
async def read_report(report_id: ReportId, replies: CachedRepliesDep) -> Response:
    """Says in `X-Cache` whether it was made for you: hit, miss or stale."""
    return await replies(Report, lambda: make_report(report_id), tags=[f"report:{report_id}"])


@router.delete("/{id}", status_code=204)
async def forget_report(report_id: ReportId, cache: CacheDep) -> None:
    """Whoever asks next gets a new report, in every process."""
    await cache.invalidate(f"report:{report_id}")
