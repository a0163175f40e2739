"""Report of a run as a JSON document."""

from typing import Any

from fastapi_adv.verify.exhaustive import Exhaustive
from fastapi_adv.verify.verdict import Result, Run, Verdict


def run_document(run: Run) -> dict[str, Any]:
    """Return all verdicts, with the output of failures."""
    return {
        "passed": run.passed,
        "interrupted": run.interrupted,
        "planned": run.planned,
        "judged": len(run.results),
        "failed": sum(bool(result.failures) for result in run.results),
        "seconds": round(run.seconds, 1),
        "coverage": {name: {"reached": count.reached, "feasible": count.feasible} for name, count in run.coverage},
        "notes": list(run.notes),
        "variants": [_result(result) for result in run.results],
    }


def static_document(found: Exhaustive) -> dict[str, Any]:
    """Return the result of the static pass."""
    return {
        "passed": not found.faults,
        "choices": found.choices,
        "combinations": found.combinations,
        "files": found.files,
        "distinct_renderings": found.distinct,
        "seconds": round(found.seconds, 1),
        "faults": [
            {"fault": fault.text, "combinations": fault.combinations, "least_variant": fault.variant}
            for fault in found.faults
        ],
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "variant": result.variant,
        "features": sorted(result.enabled),
        "passed": not result.failures,
        "seconds": round(result.seconds, 1),
        "judges": [_verdict(verdict) for verdict in result.verdicts],
        "reproduce": result.reproduce,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    summary = {"judge": verdict.judge, "passed": verdict.passed, "seconds": round(verdict.seconds, 1)}
    return summary if verdict.passed else summary | {"command": verdict.command, "output": verdict.tail}
