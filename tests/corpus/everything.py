"""All cases of the corpus: the kept files, and what the recipes make beside them."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

from tests.corpus.case import Case, files
from tests.corpus.recipes import archives, letters, names, pages, pdfs, plain, rows, shapes

KEPT = Path(__file__).parent / "cases"
ENDS = KEPT / "ends.json"


def all_cases() -> list[Case]:
    """Every case but those of `recipes.giants`; of one that is kept, the kept file."""
    kept = {case.label: case for case in kept_cases()}
    made = [case for case in recipe_cases() if case.label not in kept]
    return [*kept.values(), *made]


def recipe_cases() -> list[Case]:
    """What the recipes make; raises ValueError where two cases have one name."""
    recipes = (plain, letters, shapes, rows, pages, archives, pdfs, names)
    made = [case for recipe in recipes for case in recipe.cases()]
    labels = sorted(case.label for case in made)
    twice = [label for label, same in groupby(labels) if len(list(same)) > 1]
    if twice:
        raise ValueError(f"cases of the same name: {', '.join(twice)}")
    return made


def kept_cases() -> list[Case]:
    """The files of `cases/`, `<family>/<name><suffix>`, with the ends that `cases/ends.json` gives them."""
    ends: dict[str, list[str]] = json.loads(ENDS.read_text(encoding="utf-8"))
    return [
        Case(
            Path(place).parent.name,
            Path(place).stem,
            files({f"x{Path(place).suffix}": (KEPT / place).read_bytes()}),
            tuple(of_file),
        )
        for place, of_file in ends.items()
    ]
