"""Answers for resources that the tests render: every type with names of the greatest length, and later steps."""

from typing import Any

LONGEST = 30
PARENTS, CHILDREN = "parents_abcdefghi", "children_abcdefgh"  # with the longest column, 50 characters
Record = dict[str, Any]
TYPES: list[tuple[str, Record]] = [
    ("str", {"length": 50, "unique": True}),
    ("text", {}),
    ("email", {"index": True}),
    ("url", {}),
    ("int", {"min": -3}),
    ("bigint", {"unique": True}),
    ("float", {}),
    ("decimal", {"precision": 14, "scale": 2, "min": 0}),
    ("bool", {}),
    ("date", {}),
    ("datetime", {}),
    ("time", {}),
    ("uuid", {"unique": True}),
    ("json", {}),
    ("enum", {"choices": ["draft", "sent", "paid"]}),
]
DEFAULTS: Record = {
    "str": "a",
    "text": "über",
    "int": 3,
    "bigint": 9,
    "float": 1.5,
    "decimal": "1.25",
    "bool": True,
    "enum": "sent",
}


def longest(start: str) -> str:
    """Return a name of the greatest length."""
    return (start + "_abcdefghijklmnopqrstuvwxyzabcdefghij")[:LONGEST]


def resource(name: str, plural: str, fields: list[Record], steps: int = 1, **more: Any) -> Record:
    """Return a resource whose steps follow one another."""
    revisions = [f"{plural}_{number:04}" for number in range(1, steps + 1)]
    recorded = [{"revision": one, "after": before} for before, one in zip(["", *revisions], revisions, strict=False)]
    return {"name": name, "plural": plural, "fields": fields, "steps": recorded, **more}


def every_type(**more: Any) -> list[Record]:
    """Return two resources: one with each type, required, optional and with a default, refers to the other."""
    fields: list[Record] = []
    for kind, options in TYPES:
        plain = {key: value for key, value in options.items() if key != "unique"}
        fields.append({"name": longest(f"required_{kind}"), "type": kind, **options})
        fields.append({"name": longest(f"optional_{kind}"), "type": kind, "optional": True, **plain})
        if kind in DEFAULTS:
            fields.append({"name": longest(f"default_{kind}"), "type": kind, "default": DEFAULTS[kind], **plain})
    fields += [
        {"name": longest("restricted"), "type": "ref", "to": PARENTS, "on_delete": "restrict"},
        {"name": longest("set_null"), "type": "ref", "to": PARENTS, "on_delete": "set_null", "optional": True},
        {"name": longest("itself"), "type": "ref", "to": CHILDREN, "on_delete": "cascade", "optional": True},
    ]
    title = {"name": longest("title"), "type": "str", "unique": True}
    return [resource(longest("parent"), PARENTS, [title], **more), resource(longest("child"), CHILDREN, fields, **more)]


def changed() -> list[Record]:
    """Return a resource whose columns were added, dropped, added again, renamed and altered in three later steps."""
    shops = {"type": "ref", "to": "shops"}
    fields: list[Record] = [
        {"name": "number", "type": "str", "length": 80, "unique": True, "before": [{"length": 50, "until": 3}]},
        {"name": "total", "type": "decimal", "min": 0},
        {"name": "due", "type": "date", "optional": True, "until": 2},
        {"name": "due", "type": "datetime", "optional": True, "since": 3},
        {"name": "seller", **shops, "on_delete": "restrict", "before": [{"name": "shop", "until": 4}]},
        {"name": "label", "type": "str", "index": True, "before": [{"name": "tag", "unique": True, "until": 2}]},
        {"name": "note", "type": "text", "optional": True, "before": [{"optional": False, "until": 4}]},
        {"name": "state", "type": "enum", "choices": ["draft", "sent"], "default": "draft", "since": 2},
        {"name": "rank", "type": "int", "default": 3, "since": 2, "index": True},
        {"name": "code", "type": "str", "optional": True, "unique": True, "since": 3, "until": 4},
        {"name": "branch", **shops, "on_delete": "set_null", "optional": True, "since": 3, "until": 4},
        {"name": "above", "type": "ref", "to": "bills", "on_delete": "cascade", "optional": True, "since": 4},
    ]
    return [
        resource("shop", "shops", [{"name": "title", "type": "str", "unique": True}]),
        resource("bill", "bills", fields, steps=4),
    ]
