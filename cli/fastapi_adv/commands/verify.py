"""`verify`: proof that every combination of features works."""

import time

from fastapi_adv import console, templates
from fastapi_adv.coverage import Count, Features, Model, count, model_of
from fastapi_adv.errors import DONE, INTERRUPTED, NO
from fastapi_adv.verify.exhaustive import Exhaustive, examine
from fastapi_adv.verify.processes import Processes
from fastapi_adv.verify.progress import progress
from fastapi_adv.verify.reports.document import run_document, static_document
from fastapi_adv.verify.reports.files import Report, write
from fastapi_adv.verify.reports.junit import run_xml, static_xml
from fastapi_adv.verify.reports.markdown import run_markdown, static_markdown, summary
from fastapi_adv.verify.request import Request
from fastapi_adv.verify.runner import judged
from fastapi_adv.verify.session import notes, workers, workshop
from fastapi_adv.verify.variants import Variant, parse, plan, shard
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
    found = examine(request.template or templates.root(), request.processes)
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
        shop = workshop(request, model, processes)
        with progress(len(variants)) as told:
            for result in judged(shop, variants, workers(request), told.begins):
                results.append(result)
                told.ended(result)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        processes.stop()
    names = [one.name for one in variants]
    results.sort(key=lambda result: names.index(result.variant))
    reached = _coverage(model, [result.enabled for result in results])
    run = Run(results, len(variants), time.monotonic() - began, reached, notes(request), interrupted)
    _report(request, run)
    return INTERRUPTED if interrupted else DONE if run.passed else NO


def _report(request: Request, run: Run) -> None:
    write(Report(request.label, run_document(run), run_markdown(run), run_xml(run)), request.report)
    if request.json:
        console.document(run_document(run))
        return
    for note in run.notes:
        console.say(note)
    console.result(summary(run))
