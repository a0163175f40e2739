"""The template version that a project was made from, if it is not this tool's own."""

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
INSIDE = "fastapi_adv/project_templates/"  # the template's folder in a wheel
_PLACES = ("", "project_templates", INSIDE)  # relative to a folder: a template, a checkout, an unpacked wheel
SECONDS = 120  # time limit of one download
_OURS = ("VIRTUAL_ENV", "PYTHONWARNINGS", "PYTHONPATH")  # settings of this process that an installer must not inherit


@contextmanager
def template_at(version: str, given: Path | None = None) -> Iterator[Path]:
    """Yield a folder with the template of that version: this tool's, the given one, or one from the package index.

    Raises Refused, with the command that downloads it, if it is not found.
    """
    if source.version(source.root()) == version:
        yield source.root()
        return
    with TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as folder:
        found = _opened(given, Path(folder)) if given is not None else _downloaded(version, Path(folder))
        if source.version(found) != version:
            raise Refused(
                f"--old-template {given} has version {source.version(found)}, but the project was made by {version}.",
                f"Pass the template of version {version}.",
            )
        yield found


def _opened(given: Path, folder: Path) -> Path:
    if given.is_file():
        try:
            _unpack(given, folder)
        except (OSError, zipfile.BadZipFile) as error:
            raise Refused(f"--old-template: '{given}' is not a wheel: {error}.") from None
        given = folder
    for place in _PLACES:
        if (given / place / "copier.yml").is_file():
            return given / place
    raise Refused(
        f"--old-template: no template found in '{given}'.",
        "Pass a wheel of fastapi-adv, or a directory with copier.yml.",
    )


def _unpack(wheel: Path, folder: Path) -> None:
    """Extract the template's folder. zipfile removes names that lead outside."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(INSIDE)])


def _downloaded(version: str, folder: Path) -> Path:
    """Install the version without dependencies into `folder`, with uv or pip and the user's settings for them."""
    wanted = f"{DISTRIBUTION}=={version}"
    what: list[str | Path] = ["--no-deps", "--only-binary", ":all:", "--target", folder, wanted]
    commands: list[list[str | Path]] = [
        ["uv", "pip", "install", "--python", sys.executable, *what],
        [sys.executable, "-m", "pip", "install", "--quiet", *what],
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
        f"The template of version {version}, which made the project, could not be downloaded: {reasons[0]}",
        f"Type: pip download --no-deps {wanted}\n"
        f"then: fastapi-adv update --old-template fastapi_adv-{version}-py3-none-any.whl",
    )


def _run(command: list[str | Path]) -> str:
    """Run an installer; return the reason of a failure in one line."""
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    try:
        done = processes.run(command, env=environment, timeout=SECONDS)
    except OSError as error:
        return f"{type(error).__name__}: {error}"
    said = " ".join(word for word in done.stderr.decode(errors="replace").split() if word.isascii())
    return said[-300:] or "it is not on the package index"
