"""Writes the tables in README.md and docs/features.md from the catalogue: `uv run python docs/tables.py`."""

import re
from collections.abc import Iterable
from pathlib import Path

from fastapi_adv.catalogue.model import Feature
from fastapi_adv.template import source

ROOT = Path(__file__).resolve().parents[1]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _page(feature: Feature, folder: str) -> str:
    return f"[`--{feature.name}`]({folder}{feature.name}.md)"


def summary(features: Iterable[Feature]) -> list[str]:
    """A line for each feature: its flag, and what it gives."""
    rows = [_row(_page(feature, "docs/features/"), feature.summary) for feature in features]
    return [_row("flag", "what it gives"), "|---|---|", *rows]


def details(features: Iterable[Feature]) -> list[str]:
    """The same with what it needs, answers and is also found by."""
    rows = [
        _row(
            _page(feature, "features/"),
            feature.summary,
            ", ".join(feature.requires),
            " ".join(f"`{route}`" for route in feature.routes),
            ", ".join(feature.aliases),
        )
        for feature in features
    ]
    return [_row("flag", "what it gives", "needs", "routes", "also found as"), "|---|---|---|---|---|", *rows]


def with_tables(text: str, tables: dict[str, list[str]]) -> str:
    """`text`, each block between `<!-- NAME: … -->` and `<!-- /NAME -->` replaced by its table."""
    for name, table in tables.items():
        block = re.compile(rf"(<!-- {name}:.*?-->\n).*?(<!-- /{name} -->)", re.DOTALL)
        body = "\n".join(table).replace("\\", r"\\")
        text = block.sub(rf"\g<1>{body}\n\g<2>", text)
    return text


def pages() -> dict[Path, str]:
    """Each file that holds a table, and what it ought to hold."""
    features = source.catalogue(source.root()).features
    tables = {"features": summary(features), "details": details(features)}
    files = (ROOT / "README.md", ROOT / "docs" / "features.md")
    return {file: with_tables(file.read_text(encoding="utf-8"), tables) for file in files}


if __name__ == "__main__":
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
