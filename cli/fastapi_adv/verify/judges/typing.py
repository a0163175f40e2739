"""The project's own type checker finds nothing."""

from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.judges.commands import tool
from fastapi_adv.verify.verdict import Verdict


def judge(bench: Bench) -> Verdict:
    """By the project's own settings. A worker's variants share a cache: third-party modules are read once."""
    return tool(bench, "types", ["mypy", "--cache-dir", str(bench.cache / "mypy")])
