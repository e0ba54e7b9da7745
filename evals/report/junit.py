"""The run as JUnit XML: a test case for each figure, failed where it blocks, and one for each question that crashed."""

import re
from xml.etree import ElementTree as ET

from evals.comparison import Comparison
from evals.report.numbers import interval, number
from evals.suites import SuiteResult

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_report(result: SuiteResult, comparison: Comparison | None) -> str:
    blocking = {d.name: d for d in comparison.blocking} if comparison else {}
    suite = ET.Element("testsuite", name=f"evaluate {result.suite}")
    for metric in result.metrics:
        case = ET.SubElement(suite, "testcase", classname=f"{result.suite}.figures", name=_clean(metric.name))
        ET.SubElement(case, "system-out").text = f"{number(metric.value)} ({interval(metric)}, n = {metric.n})"
        if (d := blocking.get(metric.name)) is not None:
            message = f"{number(d.before)} before, {number(d.after)} after, n = {d.n}"
            ET.SubElement(case, "failure", message=message)
    for name in comparison.lost if comparison else ():
        case = ET.SubElement(suite, "testcase", classname=f"{result.suite}.figures", name=_clean(name))
        ET.SubElement(case, "failure", message="no longer measured or gated")
    crashed = [r for r in result.records if r.error is not None and not r.locked]
    for record in crashed:
        case = ET.SubElement(suite, "testcase", classname=f"{result.suite}.questions", name=_clean(record.id))
        ET.SubElement(case, "error", message=_clean(str(record.error)))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(crashed)))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suite, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
