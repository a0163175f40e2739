"""Judging a variant in an environment of its own: nothing that another variant needs can help it."""

import time
from collections.abc import Callable, Iterator, Mapping

from fastapi_adv.errors import FastapiAdvError
from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.environments import Recipe, sync
from fastapi_adv.verify.judges import DEVELOPMENT, RUNTIME, Judge
from fastapi_adv.verify.verdict import Verdict


def judge_isolated(bench: Bench, recipe: Recipe, watch: Callable[[str, str], None]) -> Iterator[Verdict]:
    """Runtime dependencies alone, import and boot; then the dev group, types and suite."""
    for options, judges in ((("--no-dev",), RUNTIME), ((), DEVELOPMENT)):
        watch(bench.variant.name, "install")
        installed = _install(bench, recipe, options)
        yield installed
        if not installed.passed:
            return
        yield from _all(bench, judges, watch)


def _install(bench: Bench, recipe: Recipe, options: tuple[str, ...]) -> Verdict:
    began = time.monotonic()
    command = " ".join(["uv sync", "--resolution", recipe.resolution, *options])
    try:
        output = sync(recipe, bench.root, bench.processes, *options)
    except FastapiAdvError as error:
        return Verdict("install", passed=False, seconds=time.monotonic() - began, output=error.message, command=command)
    return Verdict("install", passed=True, seconds=time.monotonic() - began, output=output, command=command)


def _all(bench: Bench, judges: Mapping[str, Judge], watch: Callable[[str, str], None]) -> Iterator[Verdict]:
    for name, judge in judges.items():
        watch(bench.variant.name, name)
        yield judge(bench)
