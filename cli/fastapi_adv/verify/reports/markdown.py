"""Report of a run as a Markdown table."""

from collections.abc import Iterator

from fastapi_adv.verify.exhaustive import Exhaustive
from fastapi_adv.verify.judges import NAMES
from fastapi_adv.verify.verdict import Result, Run

LONGEST = 60
"""Number of characters of a variant's name in the table."""


def run_markdown(run: Run) -> str:
    """Return a summary, a table of variants and judges, and the output of every failure."""
    judges = [name for name in NAMES if any(v.judge == name for result in run.results for v in result.verdicts)]
    lines = [*_head(run), "", f"| variant | {' | '.join(judges)} | s |", f"|---|{'---|' * len(judges)}--:|"]
    lines += [_row(result, judges) for result in run.results]
    for result in run.results:
        lines += list(_failures(result))
    return "\n".join(lines) + "\n"


def static_markdown(found: Exhaustive) -> str:
    """Return a summary and the faults of the static pass."""
    lines = [f"**{'failed' if found.faults else 'passed'}**: {found}."]
    if found.faults:
        lines += ["", "| fault | combinations | smallest variant |", "|---|--:|---|"]
        lines += [f"| {_cell(fault.text)} | {fault.combinations} | `{fault.variant}` |" for fault in found.faults]
    return "\n".join(lines) + "\n"


def summary(run: Run) -> str:
    """Return the result of a run in one line."""
    failed = sum(bool(result.failures) for result in run.results)
    state = "interrupted" if run.interrupted else "passed" if run.passed else "failed"
    reached = ", ".join(f"{name} {count}" for name, count in run.coverage)
    return (
        f"{state}: {len(run.results) - failed} of {run.planned} variants passed, {failed} failed, "
        f"{reached}, {run.seconds:.0f} s"
    )


def _head(run: Run) -> Iterator[str]:
    state, rest = summary(run).split(":", 1)
    yield f"**{state}**:{rest}."
    for note in run.notes:
        yield f"\n{note}."


def _row(result: Result, judges: list[str]) -> str:
    marks = {verdict.judge: "ok" if verdict.passed else "**fails**" for verdict in reversed(result.verdicts)}
    marks |= {verdict.judge: "**fails**" for verdict in result.failures}
    name = result.variant if len(result.variant) <= LONGEST else f"{result.variant[: LONGEST - 1]}…"
    return f"| `{name}` | {' | '.join(marks.get(judge, '-') for judge in judges)} | {result.seconds:.0f} |"


def _failures(result: Result) -> Iterator[str]:
    for verdict in result.failures:
        yield f"\n### `{result.variant}`: {verdict.judge}\n"
        yield f"`{result.reproduce}`\n"
        fence = "`" * 4
        yield f"{fence}\n{verdict.tail}\n{fence}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
