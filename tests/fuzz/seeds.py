"""Collect the inputs that fuzzing starts from: the small files of the corpus, by suffix."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.corpus.case import Case
from tests.corpus.everything import all_cases
from tests.corpus.generate import NEVER_KEPT
from tests.fuzz.targets import TARGETS

MAX_SEED_BYTES = 20_000


def seeds() -> dict[str, list[bytes]]:
    """Return distinct inputs by suffix, in the order of the corpus."""
    cases = [case for case in all_cases() if case.family not in NEVER_KEPT]
    found: dict[str, dict[bytes, None]] = {suffix: {} for suffix in TARGETS}
    for case in cases:
        for suffix, data in _files(case):
            if suffix in found and len(data) <= MAX_SEED_BYTES:
                found[suffix].setdefault(data)
    return {suffix: list(contents) for suffix, contents in found.items()}


def _files(case: Case) -> list[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        case.plant(Path(folder))
        return [
            (path.suffix, path.read_bytes()) for path in sorted(Path(folder).rglob("*")) if path.is_file()
        ]
