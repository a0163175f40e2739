"""The static pass over all 2^n combinations."""

import os
from pathlib import Path

from fastapi_adv.verify.exhaustive import examine


def test_no_combination_has_a_fault(template: Path, everything: list[str]) -> None:
    found = examine(template, os.cpu_count() or 1)

    assert [f"{fault.text} (in {fault.combinations}, the smallest: {fault.variant})" for fault in found.faults] == []
    assert found.choices == 2 ** len(everything)
    assert found.combinations <= found.choices
