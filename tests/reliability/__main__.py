"""Run the whole series and write its table.

    python -m tests.reliability [--kills 100] [--interrupts 40] [--soak-seconds 30]

injects every kind of fault, kills and interrupts runs, runs the stored corpus of bad input, runs a short soak test,
reads the last results of `tests/injection/measure.py` and of `make soak`, and writes `tests/reliability.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.injection.measure import RATES
from tests.reliability.cluster_faults import CLUSTER_KINDS
from tests.reliability.faults import KINDS, NotHere, Outcome, try_fault
from tests.reliability.kills import kill_series
from tests.reliability.process import ROOT, Hang, Workshop, make_workshop
from tests.reliability.soak import soak, verdict
from tests.reliability.table import Results, write_table

TABLE = ROOT / "tests" / "reliability.md"
SOAK_RESULT = ROOT / "tests" / "reliability" / "soak.json"


def main() -> int:
    """Run everything, write the table, and return 1 if anything failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100, help="SIGKILL at random moments")
    parser.add_argument("--interrupts", type=int, default=40, help="SIGINT, and as often SIGTERM")
    parser.add_argument("--soak-seconds", type=float, default=30)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workshop = make_workshop(Path(folder) / "workshop")
        results = Results()
        _faults(workshop, results)
        results.kills = kill_series(
            workshop,
            {
                signal.SIGKILL: arguments.kills,
                signal.SIGINT: arguments.interrupts,
                signal.SIGTERM: arguments.interrupts,
            },
        )
        results.problems += results.kills.problems
        results.soak = soak(_made(Path(folder) / "soak"), arguments.soak_seconds)
        results.problems += verdict(results.soak)
        _corpus(Path(folder) / "corpus.jsonl", results)
    if RATES.is_file():
        results.injections = json.loads(RATES.read_text(encoding="utf-8"))
    if SOAK_RESULT.is_file():
        results.long_soak = json.loads(SOAK_RESULT.read_text(encoding="utf-8"))
    TABLE.write_text(write_table(results), encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))
    print("\n".join(results.problems), file=sys.stderr)
    return int(bool(results.problems))


def _faults(workshop: Workshop, results: Results) -> None:
    for kind in (KINDS | CLUSTER_KINDS).values():
        try:
            outcome = try_fault(kind, workshop)
        except NotHere as error:
            results.not_here.append(f"{kind.name}: {error}")
            continue
        except Hang as error:
            results.hangs += 1
            outcome = Outcome(kind.name, 0.0, (f"hangs: {error}",), 0, 0)
        results.faults.append(outcome)
        results.problems += [f"{kind.name}: {problem}" for problem in outcome.problems]
        print(f"{'well' if not outcome.problems else 'NOT WELL'}: {kind.name}", file=sys.stderr)


def _corpus(path: Path, results: Results) -> None:
    """Run the tests of the stored corpus, which write a line for each case."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/corpus"],
        cwd=ROOT,
        env=os.environ | {"TARJAMA_CORPUS_RESULTS": str(path), "TARJAMA_CORPUS_ALL": "1"},
        check=False,
    )
    results.corpus_seconds = time.monotonic() - began
    if done.returncode != 0:
        results.problems.append(f"the corpus of bad input: pytest ended with {done.returncode}")
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
    results.corpus = [json.loads(line) for line in lines if line]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    sys.exit(main())
