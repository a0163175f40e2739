"""Renders and judges variants, several at a time."""

import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from fastapi_adv.verify import services
from fastapi_adv.verify.bench import Bench
from fastapi_adv.verify.environments import Environment
from fastapi_adv.verify.isolation import judge_isolated
from fastapi_adv.verify.judges import SHARED
from fastapi_adv.verify.process_group import Interrupted
from fastapi_adv.verify.variants import Variant
from fastapi_adv.verify.verdict import Result, Verdict
from fastapi_adv.verify.workshop import Watch, Workshop


def judged(workshop: Workshop, variants: Sequence[Variant], jobs: int, watch: Watch) -> Iterator[Result]:
    """The results, as they come. Closing the iterator ends all that runs."""
    waiting: queue.SimpleQueue[Variant] = queue.SimpleQueue()
    for variant in sorted(variants, key=lambda one: -len(one.enabled)):  # or the longest ends alone
        waiting.put(variant)
    done: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
    workers = [
        threading.Thread(target=_work, args=(workshop, waiting, done, watch), daemon=True)
        for _ in range(min(jobs, len(variants)))
    ]
    for worker in workers:
        worker.start()
    try:
        for _ in variants:
            yield _next(done)
    finally:
        workshop.processes.stop()
        for worker in workers:
            worker.join()


def _next(done: "queue.SimpleQueue[Result | BaseException]") -> Result:
    while True:
        try:
            result = done.get(timeout=0.5)  # a wait without an end would hold back Ctrl-C on some systems
        except queue.Empty:
            continue
        if isinstance(result, BaseException):
            raise result
        return result


def _work(
    workshop: Workshop,
    waiting: "queue.SimpleQueue[Variant]",
    done: "queue.SimpleQueue[Result | BaseException]",
    watch: Watch,
) -> None:
    try:
        with ExitStack() as held:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="fastapi-adv-verify-"))).resolve()
            addresses: dict[str, str] = {}
            if workshop.services:
                addresses = held.enter_context(services.running(workshop.processes, folder))
            while True:
                done.put(_judge(workshop, waiting.get_nowait(), folder, addresses, watch))
    except queue.Empty:
        pass
    except Interrupted:
        pass
    except BaseException as error:  # noqa: BLE001  # told to the thread that waits for the result
        done.put(error)


def _judge(workshop: Workshop, variant: Variant, folder: Path, addresses: dict[str, str], watch: Watch) -> Result:
    """Every variant of a worker is written to the same place: mypy's cache knows files by their path."""
    began = time.monotonic()
    place = folder / "variant"
    rendering = workshop.template.render(variant.answers)
    bench = Bench(
        variant=variant,
        catalogue=workshop.catalogue,
        rendering=rendering,
        root=place / variant.package,
        environment=workshop.environment or Environment(place / variant.package),
        processes=workshop.processes,
        cache=folder,
        services=addresses,
        installed=workshop.environment is None,
    )
    try:
        bench.prepare()
        verdicts = list(_verdicts(workshop, bench, watch))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Result(variant.name, variant.enabled, verdicts, time.monotonic() - began, workshop.reproduce(variant))


def _verdicts(workshop: Workshop, bench: Bench, watch: Watch) -> Iterator[Verdict]:
    if workshop.environment is None:
        yield from judge_isolated(bench, workshop.recipe, watch)
        return
    for name, judge in SHARED.items():
        watch(bench.variant.name, name)
        yield judge(bench)
