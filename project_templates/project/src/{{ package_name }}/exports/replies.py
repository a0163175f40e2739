"""Replies for exports: streamed while the rows are read, or built in a file and then sent."""

import re
import zlib
from asyncio import timeout
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from ..content_disposition import Download, attachment
from ..context import request_id
from ..database import Database
from ..errors import DomainError
from . import xlsx
from .chunks import Export, Reader
from .encoders import Encoder
from .settings import Limits, limits_of

GZIP_LEVEL, GZIP_FORMAT = 5, 16 + zlib.MAX_WBITS
NOUGHT = re.compile(r"0(\.0*)?")


class CutOff(Exception):
    """Reading or encoding failed when the reply had begun."""


class Busy(DomainError):
    """As many workbooks as may be are being built already."""

    status, code, headers = 503, "exports_busy", {"Retry-After": "10"}


def takes_gzip(accept_encoding: str) -> bool:
    """Whether the header names gzip, and not with a weight of nought."""
    offers = accept_encoding.lower().replace(" ", "").split(",")
    weights = {name: weight for name, _, weight in (offer.partition(";q=") for offer in offers)}
    return "gzip" in weights and not NOUGHT.fullmatch(weights["gzip"])


def headers(filename: str, max_rows: int) -> dict[str, str]:
    return {
        "Content-Disposition": attachment(filename),
        "Cache-Control": "private, no-store",
        "X-Export-Max-Rows": str(max_rows),
    }


async def stream(
    request: Request, database: Database, export: Export, encoder: Encoder, filename: str
) -> StreamingResponse:
    """The rows as `encoder` writes them, read as fast as the client takes them.

    TooManyRows, or a database that is away, is still a proper reply; what fails later ends the
    transfer, so that the client sees it broken.
    """
    limits = limits_of(request)
    reader, max_rows = limits.reader(database), limits.settings.max_rows
    sent = headers(filename, max_rows)
    zipped = encoder.compressible and takes_gzip(request.headers.get("accept-encoding", ""))
    if encoder.compressible:
        sent["Vary"] = "Accept-Encoding"
    if zipped:
        sent["Content-Encoding"] = "gzip"
    if request.method == "HEAD":
        return unread(sent, encoder.media_type)
    last = await export.last_key(reader, max_rows)
    body: AsyncIterator[bytes] = encoded(export, encoder, reader, last)
    if zipped:
        body = gzipped(body)
    return StreamingResponse(body, headers=sent, media_type=encoder.media_type)


def unread(headers: dict[str, str], media_type: str) -> StreamingResponse:
    """The reply to HEAD. No query is run for it, so its length is not known either."""
    return StreamingResponse(iter(()), headers=headers, media_type=media_type)


async def encoded(
    export: Export, encoder: Encoder, reader: Reader, last: Any
) -> AsyncGenerator[bytes]:
    """The pieces of the body. An error ends the transfer, and tells the server's log whose it was."""
    try:
        yield await run_in_threadpool(encoder.head)
        async for rows in export.chunks(reader, last):
            if piece := await run_in_threadpool(encoder.rows, rows):
                yield piece
        yield await run_in_threadpool(encoder.tail)
    except Exception as error:
        raise CutOff(f"An export was cut off. Request id: {request_id.get()}") from error


async def gzipped(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The first piece is flushed at once, the others as the compressor likes."""
    compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, GZIP_FORMAT)
    yield compressor.compress(await anext(pieces)) + compressor.flush(zlib.Z_SYNC_FLUSH)
    async for piece in pieces:
        if compressed := await run_in_threadpool(compressor.compress, piece):
            yield compressed
    yield compressor.flush()


@asynccontextmanager
async def turn(limits: Limits) -> AsyncIterator[None]:
    """One of the few places for building; a 503 for who has waited too long."""
    try:
        async with timeout(limits.settings.xlsx_patience):
            await limits.builds.acquire()
    except TimeoutError:
        raise Busy("Too many workbooks are being built; try again later") from None
    try:
        yield
    finally:
        limits.builds.release()


async def workbook(
    request: Request, database: Database, export: Export, directory: Path, filename: str
) -> Response:
    """An XLSX file, built in `directory`, which its owner removes after the reply."""
    limits = limits_of(request)
    reader, max_rows = limits.reader(database), min(limits.settings.max_rows, xlsx.MAX_ROWS)
    sent = headers(filename, max_rows)
    if request.method == "HEAD":
        return unread(sent, xlsx.MEDIA_TYPE)
    last = await export.last_key(reader, max_rows)
    path = directory / "export.xlsx"
    async with turn(limits):
        sheet = await run_in_threadpool(xlsx.Sheet, path, export.columns)
        try:
            async for rows in export.chunks(reader, last):
                if await request.is_disconnected():
                    return Response(status_code=408)  # to nobody
                await run_in_threadpool(sheet.rows, rows)
        finally:
            await run_in_threadpool(sheet.close)
    return Download(path, headers=sent, media_type=xlsx.MEDIA_TYPE)
