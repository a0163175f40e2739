"""Rendering with Copier, for templates that the in-memory renderer does not support. It is imported only here."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi_adv.errors import Refused
from fastapi_adv.template.tree import EXECUTABLE, PLAIN, File, Tree


def render(template: Path, answers: Mapping[str, Any]) -> Tree:
    """Return the project's files. Empty folders are left out.

    Raises Refused if Copier rejects the template or the answers. Templates that run commands are rejected.
    """
    import copier
    from copier.errors import CopierError
    from plumbum import local

    with TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as folder:
        target = Path(folder, "project")
        try:
            # Without git on PATH, Copier does not ask git about every file, which would double the time.
            with local.env(PATH=""):
                copier.run_copy(
                    str(template),
                    target,
                    data=dict(answers),
                    settings=copier.Settings(),  # not the user's, whose defaults apply even to hidden questions
                    defaults=True,
                    quiet=True,
                )
        except (ValueError, CopierError) as error:
            raise Refused(f"The template rejects these answers: {' '.join(str(error).split())}") from None
        return _tree(target)


def _tree(folder: Path) -> Tree:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    modes = {path: EXECUTABLE if path.stat().st_mode & 0o100 else PLAIN for path in paths}
    return {path.relative_to(folder).as_posix(): File(modes[path], path.read_bytes()) for path in paths}
