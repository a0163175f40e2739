"""Default values of fields: from the command line to the state file, and their limits."""

import math
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from fastapi_adv.errors import Usage, shown

LONGEST_TEXT = 50
# Signs that mean the same in Python, SQL and the shell's quotes.
_TEXT = re.compile(r"[A-Za-z0-9._/@+#,;!?()*&=<>-]([A-Za-z0-9 ._/@+#,;!?()*&=<>-]*[A-Za-z0-9._/@+#,;!?()*&=<>-])?")


def default_of(kind: str, text: str) -> Any:
    """Return the value of a default as the state file records it. Raises Usage if the type has no such value."""
    try:
        if kind in ("int", "bigint"):
            return int(_matching(r"-?\d{1,19}", text))
        if kind == "float":
            return float(_matching(r"-?\d{1,15}(\.\d{1,15})?(e-?\d{1,2})?", text))
        if kind == "bool":
            return {"true": True, "false": False}[text]
        if kind == "decimal":
            return str(Decimal(_matching(r"-?\d{1,15}(\.\d{1,15})?", text)))
    except (KeyError, ValueError):
        raise Usage(
            f"default={text} is not a value of the type {kind}.", f"Type for example: {_EXAMPLES[kind]}"
        ) from None
    return text


_EXAMPLES = {
    "int": "default=0",
    "bigint": "default=0",
    "float": "default=0.5",
    "bool": "default=false",
    "decimal": "default=0",
}


def _matching(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text, flags=re.ASCII):
        raise ValueError(text)
    return text


def settled(field: Mapping[str, Any], scale: int) -> Any:
    """Return the default with the digits of its column: `0` of a decimal with two digits is `0.00`."""
    if field["type"] != "decimal":
        return field["default"]
    return f"{Decimal(field['default']):.{scale}f}"


def refuse_default(field: Mapping[str, Any], low: float, high: float, digits: tuple[int, int]) -> None:
    """Raise Usage if the field cannot hold its default. `digits` are the precision and scale of a decimal."""
    name, kind = field["name"], field["type"]
    expected = {"int": int, "bigint": int, "float": float, "bool": bool}.get(kind, str)
    if type(field["default"]) is not expected:
        raise Usage(
            f"Field {name!r}: the default {shown(field['default'])} is not a value of the type {kind}.",
            "Change default=.",
        )
    value: Any = field["default"]
    if kind in ("int", "bigint") and not low <= value <= high:
        raise Usage(f"Field {name!r}: the default {value} is not between {low} and {high}.", "Change default=.")
    if kind == "float" and not math.isfinite(value):
        raise Usage(f"Field {name!r}: the default {value} is not finite.", "Change default=.")
    if kind == "decimal":
        _refuse_decimal(name, value, low, high, digits)
    if kind == "enum" and value not in field["choices"]:
        raise Usage(
            f"Field {name!r}: the default {shown(value)} is not a choice.", f"Choices: {', '.join(field['choices'])}."
        )
    if kind in ("str", "text"):
        longest = min(field.get("length", LONGEST_TEXT), LONGEST_TEXT)
        if not _TEXT.fullmatch(value) or len(value) > longest:
            raise Usage(
                f"Field {name!r}: the default {shown(value)} is not valid.",
                f"Use 1 to {longest} ASCII letters, digits, spaces and common signs, without quotes, colons and %.",
            )


def _refuse_decimal(name: str, text: str, low: float, high: float, digits: tuple[int, int]) -> None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Usage(f"Field {name!r}: the default {shown(text)} is not a decimal.", "Change default=.") from None
    precision, scale = digits
    fits = value.is_finite() and -int(value.as_tuple().exponent) <= scale and abs(value) < 10 ** (precision - scale)
    if not fits or not low <= value <= high:
        raise Usage(
            f"Field {name!r}: the default {text} does not fit decimal:{precision},{scale} and its bounds.",
            "Change default=.",
        )
