"""Formatting a fresh project changes nothing."""

from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.judges.commands import tool
from fastapi_adv.verify.verdict import Verdict


def judge(bench: Bench) -> Verdict:
    """By the project's own formatter and settings."""
    return tool(bench, "format", ["ruff", "format", "--check", "--diff", "--no-cache", "."])
