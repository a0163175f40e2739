"""Report files, whose format follows their suffix, and the job summary of GitHub Actions."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi_adv.errors import Refused


@dataclass(frozen=True)
class Report:
    """One run in all formats. `label` names its block in a Markdown file."""

    label: str
    document: Mapping[str, Any]
    markdown: str
    xml: bytes


def write(report: Report, files: Sequence[Path], environment: Mapping[str, str] = os.environ) -> None:
    """Write each file and append to the job summary. Raises Refused if a file cannot be written."""
    try:
        for file in files:
            _write(report, file)
        if summary := environment.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as opened:
                opened.write(f"## fastapi-adv verify: {report.label}\n\n{report.markdown}\n")
    except OSError as error:
        raise Refused(f"The report cannot be written: {error}.") from error


def _write(report: Report, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".xml":
        file.write_bytes(report.xml)
    elif file.suffix == ".json":
        file.write_text(json.dumps(report.document, indent=2) + "\n", encoding="utf-8")
    else:
        known = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(placed(known, report), encoding="utf-8")


def placed(text: str, report: Report) -> str:
    """Return the text with the report in the block of its label, or only the report if there is no such block."""
    place = re.compile(rf"(<!-- verify: {re.escape(report.label)} -->\n).*?(<!-- /verify -->)", re.DOTALL)
    if not place.search(text):
        return f"# fastapi-adv verify: {report.label}\n\n{report.markdown}"
    return place.sub(lambda found: f"{found[1]}{report.markdown}{found[2]}", text)
