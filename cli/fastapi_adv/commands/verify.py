"""`verify`: proof that every combination of features works."""

import sys
import time

from fastapi_adv import console, templates
from fastapi_adv.coverage import Count, Features, Model, count, model_of
from fastapi_adv.errors import DONE, INTERRUPTED, NO
from fastapi_adv.memory import Template
from fastapi_adv.verify import services
from fastapi_adv.verify.environments import Recipe, shared
from fastapi_adv.verify.exhaustive import Exhaustive, examine
from fastapi_adv.verify.processes import Processes
from fastapi_adv.verify.progress import progress
from fastapi_adv.verify.reports.document import run_document, static_document
from fastapi_adv.verify.reports.files import Report, write
from fastapi_adv.verify.reports.junit import run_xml, static_xml
from fastapi_adv.verify.reports.markdown import run_markdown, static_markdown, summary
from fastapi_adv.verify.request import Request
from fastapi_adv.verify.runner import Workshop, judged
from fastapi_adv.verify.variants import Variant, parse, plan, shard, variant
from fastapi_adv.verify.verdict import Result, Run

STRENGTHS = {"singles": 1, "pairs": 2, "triples": 3}


def verify(request: Request) -> int:
    """Judge the variants that were asked for; returns the exit code."""
    if request.static:
        return _static(request)
    root = request.template or templates.root()
    model = model_of(templates.catalogue(root))
    variants = shard(_chosen(model, request), *request.part())
    if request.list:
        return _list(model, variants, request)
    return _run(request, model, variants)


def _chosen(model: Model, request: Request) -> list[Variant]:
    if request.only:
        return [parse(model, text) for text in request.only]
    for name in request.features:
        parse(model, name)
    varied = model.restricted(request.features) if request.features else model
    return plan(model, varied, request.strength)


def _static(request: Request) -> int:
    found = examine(request.template or templates.root(), request.workers)
    write(Report("static", static_document(found), static_markdown(found), static_xml(found)), request.report)
    if request.json:
        console.document(static_document(found))
    else:
        _show(found)
    return NO if found.faults else DONE


def _show(found: Exhaustive) -> None:
    for fault in found.faults:
        console.result(f"{fault.text}  (in {fault.combinations}, the least: {fault.variant})")
    console.result(f"{'failed' if found.faults else 'passed'}: {found}")


def _list(model: Model, variants: list[Variant], request: Request) -> int:
    reached = _coverage(model, [one.enabled for one in variants])
    if request.json:
        names = [{"name": one.name, "features": list(one.chosen), "package": one.package} for one in variants]
        counts = {name: {"reached": found.reached, "feasible": found.feasible} for name, found in reached}
        console.document({"variants": names, "coverage": counts})
    else:
        for one in variants:
            console.result(one.name)
        console.say(f"{len(variants)} variants: {', '.join(f'{name} {found}' for name, found in reached)}")
    return DONE


def _coverage(model: Model, executed: list[Features]) -> list[tuple[str, Count]]:
    return [(name, count(model, executed, strength)) for name, strength in STRENGTHS.items()]


def _run(request: Request, model: Model, variants: list[Variant]) -> int:
    began = time.monotonic()
    processes = Processes()
    results: list[Result] = []
    interrupted = False
    try:
        workshop = _workshop(request, model, processes)
        with progress(len(variants)) as told:
            for result in judged(workshop, variants, _workers(request), told.begins):
                results.append(result)
                told.ended(result)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        processes.stop()
    reached = _coverage(model, [result.enabled for result in results])
    run = Run(results, len(variants), time.monotonic() - began, reached, _notes(request), interrupted)
    _report(request, run)
    return INTERRUPTED if interrupted else DONE if run.passed else NO


def _workshop(request: Request, model: Model, processes: Processes) -> Workshop:
    root = request.template or templates.root()
    if request.services:
        services.require()
    template = Template(root)
    everything = variant(model, frozenset(model.factors))
    recipe = Recipe(template.render(everything.answers)["pyproject.toml"].data, sys.executable, request.resolution)
    return Workshop(
        template=template,
        catalogue=templates.catalogue(root),
        environment=None if request.isolated else shared(recipe, processes),
        recipe=recipe,
        services=request.services,
        processes=processes,
        reproduce=lambda one: request.again(one.name),
    )


def _workers(request: Request) -> int:
    return 1 if request.services and services.found() else request.workers


def _notes(request: Request) -> list[str]:
    python = ".".join(map(str, sys.version_info[:3]))
    how = "each variant installed by itself" if request.isolated else "one environment for all variants"
    notes = [f"Python {python}, {_workers(request)} at a time, {how}, resolution {request.resolution}"]
    if not request.services:
        notes.append("Without services: the tests on real Redis and PostgreSQL did not run")
    elif found := services.found():
        notes.append(f"On the servers of {' and '.join(sorted(found))}, so one variant at a time")
    return notes


def _report(request: Request, run: Run) -> None:
    label = "isolated" if request.isolated else f"strength {request.strength}"
    write(Report(label, run_document(run), run_markdown(run), run_xml(run)), request.report)
    if request.json:
        console.document(run_document(run))
        return
    for note in run.notes:
        console.say(note)
    console.result(summary(run))
