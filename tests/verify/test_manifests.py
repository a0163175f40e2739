"""The judge of the Kubernetes manifests accepts what is generated, and finds each kind of fault."""

import pytest

from fastapi_adv.catalogue.selection import closure
from fastapi_adv.template import source
from fastapi_adv.template.renderer import Template
from fastapi_adv.verify.judges.manifests import BASE, Manifests, faults_of

CATALOGUE = source.catalogue(source.root())
OTHERS = [entry.name for entry in CATALOGUE.features if entry.name != "kubernetes"]
CHOICES = [[], *([name] for name in OTHERS), OTHERS]


def manifests(chosen: list[str]) -> Manifests:
    answers = {"project_name": "shop", "package_name": "shop", "features": [*chosen, "kubernetes"]}
    files = {path: file.data.decode(errors="replace") for path, file in Template(source.root()).render(answers).items()}
    return Manifests(files, [CATALOGUE[name] for name in closure(CATALOGUE, [*chosen, "kubernetes"])])


@pytest.mark.parametrize("chosen", CHOICES, ids="+".join)
def test_generated_manifests_have_no_fault(chosen: list[str]) -> None:
    assert list(manifests(chosen).faults()) == []


MUTATIONS = [
    ("web.yaml", "path: /health/ready", "path: /ready", "which is no route"),
    ("web.yaml", "path: /health/live, port: http", "path: /health/live, port: web", "uses the port web"),
    ("web.yaml", "key: AUTH_SECRET", "key: SECRET", "refers to the key SECRET"),
    ("web.yaml", "name: METRICS_TOKEN", "name: METRICS_KEY", "lacks the secret METRICS_TOKEN"),
    ("web.yaml", "terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 25", "the grace period"),
    ("web.yaml", "configMapRef: {name: shop}", "configMapRef: {name: other}", "ConfigMap other does not exist"),
    ("web.yaml", "- name: tmp\n", "- name: temporary\n", "the volume tmp does not exist"),
    ("network.yaml", "targetPort: http", "targetPort: web", "no container has the port web"),
    (
        "network.yaml",
        "selector: {app.kubernetes.io/name: shop",
        "selector: {app.kubernetes.io/name: x",
        "selects no pod",
    ),
    ("kustomization.yaml", "- APP_LOG_LEVEL=", "- APP_LEVEL=", "sets APP_LEVEL, which no settings read"),
    ("kustomization.yaml", "- APP_LOG_LEVEL=INFO", "- REDIS_URL=x", "REDIS_URL is a secret"),
    ("kustomization.yaml", "  - migration.yaml\n", "", "is not listed"),
    ("kustomization.yaml", "  - web.yaml\n", "  - web.yaml\n  - more.yaml\n", "is listed but missing"),
    ("monitoring.yaml", "http_requests_total", "http_replies_total", "no metric http_replies_total"),
]


@pytest.mark.parametrize(("name", "old", "new", "fault"), MUTATIONS, ids=[mutation[3] for mutation in MUTATIONS])
def test_each_kind_of_fault_is_found(name: str, old: str, new: str, fault: str) -> None:
    whole = manifests(OTHERS)
    path = BASE + name
    assert old in whole.files[path]

    changed = Manifests({**whole.files, path: whole.files[path].replace(old, new)}, whole.entries)

    assert any(fault in found for found in changed.faults()), list(changed.faults())


def test_manifests_of_the_disabled_feature_are_a_fault() -> None:
    files = manifests([]).files

    assert list(faults_of(files, [CATALOGUE["core"]])) == [f"{BASE} is there, although kubernetes is disabled"]


def test_missing_manifests_of_the_enabled_feature_are_a_fault() -> None:
    assert list(faults_of({}, [CATALOGUE["kubernetes"]])) == [f"{BASE} is missing"]
