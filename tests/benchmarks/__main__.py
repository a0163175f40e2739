"""`python -m tests.benchmarks [NAME …] [--json]`: the ratios of one run. They are recorded, not judged."""

import argparse
import importlib
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.ratio import Ratio

Results = dict[str, dict[str, Ratio]]


def names() -> list[str]:
    """Every module of this folder that has `run() -> dict[str, Ratio]`."""
    found = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return [name for name in found if hasattr(importlib.import_module(f"tests.benchmarks.{name}"), "run")]


def measured(wanted: Iterable[str]) -> Results:
    """Run them one after the other; what is under way is said on stderr."""
    results = {}
    for name in wanted:
        sys.stderr.write(f"{name} …\n")
        results[name] = importlib.import_module(f"tests.benchmarks.{name}").run()
    return results


def main() -> None:
    """Print a line for each ratio, or one JSON document."""
    known = names()
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"by default all: {', '.join(known)}")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.name) - set(known):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    results = measured(options.name or known)
    sys.stdout.write(as_json(results) if options.json else as_text(results))


def as_json(results: Results) -> str:
    """One document: benchmark, title, what was found and what it is meant to be."""
    document = {
        name: {title: asdict(ratio) | {"holds": ratio.holds} for title, ratio in found.items()}
        for name, found in results.items()
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def as_text(results: Results) -> str:
    """A line for each ratio below the name of its benchmark."""
    lines = []
    for name, found in results.items():
        lines += [name, *(f"  {title:60} {ratio}" for title, ratio in found.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
