"""Templates that only put names into text, as most of ours do: filled in without compiling them."""

import re
from collections.abc import Mapping

_NAME = re.compile(r"\{\{ *(\w+) *\}\}")


def filled(source: str, known: Mapping[str, object]) -> str | None:
    """What Jinja would make of it; None where there is more than text and names of texts, which is for Jinja."""
    if "{%" in source or "{#" in source or "\r" in source:
        return None
    names = _NAME.findall(source)
    if len(names) != source.count("{{") or not all(isinstance(known.get(name), str) for name in names):
        return None
    return _NAME.sub(lambda match: str(known[match[1]]), source)
