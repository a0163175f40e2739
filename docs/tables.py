"""Write the tables of the docs, and reserved.yml, from the catalogue: `uv run python docs/tables.py`."""

import re
import textwrap
from collections.abc import Iterable
from pathlib import Path

from fastapi_adv.catalogue.model import Catalogue, Feature
from fastapi_adv.catalogue.reserved import reserved_names
from fastapi_adv.catalogue.selection import needed_features
from fastapi_adv.template import source

ROOT = Path(__file__).resolve().parents[1]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _page(feature: Feature, folder: str) -> str:
    return f"[`--{feature.name}`]({folder}{feature.name}.md)"


def summary(features: Iterable[Feature]) -> list[str]:
    """Return a table of flags and summaries."""
    rows = [_row(_page(feature, "docs/features/"), feature.summary) for feature in features]
    return [_row("flag", "what it gives"), "|---|---|", *rows]


def details(catalogue: Catalogue) -> list[str]:
    """Return a table with requirements, routes and aliases."""
    rows = [
        _row(
            _page(feature, "features/"),
            feature.summary,
            ", ".join(needed_features(catalogue, feature)),
            " ".join(f"`{route}`" for route in feature.routes),
            ", ".join(feature.aliases),
        )
        for feature in catalogue.features
    ]
    return [_row("flag", "what it gives", "needs", "routes", "also found as"), "|---|---|---|---|---|", *rows]


def reserved(catalogue: Catalogue) -> str:
    """Return the reserved names of packages as YAML, for Copier, which cannot ask Python."""
    quoted = ", ".join(f'"{name}"' for name in sorted(reserved_names(catalogue)))
    names = textwrap.fill(quoted, 118, break_on_hyphens=False)
    comment = "# Names that a package must not have. Written by `uv run python docs/tables.py`."
    return f"{comment}\n[\n{textwrap.indent(names, '  ')},\n]\n"


def with_tables(text: str, tables: dict[str, list[str]]) -> str:
    """Replace each block between `<!-- NAME: … -->` and `<!-- /NAME -->` by its table."""
    for name, table in tables.items():
        block = re.compile(rf"(<!-- {name}:.*?-->\n).*?(<!-- /{name} -->)", re.DOTALL)
        body = "\n".join(table).replace("\\", r"\\")
        text = block.sub(rf"\g<1>{body}\n\g<2>", text)
    return text


def pages() -> dict[Path, str]:
    """Return the expected content of each file that has a table."""
    catalogue = source.catalogue(source.root())
    tables = {"features": summary(catalogue.features), "details": details(catalogue)}
    files = (ROOT / "README.md", ROOT / "docs" / "features.md")
    written = {file: with_tables(file.read_text(encoding="utf-8"), tables) for file in files}
    return written | {source.root() / "reserved.yml": reserved(catalogue)}


if __name__ == "__main__":
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
