"""Runs many `openstack` commands in one Python process, so that each does not pay for the start of Python again.

Reads one JSON list of arguments a line, runs it as the `openstack` command would (a new shell, so it logs in anew),
and answers with one JSON object a line: {"code": ..., "stdout": ..., "stderr": ...}.
"""

import contextlib
import io
import json
import logging
import os
import sys

from openstackclient import shell


def run(arguments):
    stdout, stderr = io.StringIO(), io.StringIO()
    # Each shell configures logging for itself; handlers of the one before would write to closed buffers.
    for handler in list(logging.getLogger("").handlers):
        logging.getLogger("").removeHandler(handler)
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            code = shell.main(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else (0 if end.code is None else 1)
        except BaseException as error:
            stderr.write("%s: %s\n" % (type(error).__name__, error))
            code = 1
    return {"code": code or 0, "stdout": stdout.getvalue(), "stderr": stderr.getvalue()}


def main():
    # Keeps the answers apart from whatever a plugin may print on its own.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    sys.argv[0] = "openstack"
    for line in sys.stdin:
        answers.write(json.dumps(run(json.loads(line))) + "\n")


main()
