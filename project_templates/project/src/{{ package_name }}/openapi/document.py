"""FastAPI's schema, with what it cannot know: the form of errors, the order of tags, a logo."""

import inspect
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from .settings import OpenAPISettings

Schema = dict[str, Any]

TEXT = {"type": "string"}
PROBLEM: Schema = {
    "title": "Problem",
    "description": "Every error reply, as RFC 9457 has it.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
    "properties": {
        "type": TEXT | {"format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": TEXT,
        "instance": TEXT | {"description": "The path of the request"},
        "code": TEXT | {"description": "For programs; it does not change"},
        "request_id": TEXT | {"description": "As in X-Request-ID, and in the log"},
        "errors": {
            "description": "Where the request does not validate (422)",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["location", "message", "type"],
                "properties": {
                    "location": {"type": "array", "items": TEXT},
                    "message": TEXT,
                    "type": TEXT,
                },
            },
        },
    },
    "examples": [
        {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "Not Found",
            "instance": "/things/7",
            "code": "not_found",
            "request_id": "5f0c1d2e3b4a49788695a4b3c2d1e0ff",
        }
    ],
}
CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def document(app: FastAPI) -> Schema:
    """The complete schema. Asking again changes nothing; routes added since are in it."""
    schema = app.openapi()
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    for operation in operations(schema.get("paths", {})):
        document_errors(operation)
    for operation in operations(schema.get("webhooks", {})):
        operation["responses"].pop("422", None)  # that is for those who receive it to say
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    components["Problem"] = PROBLEM
    schema["info"]["x-logo"] = {"url": OpenAPISettings().logo, "altText": app.title}
    schema["tags"] = tags(app, schema)
    return schema


def operations(paths: Schema) -> Iterator[Schema]:
    for item in paths.values():
        yield from (item[method] for method in METHODS if method in item)


def document_errors(operation: Schema) -> None:
    """Errors are problems, also those that are not listed; one with a model of its own keeps it."""
    responses = operation["responses"]
    for status, response in responses.items():
        named = str(response.get("content", {}))
        own = "$ref" in named and "HTTPValidationError" not in named
        if status[0] in "45" and not own:
            response["content"] = CONTENT
    responses.setdefault("default", {"description": "Any error", "content": CONTENT})


def tags(app: FastAPI, schema: Schema) -> list[Schema]:
    """Those of `FastAPI(openapi_tags=…)` first, then every other that is used, as it comes.

    Their description is the first line of the module that first uses them.
    """
    found = {tag["name"]: tag for tag in app.openapi_tags or []}
    modules: dict[str, Any] = {}
    for context in iter_route_contexts(app.routes):
        for tag in getattr(context, "tags", None) or []:
            modules.setdefault(str(tag), inspect.getmodule(context.endpoint))
    for operation in [*operations(schema["paths"]), *operations(schema.get("webhooks", {}))]:
        for tag in operation.get("tags", []):
            text = (inspect.getdoc(modules.get(tag)) or "").partition("\n")[0]
            found.setdefault(tag, {"name": tag, "description": text} if text else {"name": tag})
    return list(found.values())
