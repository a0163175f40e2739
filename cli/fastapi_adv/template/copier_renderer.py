"""The one door to Copier: answers to files in a folder that does not exist yet."""

import os
from pathlib import Path

from fastapi_adv.errors import Refused
from fastapi_adv.template.answers import Answers


def render(template: Path, answers: Answers, target: Path) -> None:
    """Write the project into `target`, without empty folders; a pure function of template and answers.

    Raises Refused if the template refuses the answers, OSError if the files cannot be written.
    """
    import copier
    from plumbum import local

    try:
        # Copier would ask git about every file that it writes: hidden, a render takes half the time.
        with local.env(PATH=""):
            copier.run_copy(
                str(template),
                target,
                data=answers.data(),
                settings=copier.Settings(),  # not the user's, whose defaults reach even hidden answers
                defaults=True,
                quiet=True,
            )
    except ValueError as error:
        raise Refused(f"The template refuses these answers: {' '.join(str(error).split())}") from None
    _drop_empty_folders(target)
    _obey_umask(target)


def _drop_empty_folders(target: Path) -> None:
    """Copier makes the folders of files that it then excludes; git would not keep them either."""
    for folder in sorted((path for path in target.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _obey_umask(target: Path) -> None:
    """Copier gives files the permissions that the template has in this installation, whoever may read that."""
    mask = os.umask(0)
    os.umask(mask)
    for path in target.rglob("*"):
        if path.is_file():
            path.chmod((0o777 if path.stat().st_mode & 0o100 else 0o666) & ~mask)
