"""Reports of runs and of the static pass in every format."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from fastapi_adv.catalogue.combinations import Count
from fastapi_adv.errors import Refused
from fastapi_adv.verify.exhaustive import Exhaustive, Fault
from fastapi_adv.verify.progress import Lines
from fastapi_adv.verify.reports.document import run_document, static_document
from fastapi_adv.verify.reports.files import Report, placed, write
from fastapi_adv.verify.reports.junit import run_xml, static_xml
from fastapi_adv.verify.reports.markdown import run_markdown, static_markdown, summary
from fastapi_adv.verify.verdict import Result, Run, Verdict

OUTPUT = "\n".join(f"line {number}" for number in range(100)) + "\n\x1b[31m<red> & ]]>\x00"
BAD = Verdict("suite", passed=False, seconds=2, output=OUTPUT, command="pytest -q")
GOOD = Verdict("lint", passed=True, seconds=1)
AGAIN = "fastapi-adv verify --only auth"
FAILED = Result("auth", frozenset({"auth"}), [GOOD, BAD], 3, AGAIN)
PASSED = Result("none", frozenset(), [GOOD], 1, "fastapi-adv verify --only none")
COVERAGE = [("singles", Count(2, 2)), ("pairs", Count(3, 4)), ("triples", Count(4, 8))]
RUN = Run([PASSED, FAILED], 3, 4, COVERAGE, ["Without services"])
STATIC = Exhaustive(4, 3, 2, 5, [Fault("a.py: is | broken", 2, "auth")], 1.5)


def test_a_run_passes_only_if_every_planned_variant_does() -> None:
    assert Run([PASSED], 1, 1).passed
    assert not Run([PASSED], 2, 1).passed
    assert not RUN.passed


def test_junit_has_a_suite_per_variant_and_failures_with_output_and_command() -> None:
    suites = ET.fromstring(run_xml(RUN))  # noqa: S314  # our own

    assert [suite.get("name") for suite in suites.iter("testsuite")] == ["none", "auth"]
    failure = suites.find(".//failure")
    assert failure is not None
    assert AGAIN in str(failure.get("message"))
    assert "line 99" in str(failure.text)
    assert "line 1\n" not in str(failure.text)
    assert "pairs 3/4" in str(suites.find(".//property").get("value"))  # type: ignore[union-attr]  # it is there


def test_json_has_every_verdict_and_the_coverage() -> None:
    document = json.loads(json.dumps(run_document(RUN)))

    assert (document["planned"], document["judged"], document["failed"]) == (3, 2, 1)
    assert document["coverage"]["pairs"] == {"reached": 3, "feasible": 4}
    assert document["notes"] == ["Without services"]
    assert document["variants"][1]["judges"][1]["output"].startswith("line 6")
    assert document["variants"][1]["reproduce"] == AGAIN


def test_markdown_has_a_row_per_variant_and_the_notes() -> None:
    text = run_markdown(RUN)

    assert "| `auth` | ok | **fails** | 3 |" in text
    assert "| `none` | ok | - | 1 |" in text
    assert "Without services" in text
    assert "pairs 3/4" in text
    assert AGAIN in text


def test_the_summary_of_an_interrupted_run() -> None:
    assert summary(Run([PASSED], 3, 4, COVERAGE, interrupted=True)).startswith("interrupted: 1 of 3")


def test_the_static_pass_has_all_formats() -> None:
    assert static_document(STATIC)["distinct_renderings"] == 5
    assert "is \\| broken" in static_markdown(STATIC)
    assert "in 2 combinations" in static_xml(STATIC).decode()
    assert "testcase" in static_xml(Exhaustive(4, 3, 2, 5, [], 1.5)).decode()


def test_progress_prints_failures_with_judge_output_and_command(capsys: pytest.CaptureFixture[str]) -> None:
    Lines(2).finished(FAILED)

    said = capsys.readouterr().err
    assert "[1/2] FAILED (suite)  auth" in said
    assert "line 99" in said
    assert AGAIN in said


def test_a_marked_block_of_a_document_is_replaced_and_the_rest_is_kept() -> None:
    text = "# Title\n\n<!-- verify: static -->\nold\n<!-- /verify -->\n\nThe end.\n"

    assert placed(text, REPORT) == "# Title\n\n<!-- verify: static -->\nnew \\1\n<!-- /verify -->\n\nThe end.\n"


REPORT = Report("static", {"passed": True}, "new \\1\n", b"<x/>")


def test_the_suffix_selects_the_format_and_the_job_summary_is_appended(tmp_path: Path) -> None:
    job = tmp_path / "summary.md"
    job.write_text("before\n")
    write(REPORT, [tmp_path / "a" / "r.xml", tmp_path / "r.json", tmp_path / "r.md"], {"GITHUB_STEP_SUMMARY": str(job)})

    assert (tmp_path / "a" / "r.xml").read_bytes() == b"<x/>"
    assert json.loads((tmp_path / "r.json").read_text()) == {"passed": True}
    assert (tmp_path / "r.md").read_text().endswith("new \\1\n")
    assert job.read_text() == "before\n## fastapi-adv verify: static\n\nnew \\1\n\n"


def test_a_report_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Refused, match="report"):
        write(REPORT, [tmp_path / "file" / "r.xml"], {})
