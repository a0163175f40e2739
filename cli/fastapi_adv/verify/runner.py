"""Rendering and judging of variants, several at a time."""

import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from fastapi_adv.errors import FastapiAdvError
from fastapi_adv.verify import services
from fastapi_adv.verify.environments import Environment, Recipe, sync
from fastapi_adv.verify.judges import DEVELOPMENT, RUNTIME, SHARED, Judge
from fastapi_adv.verify.process_group import Interrupted
from fastapi_adv.verify.session import Session, Watch
from fastapi_adv.verify.variants import Variant
from fastapi_adv.verify.verdict import Result, Verdict
from fastapi_adv.verify.workspace import Workspace


def judged(session: Session, variants: Sequence[Variant], jobs: int, watch: Watch) -> Iterator[Result]:
    """Yield the results as they arrive. Closing the iterator ends all running processes."""
    waiting: queue.SimpleQueue[Variant] = queue.SimpleQueue()
    for variant in sorted(variants, key=lambda one: -len(one.enabled)):  # otherwise the longest runs alone at the end
        waiting.put(variant)
    done: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
    workers = [
        threading.Thread(target=_work, args=(session, waiting, done, watch), daemon=True)
        for _ in range(min(jobs, len(variants)))
    ]
    for worker in workers:
        worker.start()
    try:
        for _ in variants:
            yield _next(done)
    finally:
        session.processes.stop()
        for worker in workers:
            worker.join()


def _next(done: "queue.SimpleQueue[Result | BaseException]") -> Result:
    while True:
        try:
            result = done.get(timeout=0.5)  # an endless wait would block Ctrl-C on some systems
        except queue.Empty:
            continue
        if isinstance(result, BaseException):
            raise result
        return result


def _work(
    session: Session,
    waiting: "queue.SimpleQueue[Variant]",
    done: "queue.SimpleQueue[Result | BaseException]",
    watch: Watch,
) -> None:
    try:
        with ExitStack() as held:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="fastapi-adv-verify-"))).resolve()
            addresses: dict[str, str] = {}
            if session.services:
                addresses = held.enter_context(services.running(session.processes, folder))
            while True:
                done.put(_judge(session, waiting.get_nowait(), folder, addresses, watch))
    except queue.Empty:
        pass
    except Interrupted:
        pass
    except BaseException as error:  # noqa: BLE001  # raised in the thread that waits for the result
        done.put(error)


def _judge(session: Session, variant: Variant, folder: Path, addresses: dict[str, str], watch: Watch) -> Result:
    """Judge one variant. All variants of a worker use the same folder, because mypy caches by path."""
    began = time.monotonic()
    place = folder / "variant"
    rendering = session.template.render(variant.answers)
    workspace = Workspace(
        variant=variant,
        catalogue=session.catalogue,
        rendering=rendering,
        root=place / variant.package,
        environment=session.environment or Environment(place / variant.package),
        processes=session.processes,
        cache=folder,
        services=addresses,
        installed=session.environment is None,
    )
    try:
        workspace.prepare()
        verdicts = list(_verdicts(session, workspace, watch))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Result(variant.name, variant.enabled, verdicts, time.monotonic() - began, session.reproduce(variant))


def _verdicts(session: Session, workspace: Workspace, watch: Watch) -> Iterator[Verdict]:
    if session.environment is None:
        yield from judge_isolated(workspace, session.recipe, watch)
        return
    for name, judge in SHARED.items():
        watch(workspace.variant.name, name)
        yield judge(workspace)


def judge_isolated(workspace: Workspace, recipe: Recipe, watch: Callable[[str, str], None]) -> Iterator[Verdict]:
    """Install the runtime dependencies, import and boot; then install the dev group, check types and run the suite."""
    for options, judges in ((("--no-dev",), RUNTIME), ((), DEVELOPMENT)):
        watch(workspace.variant.name, "install")
        installed = _install(workspace, recipe, options)
        yield installed
        if not installed.passed:
            return
        yield from _all(workspace, judges, watch)


def _install(workspace: Workspace, recipe: Recipe, options: tuple[str, ...]) -> Verdict:
    began = time.monotonic()
    command = " ".join(["uv sync", "--resolution", recipe.resolution, *options])
    try:
        output = sync(recipe, workspace.root, workspace.processes, *options)
    except FastapiAdvError as error:
        return Verdict("install", passed=False, seconds=time.monotonic() - began, output=error.message, command=command)
    return Verdict("install", passed=True, seconds=time.monotonic() - began, output=output, command=command)


def _all(workspace: Workspace, judges: Mapping[str, Judge], watch: Callable[[str, str], None]) -> Iterator[Verdict]:
    for name, judge in judges.items():
        watch(workspace.variant.name, name)
        yield judge(workspace)
