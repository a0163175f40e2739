"""An app's OpenAPI document is a valid one."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi_adv.errors import EnvironmentLacks

MOST = 5
"""So many faults are told."""


def document_faults(document: Mapping[str, Any]) -> Iterator[str]:
    """What the specification forbids."""
    try:
        from openapi_spec_validator import OpenAPIV31SpecValidator
    except ModuleNotFoundError as missing:
        raise EnvironmentLacks(
            "openapi-spec-validator is not installed", 'pip install "fastapi-adv[verify]"'
        ) from missing
    for _, fault in zip(range(MOST), OpenAPIV31SpecValidator(_without_items(document)).iter_errors(), strict=False):
        where = "/".join(map(str, fault.absolute_path))
        yield f"OpenAPI document, at {where or 'its root'}: {fault.message[:300]}"
    identifiers = [
        operation["operationId"]
        for path in document.get("paths", {}).values()
        for operation in path.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]
    for name in sorted({name for name in identifiers if identifiers.count(name) > 1}):
        yield f"OpenAPI document: the operation id {name} is not unique"


def _without_items(value: Any) -> Any:
    """FastAPI describes the items of a stream by `itemSchema`, a word of OpenAPI 3.2, in documents of 3.1."""
    if isinstance(value, dict):
        return {key: _without_items(inner) for key, inner in value.items() if key != "itemSchema"}
    return [_without_items(inner) for inner in value] if isinstance(value, list) else value
