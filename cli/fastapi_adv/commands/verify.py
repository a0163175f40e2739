"""`verify`: proof that every combination of features works."""

import time
from pathlib import Path
from typing import Annotated

import typer

from fastapi_adv.catalogue.combinations import Count, Features, Model, count, model_of
from fastapi_adv.catalogue.selection import split
from fastapi_adv.errors import DONE, INTERRUPTED, NO
from fastapi_adv.template import source
from fastapi_adv.terminal import console
from fastapi_adv.verify.exhaustive import Exhaustive, examine
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.progress import progress
from fastapi_adv.verify.reports.document import run_document, static_document
from fastapi_adv.verify.reports.files import Report, write
from fastapi_adv.verify.reports.junit import run_xml, static_xml
from fastapi_adv.verify.reports.markdown import run_markdown, static_markdown, summary
from fastapi_adv.verify.request import Request
from fastapi_adv.verify.runner import judged
from fastapi_adv.verify.session import notes, open_session, workers
from fastapi_adv.verify.variants import Variant, parse, plan, shard
from fastapi_adv.verify.verdict import Result, Run

STRENGTHS = {"singles": 1, "pairs": 2, "triples": 3}

FeatureList = Annotated[str | None, typer.Option(metavar="A,B", help="Vary only these, with what they require.")]
Only = Annotated[
    list[str] | None, typer.Option(metavar="VARIANT", help="Judge this variant, such as none, all, auth+cache@name.")
]
ReportFiles = Annotated[
    list[Path] | None, typer.Option(metavar="FILE", help="Write a report: JUnit .xml, Markdown .md, or .json.")
]


def verify(  # noqa: PLR0913  # one parameter per option
    *,
    strength: Annotated[int, typer.Option(metavar="1|2|3", help="How many features are combined exhaustively.")] = 2,
    features: FeatureList = None,
    only: Only = None,
    static: Annotated[
        bool, typer.Option("--static", help="Read all 2^n combinations instead of running some.")
    ] = False,
    isolated: Annotated[bool, typer.Option("--isolated", help="Install each variant by itself.")] = False,
    resolution: Annotated[str, typer.Option(metavar="lowest-direct|highest", help="Which versions.")] = "highest",
    no_services: Annotated[bool, typer.Option("--no-services", help="Leave out tests on real servers.")] = False,
    template: Annotated[Path | None, typer.Option(metavar="DIR", help="Another template than ours.")] = None,
    shard: Annotated[str, typer.Option(metavar="I/N", help="Judge the I-th of N parts.")] = "",
    jobs: Annotated[int, typer.Option(min=0, help="Variants at a time; 0 for two per core.")] = 0,
    list_: Annotated[bool, typer.Option("--list", help="Only name the variants.")] = False,
    report: ReportFiles = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> int:
    """Prove that every combination of features works."""
    names = split(features) if features is not None else ()
    chosen = (tuple(only or ()), static, isolated, resolution, not no_services, template)
    return _verify(Request(strength, names, *chosen, shard, jobs, list_, tuple(report or ()), json))


def _verify(request: Request) -> int:
    if request.static:
        return _static(request)
    root = request.template or source.root()
    model = model_of(source.catalogue(root))
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
    found = examine(request.template or source.root(), request.processes)
    write(Report("static", static_document(found), static_markdown(found), static_xml(found)), request.report)
    if request.json:
        console.document(static_document(found))
    else:
        _show(found)
    return NO if found.faults else DONE


def _show(found: Exhaustive) -> None:
    for fault in found.faults:
        console.result(f"{fault.text}  (in {fault.combinations} combinations, the smallest: {fault.variant})")
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
        session = open_session(request, model, processes)
        with progress(len(variants)) as display:
            for result in judged(session, variants, workers(request), display.started):
                results.append(result)
                display.finished(result)
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
