"""OpenAPI schema of the service, made strict and completed with examples."""

from typing import Any

from tests.properties import account

Schema = dict[str, Any]

THERE: dict[str, object] = {"/responses/files/": "welcome.txt", "/http-cache/articles/": 1}
MISSING: dict[str, object] = {"/responses/files/": "nothing.txt", "/tasks/": "0" * 32}
NO_NUMBER = 999_999
ITEMS = {"get": 1, "put": 2, "patch": 3, "delete": 4}
CHANGES: Schema = {
    "put": {"name": "Saw", "description": None, "price_cents": 900, "category_id": 1},
    "patch": {"price_cents": 901},
}


def strict(schema: Schema) -> Schema:
    """Remove `default` responses, which document every status, so that each one must be declared."""
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation["responses"].pop("default")
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "seconds":  # keeps the run short
                    parameter["schema"]["maximum"] = 0.05
    return schema


def add_examples(schema: Schema, refresh_token: object, task: object) -> None:
    """Add examples of existing rows and of missing ones, which generated values rarely are."""
    for path, methods in schema["paths"].items():
        folder = path.partition("{")[0]
        there = {**THERE, "/tasks/": task}.get(folder)
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and (known := ITEMS[method] if folder == "/items/" else there):
                    missing = MISSING.get(folder, NO_NUMBER)
                    parameter["examples"] = {"there": {"value": known}, "missing": {"value": missing}}
                if parameter["name"].lower() == "if-match":
                    parameter["example"] = "*"
            if folder == "/items/" and method in CHANGES:
                exemplify(operation, "application/json", CHANGES[method])
    form = "application/x-www-form-urlencoded"
    exemplify(schema["paths"]["/auth/token"]["post"], form, {"username": account.EMAIL, "password": account.PASSWORD})
    exemplify(schema["paths"]["/auth/refresh"]["post"], form, {"refresh_token": refresh_token})


def exemplify(operation: Schema, media_type: str, body: object) -> None:
    """Give an operation a body that it accepts."""
    operation["requestBody"]["content"][media_type]["example"] = body
