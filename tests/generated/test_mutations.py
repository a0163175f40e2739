"""Mutations of every feature's code, which a judge must notice."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fastapi_adv.catalogue.combinations import model_of
from fastapi_adv.catalogue.model import Catalogue
from fastapi_adv.template.renderer import Template
from fastapi_adv.template.tree import File, Tree
from fastapi_adv.verify.environments import Environment
from fastapi_adv.verify.judges import SHARED
from fastapi_adv.verify.process_group import Processes
from fastapi_adv.verify.variants import parse
from fastapi_adv.verify.verdict import Verdict
from fastapi_adv.verify.workspace import Workspace
from tests.generated.mutations import BROKEN, Mutation
from tests.shared_environment import shared_environment

Judged = Callable[[Mutation], Verdict]


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    started = Processes()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def environment(processes: Processes) -> Environment:
    return shared_environment(processes)


@pytest.fixture(scope="module")
def workspace_of(
    template: Path,
    shipped: Catalogue,
    environment: Environment,
    processes: Processes,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Mutation], Workspace]:
    """Return a function that makes the workspace of a mutation. Suites stop at their first failure."""

    def workspace(mutation: Mutation) -> Workspace:
        one = parse(model_of(shipped), mutation.feature)
        folder = tmp_path_factory.mktemp("mutation")
        rendering = mutated(mutation, Template(template).render(one.answers))
        more = {"PYTEST_ADDOPTS": f"-x {mutation.tests}"}
        return Workspace(one, shipped, rendering, folder / one.package, environment, processes, folder, services=more)

    return workspace


@pytest.fixture(scope="module")
def judged(request: pytest.FixtureRequest, workspace_of: Callable[[Mutation], Workspace]) -> Iterator[Judged]:
    """Return a function for the verdict on a mutation. All collected mutations are judged in the background."""

    def judge(mutation: Mutation) -> Verdict:
        workspace = workspace_of(mutation)
        workspace.prepare()
        return SHARED[mutation.judge](workspace)

    asked = [item.callspec.params.get("mutation") for item in request.session.items if hasattr(item, "callspec")]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        verdicts = {one: threads.submit(judge, one) for one in asked if isinstance(one, Mutation)}
        yield lambda mutation: verdicts[mutation].result()
        threads.shutdown(cancel_futures=True)


def mutated(mutation: Mutation, rendering: Tree) -> Tree:
    """Return the project after the mutation. Without a path, return it unchanged."""
    path = f"src/myproj/{mutation.path}"
    if not mutation.path:
        return rendering
    mode, data = rendering[path]
    if not mutation.old:
        return {name: file for name, file in rendering.items() if name != path}
    text = data.decode()
    assert mutation.old in text, f"{path} has changed: find another place to break"
    return rendering | {path: File(mode, text.replace(mutation.old, mutation.new).encode())}


def name(mutation: Mutation) -> str:
    return f"{mutation.path}-{mutation.new.strip() or 'dropped'}"


@pytest.mark.parametrize("mutation", BROKEN, ids=name)
def test_the_judge_rejects_the_mutation(mutation: Mutation, judged: Judged) -> None:
    verdict = judged(mutation)

    assert not verdict.passed, verdict.output
    assert verdict.output, "a failure must have output"


SUITES = sorted({mutation._replace(path="", old="", new="") for mutation in BROKEN if mutation.judge == "suite"})


@pytest.mark.parametrize("mutation", SUITES, ids=lambda mutation: f"{mutation.feature}-{mutation.tests}")
def test_the_same_tests_pass_without_the_mutation(mutation: Mutation, judged: Judged) -> None:
    verdict = judged(mutation)

    assert verdict.passed, verdict.output


def test_every_feature_has_a_mutation(shipped: Catalogue) -> None:
    """Features without tests of their own have a judge; tests/verify/test_manifests.py has its mutations."""
    tested = {entry.name for entry in shipped.features if any(path.startswith("tests/") for path in entry.paths)}

    assert {entry.name for entry in shipped.features} - tested == {"kubernetes"}
    assert tested <= {mutation.feature for mutation in BROKEN}


def test_the_environment_is_kept_for_the_next_run(environment: Environment) -> None:
    assert (environment.folder / "ready").exists()
    assert os.access(environment.python, os.X_OK)
