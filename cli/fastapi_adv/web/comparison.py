"""Differences for the page: unified diffs cut into files and lines, in bounded number."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fastapi_adv.merge.unified_diff import diff_of_file
from fastapi_adv.template.tree import Tree
from fastapi_adv.web.overview import lines_of

MOST_LINES = 3000  # of a diff on the page; the command line shows all
LONGEST_LINE = 2000  # characters
_HEADERS = ("--- ", "+++ ", "diff ", "index ", "new file", "deleted file", "old mode", "new mode")
_KINDS = {"+": "added", "-": "removed", "@": "hunk"}
_MARKERS = ("+<<<<<<< ", "+=======", "+>>>>>>> ", "+||||||| ")


@dataclass(frozen=True)
class Line:
    """A line of a diff: its kind (added, removed, hunk, conflict or same) and its text with the sign."""

    kind: str
    text: str


@dataclass
class FileDiff:
    """Diff of one file, without its header."""

    name: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """Difference between two rendered projects. `created` and `deleted` map each file to its number of lines."""

    created: Mapping[str, int | None]
    deleted: Mapping[str, int | None]
    changed: list[FileDiff]

    @property
    def kinds(self) -> dict[str, str]:
        """Return created and changed files -> the word for it."""
        return dict.fromkeys(self.created, "created") | dict.fromkeys((one.name for one in self.changed), "changed")


def difference(old: Tree, new: Tree) -> Difference:
    """Compare two renderings. Files of one side only are listed, not shown."""
    shared = [name for name in sorted(old.keys() & new.keys()) if old[name] != new[name]]
    text = (line for name in shared for line in (f"diff {name}\n", *diff_of_file(name, old[name], new[name])))
    return Difference(
        {name: lines_of(new[name].data) for name in sorted(new.keys() - old.keys())},
        {name: lines_of(old[name].data) for name in sorted(old.keys() - new.keys())},
        list(files_of(text)),
    )


def files_of(lines: Iterable[str]) -> Iterator[FileDiff]:
    """Cut a unified diff into its files. After `MOST_LINES` lines, a note replaces the rest."""
    current: FileDiff | None = None
    in_hunk = False
    for number, line in enumerate(lines):
        text = line.removesuffix("\n")[:LONGEST_LINE]
        if text.startswith("diff "):
            if current is not None:
                yield current
            current, in_hunk = FileDiff(_name(text)), False
        elif current is not None and number > MOST_LINES:
            current.lines.append(Line("hunk", "The rest is not shown here; `--diff` on the command line shows it."))
            break
        elif current is not None and (in_hunk or text.startswith("@@") or not text.startswith(_HEADERS)):
            in_hunk = True
            kind = "conflict" if text.startswith(_MARKERS) else _KINDS.get(text[:1], "same")
            current.lines.append(Line(kind, text))
    if current is not None:
        yield current


def _name(header: str) -> str:
    """Return the path in `diff --git a/PATH b/PATH` or `diff PATH`."""
    words = header.removeprefix("diff ").removeprefix("--git ")
    return words.rpartition(" b/")[2].strip('"')
