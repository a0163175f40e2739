"""The template version that a project was made from, if it is not this tool's own."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi_adv.errors import Refused
from fastapi_adv.system import processes
from fastapi_adv.template import source
from fastapi_adv.template.origin import INSIDE, Origin, opened

DISTRIBUTION = "fastapi-adv"
SECONDS = 120  # time limit of one download
_OURS = ("VIRTUAL_ENV", "PYTHONWARNINGS", "PYTHONPATH")  # settings of this process that an installer must not inherit


@contextmanager
def template_at(version: str, given: Path | None = None, recorded: Origin | None = None) -> Iterator[Path]:
    """Yield a folder with the template of that version.

    It is the given one, else the recorded one, else this tool's, else one from the package index. Raises Refused, with
    the command that downloads it, if it is not found.
    """
    if given is None and recorded is not None:
        with opened(recorded, "The recorded template") as (folder, _):
            yield _checked(folder, version, recorded.location)
    elif recorded is None and source.version(source.installed()) == version:
        yield source.installed()
    elif given is not None:
        with opened(Origin(str(given)), "--old-template") as (folder, _):
            yield _checked(folder, version, str(given))
    else:
        with TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as folder:
            yield _checked(_downloaded(version, Path(folder)), version, DISTRIBUTION)


def _checked(folder: Path, version: str, location: str) -> Path:
    if source.version(folder) != version:
        raise Refused(
            f"{location} has version {source.version(folder)}, but the project was made by {version}.",
            f"Pass the template of version {version} as --old-template.",
        )
    return folder


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
