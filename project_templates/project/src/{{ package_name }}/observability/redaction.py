"""What must not get into a log, whoever writes it there."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

HIDDEN = "[redacted]"
NAMES = r"authorization|cookie|passw|secret|token|api[-_]?key|private[-_]?key|credential|signature"
SECRET = lru_cache(1000)(re.compile(NAMES, re.IGNORECASE).search)  # names come again and again
# As part of an address, of a form, or of a header that was written into a message.
PARAMETER = re.compile(rf"((?:^|[?&;\s])[^=&\s]*(?:{NAMES})[^=&\s]*=)[^&;\s\"']+", re.IGNORECASE)
CREDENTIALS = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)
USER_INFO = re.compile(r"(\w://[^\s:/@]*:)(?!\*+@)[^\s/@]+@")  # of a connection string


def redacted_text(text: str) -> str:
    if " " in text:  # searching is dear, and most texts hold nothing of the kind
        text = CREDENTIALS.sub(rf"\1 {HIDDEN}", text)
    if "=" in text:
        text = PARAMETER.sub(rf"\1{HIDDEN}", text)
    return USER_INFO.sub(rf"\1{HIDDEN}@", text) if "://" in text else text


def redacted(value: Any, depth: int = 6) -> Any:
    """The same without what a secret's name or form gives away, or is nested deeper."""
    if isinstance(value, str):
        return redacted_text(value)
    if not isinstance(value, Mapping | list | tuple | set):
        return value
    if not depth:
        return "…"
    if isinstance(value, Mapping):
        return {
            key: HIDDEN if SECRET(str(key)) else redacted(inner, depth - 1)
            for key, inner in value.items()
        }
    return [redacted(inner, depth - 1) for inner in value]


def redact(_logger: Any, _method: str, event: Any) -> Any:
    """The processor for structlog."""
    return redacted(event)
