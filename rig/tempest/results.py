"""Turns stestr's subunit stream on standard input into one JSON object a line, as each test ends.

{"id": ..., "status": "success" | "fail" | "skip" | "xfail" | "uxsuccess", "reason": ..., "detail": ..., "seconds": ...}
"""

import json
import sys

import subunit
import testtools


def text(details, name):
    return details[name].as_text() if name in details else ""


def report(test):
    # The enumeration that stestr sends before it runs anything.
    if test["status"] == "exists":
        return
    started, ended = (test["timestamps"] + [None, None])[:2]
    details = test["details"]
    reason = text(details, "reason")
    detail = "\n".join(value.as_text() for name, value in details.items() if "traceback" in name)
    seconds = (ended - started).total_seconds() if started and ended else None
    line = {"id": test["id"], "status": test["status"], "reason": reason, "detail": detail, "seconds": seconds}
    print(json.dumps(line), flush=True)


outcome = testtools.StreamToDict(report)
outcome.startTestRun()
subunit.ByteStreamToStreamResult(sys.stdin.buffer, non_subunit_name="stdout").run(outcome)
outcome.stopTestRun()
