"""The project's own tests pass, all of them run, and nothing warns."""

import re
from dataclasses import replace

from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.judges.commands import tool
from fastapi_adv.verify.verdict import Verdict

TIMEOUT = 1800.0
"""Seconds: with every feature there are two thousand tests."""
NOT_RUN = re.compile(r"\b[1-9]\d* (?:skipped|deselected|xfailed|xpassed)\b")


def judge(bench: Bench) -> Verdict:
    """On embedded backends, and on the servers of the worker where it has some."""
    command = ["pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-rs"]
    verdict = tool(bench, "suite", command, timeout=TIMEOUT, more=bench.services)
    lines = verdict.output.strip().splitlines()
    if verdict.passed and lines and NOT_RUN.search(lines[-1]):
        return replace(verdict, passed=False, output=f"{verdict.output}\nnot every test ran")
    return verdict
