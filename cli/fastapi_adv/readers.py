"""How each key of a catalogue entry is read; what does not fit is a Fault."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from fastapi_adv.catalogue import Bridge, Variable

SUMMARY_LENGTH = 72


class Fault(Exception):
    """What is wrong with the value of one key."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Fault(f"must be text, not {value!r}")
    return value


def _scalar(value: object) -> str:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _text(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Fault(f"must be a list of text, not {value!r}")
    return tuple(map(_text, value))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Fault(f"must be true or false, not {value!r}")
    return value


def _mapping(value: object) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise Fault(f"must be a mapping, not {value!r}")
    return value


def _name(value: object) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", _text(value)):
        raise Fault(f"must be lower-case letters, digits and dashes, not {value!r}")
    return str(value)


def _summary(value: object) -> str:
    if len(_text(value)) > SUMMARY_LENGTH or "\n" in str(value) or str(value).endswith("."):
        raise Fault(f"must be one line of at most {SUMMARY_LENGTH} characters without a full stop")
    return str(value)


def _kind(value: object) -> str:
    if value not in ("core", "part", "feature"):
        raise Fault(f"must be core, part or feature, not {value!r}")
    return str(value)


def _middleware(value: object) -> Mapping[int, str]:
    if not all(isinstance(number, int) for number in _mapping(value)):
        raise Fault("must map numbers to expressions")
    return {number: _text(expression) for number, expression in _mapping(value).items()}


def _records(*keys: str) -> Callable[[object], tuple[Mapping[str, str], ...]]:
    def read(value: object) -> tuple[Mapping[str, str], ...]:
        if not isinstance(value, list) or not all(isinstance(item, dict) and set(item) == set(keys) for item in value):
            raise Fault(f"must be a list of mappings with the keys {', '.join(keys)}")
        return tuple({key: _scalar(item[key]) for key in keys} for item in value)

    return read


def _bridges(value: object) -> tuple[Bridge, ...]:
    return tuple(Bridge(item["path"], item["with"]) for item in _records("path", "with")(value))


def _environment(value: object) -> tuple[Variable, ...]:
    return tuple(Variable(**item) for item in _records("name", "default", "summary")(value))


READERS: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(("aliases", "requires", "conflicts", "paths", "imports", "routers", "options"), _texts),
    **dict.fromkeys(("dependencies", "dev_dependencies", "routes", "ci_steps"), _texts),
    **dict.fromkeys(("check", "services", "service_environment", "ci_services"), _mapping),
    **dict.fromkeys(("processes", "test_environment", "state", "example"), _mapping),
    **dict.fromkeys(("logging", "guard", "backend", "ci_backend"), _text),
    "name": _name,
    "summary": _summary,
    "kind": _kind,
    "public": _flag,
    "middleware": _middleware,
    "bridges": _bridges,
    "environment": _environment,
}
