"""The project's own linter finds nothing."""

from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.judges.commands import tool
from fastapi_adv.verify.verdict import Verdict


def judge(bench: Bench) -> Verdict:
    """By the project's own settings."""
    return tool(bench, "lint", ["ruff", "check", "--no-cache", "."])
