"""Every module of the package can be imported with what the project declares."""

from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.verdict import Verdict

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if "migrations" not in module.name and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


def judge(bench: Bench) -> Verdict:
    """Except migrations, which are scripts that Alembic runs."""
    ended = bench.run(["-W", "error", "-c", IMPORT_ALL, bench.variant.package], timeout=60, cwd=bench.scratch)
    return Verdict(
        "import", ended.code == 0, ended.seconds, ended.output, f"python -c 'import {bench.variant.package}'"
    )
