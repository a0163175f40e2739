"""Checks of files by format: TOML, YAML, JSON, HTML, and rules for any text."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
OPTIONAL = frozenset("li dt dd p option tr td th thead tbody tfoot html head body".split())
"""Elements whose end tag is optional in HTML."""
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


class Unreadable(ValueError):
    """A file that does not parse."""


def check(path: str, text: str) -> None:
    """Raise Unreadable if the file does not parse. Parts are cached, because renderings share most of them."""
    for suffixes, reader, part in READERS:
        if path.endswith(suffixes):
            if reader == "toml":
                _refuse_twins(text)
            if any(_fault(reader, piece) for piece in part.split(text)) and (fault := _fault(reader, text)):
                raise Unreadable(fault)


def _refuse_twins(text: str) -> None:
    headers = re.findall(r"(?m)^\[[^\[\]]+\]", text)
    if len(headers) != len(set(headers)):
        raise Unreadable("a table is declared twice")


@lru_cache(maxsize=65536)
def _fault(reader: str, text: str) -> str:
    try:
        BY_NAME[reader](text)
    except (ValueError, yaml.YAMLError) as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser's signature
        if tag not in VOID | OPTIONAL:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID | OPTIONAL:
            return
        if not self.open or self.open.pop() != tag:
            raise Unreadable(f"</{tag}> closes what is not open")


def _html(text: str) -> None:
    tags = _Tags()
    tags.feed(JINJA.sub("", text))
    if tags.open:
        raise Unreadable(f"<{tags.open[-1]}> is not closed")


def _yaml(text: str) -> None:
    if LIST_OF_NAMES.fullmatch(text):  # one of these for each combination
        return
    for _ in yaml.load_all(text, LOADER):
        pass


BY_NAME: Mapping[str, Callable[[str], object]] = {
    "toml": tomllib.loads,
    "yaml": _yaml,
    "json": json.loads,
    "html": _html,
}
LIST_OF_NAMES = re.compile(r"\w+: \[[a-z][a-z-]*(?:, [a-z][a-z-]*)*\]\n")
WHOLE = re.compile(r"(?!)")
READERS = (
    (".toml", "toml", re.compile(r"(?m)^(?=\[)")),
    ((".yml", ".yaml"), "yaml", re.compile(r"(?m)^(?=[A-Za-z_])")),
    (".json", "json", WHOLE),
    ((".html", ".htm"), "html", WHOLE),
)

MAY_BE_EMPTY = ("__init__.py", "py.typed")
MARKER = re.compile(r"\{%[-+]? |\{#[-+]? |(?<!\$)\{\{[-+]? [a-z_]")
"""Start of Jinja syntax. `${{` belongs to GitHub."""
TEMPLATES = re.compile(r"/templates/|\.mako$")
"""Files that are templates in the generated project too."""


def text_faults(path: str, text: str) -> Iterator[str]:
    """Yield template markers, wrong line ends, stray blank lines, and empty files without a reason."""
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
