"""Report of a run as JUnit XML: one suite per variant, one case per judge."""

import re
from xml.etree import ElementTree as ET

from fastapi_adv.verify.exhaustive import Exhaustive
from fastapi_adv.verify.verdict import Result, Run, Verdict

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML does not allow, such as terminal colours."""


def run_xml(run: Run) -> bytes:
    """Return the encoded document."""
    root = ET.Element("testsuites", name="fastapi-adv verify", time=f"{run.seconds:.3f}")
    counts = "".join(f"{name} {count}\n" for name, count in run.coverage)
    _text(ET.SubElement(root, "properties"), "coverage", counts)
    for result in run.results:
        _suite(root, result)
    return _encoded(root)


def static_xml(found: Exhaustive) -> bytes:
    """Return the encoded document of the static pass, with one case per fault."""
    root = ET.Element("testsuites", name="fastapi-adv verify --static", time=f"{found.seconds:.3f}")
    count = len(found.faults)
    suite = ET.SubElement(root, "testsuite", name="static", tests=str(count or 1), failures=str(count), errors="0")
    for fault in found.faults:
        case = ET.SubElement(suite, "testcase", classname="static", name=_clean(fault.text))
        failure = ET.SubElement(case, "failure", message=f"in {fault.combinations} combinations")
        failure.text = f"smallest variant: {fault.variant}"
    if not found.faults:
        ET.SubElement(suite, "testcase", classname="static", name=str(found))
    return _encoded(root)


def _suite(root: ET.Element, result: Result) -> None:
    suite = ET.SubElement(
        root,
        "testsuite",
        name=result.variant,
        tests=str(len(result.verdicts)),
        failures=str(len(result.failures)),
        errors="0",
        time=f"{result.seconds:.3f}",
    )
    for verdict in result.verdicts:
        case = ET.SubElement(
            suite, "testcase", classname=result.variant, name=verdict.judge, time=f"{verdict.seconds:.3f}"
        )
        if not verdict.passed:
            _failure(case, verdict, result.reproduce)


def _failure(case: ET.Element, verdict: Verdict, reproduce: str) -> None:
    failure = ET.SubElement(case, "failure", message=f"{verdict.judge} failed; alone: {reproduce}")
    failure.text = _clean("\n".join(filter(None, [verdict.command, verdict.tail])))


def _text(properties: ET.Element, name: str, value: str) -> None:
    ET.SubElement(properties, "property", name=name, value=value.strip().replace("\n", ", "))


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", text)


def _encoded(root: ET.Element) -> bytes:
    ET.indent(root)
    encoded: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return encoded + b"\n"
