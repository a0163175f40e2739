"""Judges that run one of the project's own tools."""

import re
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fastapi_adv.verify.verdict import Verdict
from fastapi_adv.verify.workspace import Workspace, typed

SUITE_TIMEOUT = 1800.0  # seconds; a project with every feature has two thousand tests
FIRST_TYPE_CHECK = threading.Lock()
NOT_RUN = re.compile(r"\b[1-9]\d* (?:skipped|deselected|xfailed|xpassed)\b")
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if "migrations" not in module.name and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


def run_tool(
    workspace: Workspace,
    judge: str,
    command: Sequence[str],
    *,
    timeout: float = 300,
    more: Mapping[str, str] | None = None,
) -> Verdict:
    """Run `python -m COMMAND` in the project. The verdict is good if it ends with 0 within `timeout` seconds."""
    ended = workspace.run(["-m", *command], timeout=timeout, more=more)
    late = f"\nstopped after {timeout:.0f} s" if ended.code is None else ""
    return Verdict(judge, ended.code == 0, ended.seconds, ended.output + late, typed(command))


def formatting(workspace: Workspace) -> Verdict:
    """Check that the formatter would change nothing."""
    return run_tool(workspace, "format", ["ruff", "format", "--check", "--diff", "--no-cache", "."])


def lint(workspace: Workspace) -> Verdict:
    """Check that the linter finds nothing."""
    return run_tool(workspace, "lint", ["ruff", "check", "--no-cache", "."])


def types(workspace: Workspace) -> Verdict:
    """Check the types. The variants of a worker share mypy's cache, because third-party modules take most of the time.

    The first cache of a shared environment is kept there, and other workers start with a copy of it.
    """
    own = workspace.cache / "mypy"
    if workspace.installed or own.exists():
        return _mypy(workspace, own)
    kept = workspace.environment.folder / "mypy"
    with FIRST_TYPE_CHECK:
        if not kept.exists():
            verdict = _mypy(workspace, own)
            if verdict.passed:
                _keep(own, kept)
            return verdict
        shutil.copytree(kept, own)
    return _mypy(workspace, own)


def _mypy(workspace: Workspace, cache: Path) -> Verdict:
    return run_tool(workspace, "types", ["mypy", "--cache-dir", str(cache)])


def _keep(cache: Path, kept: Path) -> None:
    """Copy the folder in one step, so that other processes never see a part of it."""
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder, suppress(OSError):
        shutil.copytree(cache, Path(folder, "copy")).rename(kept)


def suite(workspace: Workspace) -> Verdict:
    """Run the tests, with warnings as errors, on embedded backends and on the worker's servers, if it has any.

    A test that is skipped, deselected or expected to fail counts as a failure.
    """
    command = ["pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-rfEs"]
    verdict = run_tool(workspace, "suite", command, timeout=SUITE_TIMEOUT, more=workspace.services)
    lines = verdict.output.strip().splitlines()
    if verdict.passed and lines and NOT_RUN.search(lines[-1]):
        return replace(verdict, passed=False, output=f"{verdict.output}\nnot every test ran")
    return verdict


def imports(workspace: Workspace) -> Verdict:
    """Import every module of the package, except migrations, which are scripts for Alembic."""
    ended = workspace.run(
        ["-W", "error", "-c", IMPORT_ALL, workspace.variant.package], timeout=60, cwd=workspace.scratch
    )
    command = f"python -c 'import {workspace.variant.package}'"
    return Verdict("import", ended.code == 0, ended.seconds, ended.output, command)
