"""File names in headers: RFC 6266, with the UTF-8 form of RFC 8187."""

import re
import unicodedata
from urllib.parse import quote

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\\/\"]")


def attachment(filename: str) -> str:
    """A Content-Disposition that offers to save the body as `filename`.

    Control characters, quotes and separators become `_`. Names outside ASCII are sent twice: folded
    for old clients, and exact as `filename*`.
    """
    name = UNPRINTABLE.sub("_", filename).encode(errors="replace").decode() or "download"
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip()
    if folded in ("", ".") or folded.startswith("."):
        folded = f"download{folded.rstrip('.')}"
    value = f'attachment; filename="{folded}"'
    return value if name == folded else f"{value}; filename*=UTF-8''{quote(name, safe='')}"
