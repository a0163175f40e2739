"""Templates other than the tool's own: a directory, a wheel, or a git repository. A template is data, never code."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi_adv.errors import Refused, Usage
from fastapi_adv.system import git, processes
from fastapi_adv.template import source

INSIDE = "fastapi_adv/project_templates/"  # the template's folder in a wheel
SECONDS = 120  # time limit of one fetch
LARGEST = 100 * 2**20  # bytes of a template in a wheel
_PLACES = ("", "project_templates", INSIDE)  # relative to a folder: a template, a checkout, an unpacked wheel
_URL = re.compile(r"(?P<url>(?:https|ssh|git|file)://[^\s/]*/[^\s@]+|[\w.-]+@[\w.-]+:[^\s@]+)(?:@(?P<ref>\S+))?")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_COMMIT_OF = ["rev-parse", "HEAD"]
# A repository must not run anything here, nor bring links that lead out of the template.
_SAFE = {
    "core.hooksPath": os.devnull,
    "core.symlinks": "false",
    "protocol.ext.allow": "never",
    "core.autocrlf": "false",
}


@dataclass(frozen=True)
class Origin:
    """Place of a template as the state file records it: DIR, WHEEL or GIT-URL[@REF], and the commit of the last."""

    location: str
    commit: str = ""

    @property
    def is_git(self) -> bool:
        return _URL.fullmatch(self.location) is not None


_current: ContextVar[Origin | None] = ContextVar("_current", default=None)


def current() -> Origin | None:
    """Return the origin of the template in use; None for the tool's own."""
    return _current.get()


@contextmanager
def using(origin: Origin | None) -> Iterator[None]:
    """Let all commands use the template of this origin, or the tool's own for None. Raises Refused."""
    if origin is None:
        yield
        return
    with opened(origin) as (folder, commit), source.using(folder):
        location = origin.location if origin.is_git else str(Path(origin.location).resolve())
        token = _current.set(Origin(location, commit))
        try:
            yield
        finally:
            _current.reset(token)


@contextmanager
def opened(origin: Origin, option: str = "--template") -> Iterator[tuple[Path, str]]:
    """Yield the template's folder, and its commit if it is in a git repository. Raises Refused, naming the option."""
    with TemporaryDirectory(prefix="fastapi-adv-", ignore_cleanup_errors=True) as temporary:
        folder, commit = Path(temporary), ""
        if origin.is_git:
            commit = _fetch(origin, folder, option)
        else:
            folder = _unpacked(Path(origin.location), folder, option)
        yield _place(folder, origin.location, option), commit


def _place(folder: Path, location: str, option: str) -> Path:
    for place in _PLACES:
        if (folder / place / "copier.yml").is_file():
            return folder / place
    raise Refused(
        f"{option}: no template found in '{location}'.",
        "Pass a directory with copier.yml, a wheel of fastapi-adv, or GIT-URL[@REF].",
    )


def _unpacked(given: Path, folder: Path, option: str) -> Path:
    """Return a directory as it is. Extract the template of a wheel; zipfile removes names that lead outside."""
    import zipfile  # few runs need it

    if not given.is_file():
        return given
    try:
        with zipfile.ZipFile(given) as archive:
            members = [entry for entry in archive.infolist() if entry.filename.startswith(INSIDE)]
            if sum(entry.file_size for entry in members) > LARGEST:
                raise Refused(f"{option}: the template in '{given}' has more than {LARGEST} bytes.")
            archive.extractall(folder, members)
    except (OSError, zipfile.BadZipFile) as error:
        raise Refused(f"{option}: '{given}' is not a wheel: {error}.") from None
    return folder


def _fetch(origin: Origin, folder: Path, option: str) -> str:
    """Check out the commit, else the ref, else the default branch. Return the commit."""
    parts = _URL.fullmatch(origin.location)
    if parts is None:
        raise Usage(f"{option}: '{origin.location}' is not GIT-URL[@REF].")
    git.refuse_missing()
    wanted = origin.commit or parts["ref"] or "HEAD"
    settings = [word for name, value in _SAFE.items() for word in ("-c", f"{name}={value}")]
    fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", parts["url"], wanted]
    commit = ""
    for command in (["init", "--quiet", "--template=", "."], fetch, ["checkout", "--quiet", "FETCH_HEAD"], _COMMIT_OF):
        try:
            done = processes.run(["git", *settings, *command], cwd=folder, env=git.environment(), timeout=SECONDS)
        except TimeoutError:
            raise Refused(f"{option}: '{origin.location}' was not fetched within {SECONDS} s.") from None
        if done.returncode:
            reason = " ".join(done.stderr.decode(errors="replace").split())[:300]
            raise Refused(f"{option}: '{origin.location}' cannot be fetched at {wanted}: {reason}")
        commit = done.stdout.decode().strip()
    shutil.rmtree(folder / ".git", ignore_errors=True)  # it is no part of a template whose files lie at the top
    return commit


def parsed(record: object, place: str) -> Origin | None:
    """Return the origin that a state file records, None if it records none. Raises Refused."""
    if record is None:
        return None
    if isinstance(record, Mapping) and set(record) == {"from", "commit"}:
        location, commit = record["from"], record["commit"]
        texts = isinstance(location, str) and isinstance(commit, str) and location and "\0" not in location
        if texts and (not commit or _COMMIT.fullmatch(commit)):
            return Origin(location, commit)
    raise Refused(f"{place}: key 'template' must be a mapping with the texts 'from' and 'commit'.", "Fix this line.")
