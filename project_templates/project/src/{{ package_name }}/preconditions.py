"""Entity tags and the preconditions of requests (RFC 9110, sections 8.8.3 and 13)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.requests import HTTPConnection

TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
TAGS = re.compile(rf"[ \t,]*{TAG}(?:[ \t]*,[ \t,]*{TAG})*[ \t,]*")
SAFE = ("GET", "HEAD")


def failed_precondition(
    request: HTTPConnection, etag: str | None, modified: str = "", *, exists: bool = True
) -> int | None:
    """Return 304 or 412 if a precondition fails, in the order of section 13.2.2.

    `etag` and `modified` are the validators of the present representation; `exists` is False if
    there is none.
    """
    headers, safe = request.headers, request.scope["method"] in SAFE
    if "if-match" in headers:
        if not matches(headers.getlist("if-match"), etag, exists=exists, strong=True):
            return 412
    elif is_unmodified(modified, headers.get("if-unmodified-since", "")) is False:
        return 412
    if "if-none-match" in headers:
        if matches(headers.getlist("if-none-match"), etag, exists=exists):
            return 304 if safe else 412
    elif safe and is_unmodified(modified, headers.get("if-modified-since", "")):
        return 304
    return None


def matches(
    lines: list[str], etag: str | None, *, exists: bool = True, strong: bool = False
) -> bool:
    """Compare a list of tags, or `*`, with a tag. Anything else matches nothing.

    A weak tag equals no other tag in a strong comparison.
    """
    listed = ", ".join(lines)
    if listed.strip() == "*":
        return exists
    if etag is None or TAGS.fullmatch(listed) is None:
        return False
    tags = re.findall(TAG, listed)
    if strong:
        return etag in tags and not etag.startswith("W/")
    return etag.removeprefix("W/") in [tag.removeprefix("W/") for tag in tags]


def is_unmodified(modified: str, since: str) -> bool | None:
    """Compare two HTTP dates. Return None if one of them is not a date."""
    try:
        return moment(modified) <= moment(since)
    except (ValueError, OverflowError):
        return None


def moment(date: str) -> datetime:
    found = parsedate_to_datetime(date)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
