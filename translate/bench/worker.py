"""The process of one contestant: `python -m translate.bench.worker`, controlled by lines of JSON.

The first line is the job; the answer is `{"ready": true}` once the model is loaded. Each later line is a trial; the
answer is its timing. Errors are answered as `{"error": message, "exit_code": code}`. The process ends at the end of
its input.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import IO, Any

from translate.bench.contestants import Job, Trial
from translate.errors import TarjamaError

__all__ = ["main", "peak_memory"]


def main() -> int:
    """Serve one parent process."""
    # Output that a library prints must not mix with the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        _serve(sys.stdin, answers)
    except TarjamaError as error:
        _answer(answers, {"error": str(error), "exit_code": int(error.exit_code)})
    return 0


def _serve(orders: IO[str], answers: IO[str]) -> None:
    from translate.bench.ways import open_way
    from translate.models.quiet import quiet_libraries

    first = orders.readline()
    if not first:
        return
    with quiet_libraries():
        way = open_way(Job.from_dict(json.loads(first)))
        _answer(answers, {"ready": True})
        for line in orders:
            timing = way.run(Trial(**json.loads(line)))
            _answer(answers, replace(timing, peak_memory_bytes=peak_memory()).as_dict())


def peak_memory() -> int | None:
    """Return the peak memory of this process in bytes; None if the system does not report it."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123
            # `ru_maxrss` would include the parent, whose memory a new process shares until it starts its program.
            peak = next((line for line in status if line.startswith("VmHWM:")), None)
    except OSError:
        peak = None
    if peak is not None:
        return int(peak.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _answer(answers: IO[str], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
