"""The template that a project was made from, when it is not this tool's own."""

import os
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi_adv.errors import Refused
from fastapi_adv.system import processes
from fastapi_adv.template import source

DISTRIBUTION = "fastapi-adv"
INSIDE = "fastapi_adv/project_templates/"  # in a wheel
_PLACES = ("", "project_templates", INSIDE)  # in a folder: a template, a checkout, an unpacked wheel
SECONDS = 120
_OURS = ("VIRTUAL_ENV", "PYTHONWARNINGS", "PYTHONPATH")  # meant for this process, not for an installer


@contextmanager
def template_at(version: str, given: Path | None = None) -> Iterator[Path]:
    """A folder with the template of that version: this tool's, else the one given, else from the package index.

    Raises Refused, with the command that brings it, where none of them is.
    """
    if source.version(source.root()) == version:
        yield source.root()
        return
    with TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as folder:
        found = _opened(given, Path(folder)) if given is not None else _downloaded(version, Path(folder))
        if source.version(found) != version:
            raise Refused(
                f"--old-template {given} is of {source.version(found)}, but the project was made by {version}.",
                f"Pass the template of {version}.",
            )
        yield found


def _opened(given: Path, folder: Path) -> Path:
    if given.is_file():
        try:
            _unpack(given, folder)
        except (OSError, zipfile.BadZipFile) as error:
            raise Refused(f"--old-template {given} is no wheel: {error}.") from None
        given = folder
    for place in _PLACES:
        if (given / place / "copier.yml").is_file():
            return given / place
    raise Refused(
        f"--old-template {given} holds no template.", "Pass a wheel of fastapi-adv, or a folder with copier.yml."
    )


def _unpack(wheel: Path, folder: Path) -> None:
    """Only what is below the template's folder; zipfile keeps names from leading outside."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(INSIDE)])


def _downloaded(version: str, folder: Path) -> Path:
    """Installed without dependencies into `folder` by uv, else pip; both read their own settings, find-links too."""
    wanted = f"{DISTRIBUTION}=={version}"
    commands: list[list[str | Path]] = [
        [
            "uv",
            "pip",
            "install",
            "--python",
            sys.executable,
            "--no-deps",
            "--only-binary",
            ":all:",
            "--target",
            folder,
            wanted,
        ],
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--target",
            folder,
            wanted,
        ],
    ]
    reasons = []
    for command in commands:
        if command[0] == "uv" and processes.find("uv") is None:
            continue
        reason = _run(command)
        if (folder / INSIDE / "copier.yml").is_file():
            return folder / INSIDE
        reasons.append(reason)
    raise Refused(
        f"The template of version {version}, which the project was made by, could not be got: {reasons[0]}",
        f"Type: pip download --no-deps {wanted}\n"
        f"then: fastapi-adv update --old-template fastapi_adv-{version}-py3-none-any.whl",
    )


def _run(command: list[str | Path]) -> str:
    """Run it; returns why it failed, in one line."""
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    try:
        done = processes.run(command, env=environment, timeout=SECONDS)
    except OSError as error:
        return f"{type(error).__name__}: {error}"
    said = " ".join(word for word in done.stderr.decode(errors="replace").split() if word.isascii())
    return said[-300:] or "it is not on the package index"
