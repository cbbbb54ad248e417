"""Collect all cases of the corpus: the stored files, and those that the recipes make."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

from tests.corpus.case import Case, files
from tests.corpus.recipes import archives, letters, names, pages, pdfs, plain, rows, shapes

KEPT = Path(__file__).parent / "cases"
ENDS = KEPT / "ends.json"


def all_cases() -> list[Case]:
    """Return every case except those of `recipes.giants`; stored files take precedence over recipes."""
    kept = {case.label: case for case in kept_cases()}
    made = [case for case in recipe_cases() if case.label not in kept]
    return [*kept.values(), *made]


def recipe_cases() -> list[Case]:
    """Return the cases of the recipes; raises ValueError if two have the same name."""
    recipes = (plain, letters, shapes, rows, pages, archives, pdfs, names)
    made = [case for recipe in recipes for case in recipe.cases()]
    labels = sorted(case.label for case in made)
    twice = [label for label, same in groupby(labels) if len(list(same)) > 1]
    if twice:
        raise ValueError(f"cases of the same name: {', '.join(twice)}")
    return made


def kept_cases() -> list[Case]:
    """Return the files `cases/<family>/<name><suffix>` with the expected results of `cases/ends.json`."""
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
