"""Judge of the Kubernetes manifests: references, probes, environment, grace period and metrics fit the project."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi_adv.catalogue.model import Feature
from fastapi_adv.template import yaml_text
from fastapi_adv.verify.verdict import Verdict
from fastapi_adv.verify.workspace import Workspace

BASE = "deploy/kubernetes/base/"
WORKLOADS = frozenset({"Deployment", "Job"})
GRACEFUL = re.compile(r'"--timeout-graceful-shutdown", "(\d+)"')
METRIC = re.compile(r"\b([a-z_]+)\{")
SUFFIX = re.compile(r"_(?:total|bucket|count|sum)$")


@dataclass(frozen=True)
class Manifests:
    """Manifests of a project, with the files and catalogue entries that they refer to."""

    files: Mapping[str, str]
    entries: Sequence[Feature]

    @property
    def kustomization(self) -> dict[str, Any]:
        document: dict[str, Any] = yaml_text.load(self.files[f"{BASE}kustomization.yaml"], "kustomization.yaml")
        return document

    @property
    def documents(self) -> list[dict[str, Any]]:
        """Every manifest of the base."""
        texts = [(path, self.files[path]) for path in self._paths if path in self.files]
        parts = [(path, part) for path, text in texts for part in re.split(r"(?m)^---$", text)]
        return [document for path, part in parts if (document := yaml_text.load(part, path))]

    @property
    def _paths(self) -> list[str]:
        return [f"{BASE}{name}" for name in self.kustomization["resources"]]

    @property
    def pods(self) -> dict[str, dict[str, Any]]:
        """Pod template of each workload, by the workload's name."""
        return {
            document["metadata"]["name"]: document["spec"]["template"]
            for document in self.documents
            if document["kind"] in WORKLOADS
        }

    @property
    def containers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Name of the workload and container, for each container."""
        for name, pod in self.pods.items():
            for container in pod["spec"]["containers"]:
                yield name, container

    def faults(self) -> Iterator[str]:
        """Yield each fault."""
        yield from self._resource_faults()
        yield from self._environment_faults()
        yield from self._port_faults()
        yield from self._probe_faults()
        yield from self._selector_faults()
        yield from self._grace_faults()
        yield from self._metric_faults()

    def _resource_faults(self) -> Iterator[str]:
        there = {path for path in self.files if path.startswith(BASE) and not path.endswith("/kustomization.yaml")}
        for path in sorted(there ^ set(self._paths)):
            yield f"{path}: is {'not listed' if path in there else 'listed but missing'} in kustomization.yaml"

    def _environment_faults(self) -> Iterator[str]:
        read = {variable.name for entry in self.entries for variable in entry.environment} | {"TMPDIR"}
        secrets = {name for entry in self.entries for name in entry.secrets}
        generators = self.kustomization["configMapGenerator"]
        given = {line.partition("=")[0] for generator in generators for line in generator["literals"]}
        for name in sorted(given & secrets):
            yield f"ConfigMap: {name} is a secret"
        for workload, container in self.containers:
            references = {entry["name"]: entry.get("valueFrom") for entry in container.get("env", [])}
            for name in sorted((given | references.keys()) - read):
                yield f"{workload}: sets {name}, which no settings read"
            if "command" not in container:
                for name in sorted(secrets - references.keys()):
                    yield f"{workload}: lacks the secret {name}"
            for name, source in references.items():
                if source and source["secretKeyRef"]["key"] != name:
                    yield f"{workload}: {name} refers to the key {source['secretKeyRef']['key']}"
            for source in container.get("envFrom", []):
                if source["configMapRef"]["name"] not in {generator["name"] for generator in generators}:
                    yield f"{workload}: the ConfigMap {source['configMapRef']['name']} does not exist"

    def _port_faults(self) -> Iterator[str]:
        named = {port["name"] for _, container in self.containers for port in container.get("ports", [])}
        for document in self.documents:
            if document["kind"] == "Service":
                for port in document["spec"]["ports"]:
                    if port["targetPort"] not in named:
                        yield f"Service: no container has the port {port['targetPort']}"
        for workload, container in self.containers:
            for mount in container.get("volumeMounts", []):
                if mount["name"] not in {volume["name"] for volume in self.pods[workload]["spec"].get("volumes", [])}:
                    yield f"{workload}: the volume {mount['name']} does not exist"

    def _probe_faults(self) -> Iterator[str]:
        routes = {route for entry in self.entries for route in entry.routes}
        for workload, container in self.containers:
            ports = {port["name"] for port in container.get("ports", [])}
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                if probe in container:
                    request = container[probe]["httpGet"]
                    if f"GET {request['path']}" not in routes:
                        yield f"{workload}: {probe} requests {request['path']}, which is no route"
                    if request["port"] not in ports:
                        yield f"{workload}: {probe} uses the port {request['port']}, which the container does not have"

    def _selector_faults(self) -> Iterator[str]:
        labels = [pod["metadata"]["labels"].items() for pod in self.pods.values()]
        for document in self.documents:
            spec = document.get("spec", {})
            selector = spec.get("selector") or spec.get("podSelector") or {}
            wanted = selector.get("matchLabels", selector)
            if wanted and not any(wanted.items() <= found for found in labels):
                yield f"{document['kind']} {document['metadata']['name']}: selects no pod"

    def _grace_faults(self) -> Iterator[str]:
        found = GRACEFUL.search(self.files["Dockerfile"])
        for workload, pod in self.pods.items():
            for container in pod["spec"]["containers"]:
                pause = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds")
                if pause is not None:
                    needed = pause + int(found[1] if found else 0)
                    if pod["spec"]["terminationGracePeriodSeconds"] <= needed:
                        yield f"{workload}: the grace period is not longer than {needed} s"

    def _metric_faults(self) -> Iterator[str]:
        source = "\n".join(text for path, text in self.files.items() if path.startswith("src/"))
        rules = [
            rule
            for document in self.documents
            if document["kind"] == "PrometheusRule"
            for group in document["spec"]["groups"]
            for rule in group["rules"]
        ]
        for rule in rules:
            for metric in sorted(set(METRIC.findall(rule["expr"]))):
                if f'"{SUFFIX.sub("", metric)}"' not in source:
                    yield f"alert {rule['alert']}: the app has no metric {metric}"


def faults_of(files: Mapping[str, str], entries: Sequence[Feature]) -> Iterator[str]:
    """Yield each fault of the manifests, or that there are some although the feature is disabled."""
    present = any(path.startswith(BASE) for path in files)
    if any(entry.name == "kubernetes" for entry in entries):
        yield from Manifests(files, entries).faults() if present else [f"{BASE} is missing"]
    elif present:
        yield f"{BASE} is there, although kubernetes is disabled"


def judge(workspace: Workspace) -> Verdict:
    """Check the manifests. A project without them passes."""
    began = time.monotonic()
    files = {path: content.decode(errors="replace") for path, (_, content) in workspace.rendering.items()}
    faults = [*faults_of(files, workspace.entries)]
    return Verdict("manifests", not faults, time.monotonic() - began, "\n".join(faults))
