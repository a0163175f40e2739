"""What every file of a project must look like."""

import re
from collections.abc import Iterator

MAY_BE_EMPTY = ("__init__.py", "py.typed")
MARKER = re.compile(r"\{%[-+]? |\{#[-+]? |(?<!\$)\{\{[-+]? [a-z_]")
"""How a template's own language begins; `${{` is GitHub's."""
TEMPLATES = re.compile(r"/templates/|\.mako$")
"""Files that are templates in the project too."""


def text_faults(path: str, text: str) -> Iterator[str]:
    """Markers, line ends, blank lines; an empty file that has no reason to be there."""
    if not text.strip():
        if text or not path.endswith(MAY_BE_EMPTY):
            yield "is empty"
        return
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield "does not end in exactly one newline"
    if "\n\n\n\n" in text:
        yield "has three blank lines in a row"
    if text.startswith("\n"):
        yield "begins with a blank line"
    if "\r" in text:
        yield "has line ends that are not \\n"
    quick = "{%" in text or "{#" in text or "{{ " in text or "{{- " in text  # an expression takes ten times as long
    if quick and not TEMPLATES.search(path) and (found := MARKER.search(text)):
        yield f"has a template marker: {text[found.start() : found.start() + 30]!r}"
