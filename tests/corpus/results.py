"""Record the result of each case, for the report."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.corpus.case import Case
from tests.corpus.checking import Outcome

# Name of a file to which each case appends a line of JSON: family, case, expected, got, seconds.
VARIABLE = "TARJAMA_CORPUS_RESULTS"


def record(case: Case, outcome: Outcome) -> None:
    """Append a line if the environment names the file."""
    if VARIABLE not in os.environ:
        return
    result = {
        "family": case.family,
        "case": case.name,
        "expected": list(case.ends),
        "got": [end[:300] for end in outcome.ends],
        "seconds": round(outcome.seconds, 3),
    }
    with Path(os.environ[VARIABLE]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(result) + "\n")
