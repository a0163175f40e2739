"""Judge that searches a project for template markers and for names of disabled features."""

import time
from collections.abc import Iterator
from pathlib import Path

from fastapi_adv.verify.static.documents import text_faults
from fastapi_adv.verify.static.words import Words
from fastapi_adv.verify.verdict import Verdict
from fastapi_adv.verify.workspace import Workspace


def judge(workspace: Workspace) -> Verdict:
    """Search the files as they are on disk."""
    began = time.monotonic()
    faults = [*_faults(workspace), *_empty_folders(workspace.root)]
    return Verdict("leftovers", not faults, time.monotonic() - began, "\n".join(faults))


def _faults(workspace: Workspace) -> Iterator[str]:
    words = Words(workspace.catalogue, workspace.variant.package)
    allowed = words.allowed(entry.name for entry in workspace.entries)
    for path, (_, content) in workspace.rendering.items():
        try:
            text = content.decode()
        except UnicodeDecodeError:
            continue  # an image, say
        yield from (f"{path}: {fault}" for fault in text_faults(path, text))
        for word in words.bits.names(words.unmentioned(path, text) & ~allowed):
            yield f"{path}: contains {word!r}, which belongs to {' or '.join(words.owners(word))}"


def _empty_folders(root: Path) -> Iterator[str]:
    for folder in sorted(path for path in root.rglob("*") if path.is_dir()):
        if not any(folder.iterdir()):
            yield f"{folder.relative_to(root).as_posix()}/ is empty"
