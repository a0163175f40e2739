"""What most judges do: run one of the project's own tools and look at how it ended."""

from collections.abc import Mapping, Sequence

from fastapi_adv.verify.bench import Bench, typed
from fastapi_adv.verify.verdict import Verdict


def tool(
    bench: Bench, judge: str, command: Sequence[str], *, timeout: float = 300, more: Mapping[str, str] | None = None
) -> Verdict:
    """Passed when `python -m COMMAND` ended with 0; `timeout` in seconds."""
    ended = bench.run(["-m", *command], timeout=timeout, more=more)
    late = f"\nstopped after {timeout:.0f} s" if ended.code is None else ""
    return Verdict(judge, ended.code == 0, ended.seconds, ended.output + late, typed(command))
