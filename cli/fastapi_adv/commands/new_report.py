"""Report of `new` for people: the features, the next commands, and the preview of a dry run."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.catalogue.selection import Selection, implied_features, needed_by
from fastapi_adv.terminal import console, layout

URL = "http://127.0.0.1:8000"  # the default of `fastapi dev`
EXPLAINED = {"uv run fastapi dev": f"serve {URL}, with API documentation at /docs"}


def show_created(
    catalogue: Catalogue, selection: Selection, destination: Path, paths: Iterable[str], commands: Sequence[str]
) -> None:
    """Print the created project, its features, and the commands to type next."""
    created = console.styled(f"Created {destination.name}", "success")
    lines = [f"{created} in {destination} ({len(list(paths))} files)."]
    if features := feature_lines(catalogue, selection):
        lines += ["", console.styled("Features", "heading"), *features]
    steps = {command: EXPLAINED.get(command, "") for command in commands} | {"uv run pytest": "run the tests"}
    if len(features) < len(catalogue.features):
        steps["fastapi-adv add FEATURE"] = "add a feature; `fastapi-adv features` lists them"
    console.result("\n".join([*lines, "", console.styled("Next", "heading"), *_step_lines(steps)]))


def show_preview(
    catalogue: Catalogue,
    selection: Selection,
    destination: Path,
    paths: Iterable[str],
    measures: Sequence[Mapping[str, Any]],
) -> None:
    """Print the files that would be written, and the size of each feature."""
    if features := feature_lines(catalogue, selection):
        console.result("\n".join([console.styled("Features", "heading"), *features, ""]))
    titles = ("Feature", "Files", "Lines", "Lines of tests", "Dependencies")
    console.show(layout.tree(destination.name, paths), layout.table(titles, _size_rows(catalogue, measures)))


def feature_lines(catalogue: Catalogue, selection: Selection) -> list[str]:
    """Return one line per enabled feature: its name and summary, and for an implied feature the reason."""
    implied = implied_features(catalogue, selection)
    features = [feature for feature in catalogue.features if feature.name in selection.enabled]
    width = max((len(feature.name) for feature in features), default=0)
    return [
        f"  {console.styled(f'{feature.name:<{width}}', 'command')}  {feature.summary}"
        + (console.styled(f" ({needed_by(implied[feature.name])})", "detail") if feature.name in implied else "")
        for feature in features
    ]


def _step_lines(steps: Mapping[str, str]) -> list[str]:
    width = max(len(command) for command, explanation in steps.items() if explanation)
    return [
        f"  {console.styled(f'{command:<{width}}', 'command')}  {explanation}".rstrip()
        if explanation
        else f"  {console.styled(command, 'command')}"
        for command, explanation in steps.items()
    ]


def _size_rows(catalogue: Catalogue, measures: Iterable[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return the table's rows. The sizes of parts are included in the first row, that of the core."""
    rows: dict[str, dict[str, Any]] = {}
    for item in measures:
        name = item["name"] if catalogue[item["name"]].kind == "feature" else "(core)"
        row = rows.setdefault(name, {"files": 0, "lines": 0, "test_lines": 0, "dependencies": []})
        row["files"] += len(item["files"])
        row["lines"] += item["lines"]
        row["test_lines"] += item["test_lines"]
        row["dependencies"] += item["dependencies"]
    return [
        (name, str(row["files"]), str(row["lines"]), str(row["test_lines"]), "\n".join(row["dependencies"]))
        for name, row in rows.items()
    ]
