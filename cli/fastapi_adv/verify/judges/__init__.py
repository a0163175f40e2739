"""The judges. Each is one module with a function `judge(bench) -> Verdict`."""

from collections.abc import Callable, Mapping, Sequence

from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.judges import boot, formatting, imported, leftovers, linting, suite, typing
from fastapi_adv.verify.verdict import Verdict

Judge = Callable[[Bench], Verdict]

SHARED: Mapping[str, Judge] = {
    "leftovers": leftovers.judge,
    "format": formatting.judge,
    "lint": linting.judge,
    "boot": boot.judge,
    "types": typing.judge,
    "suite": suite.judge,
}
"""What judges a variant in the environment of all variants, the quick ones first."""

RUNTIME: Mapping[str, Judge] = {"import": imported.judge, "boot": boot.judge}
"""What judges a variant that is installed with its runtime dependencies only."""

DEVELOPMENT: Mapping[str, Judge] = {"types": typing.judge, "suite": suite.judge}
"""What judges it once its dev group is there too."""

NAMES: Sequence[str] = (*SHARED, "install", "import")
"""Every judge."""
