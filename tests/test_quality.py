"""The tool's own code is formatted, lint-clean and strictly typed, so that one command says all."""

import subprocess
import sys

import pytest

from tests.support import CHECKOUT, environment


@pytest.mark.parametrize("check", [["ruff", "format", "--check"], ["ruff", "check"], ["mypy"]], ids=" ".join)
def test_the_code_passes(check: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *check], cwd=CHECKOUT, env=environment(), capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
