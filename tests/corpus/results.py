"""What each case gave, for the table of what was tried."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.corpus.case import Case
from tests.corpus.checking import Outcome

# A file to which the result of each case is added, a line of JSON each: family, case, expected, got, seconds.
VARIABLE = "TARJAMA_CORPUS_RESULTS"


def record(case: Case, outcome: Outcome) -> None:
    """Add a line, where the environment names the file."""
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
