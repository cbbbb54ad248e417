"""Rewrite the stored corpus, or write it to a folder: `python -m tests.corpus.generate --keep`, or `... FOLDER`.

`cases/` stores the cases that are one small file. Large files, links, pipes and odd names are made when the tests run.
Files in `cases/found` come from fuzzing and have no recipe; they are kept.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tests.corpus.case import Case
from tests.corpus.everything import ENDS, KEPT, all_cases, recipe_cases

MAX_KEPT_BYTES = 6000
# They depend on the user or the machine.
NEVER_KEPT = frozenset(("name", "clash", "no-file", "link", "kind", "request"))
FOUND = "found"


def kept_file(case: Case) -> tuple[str, bytes] | None:
    """Return the path below `cases/` and the content of a case to store; None for other cases."""
    if case.family in NEVER_KEPT or case.inputs or case.arguments:
        return None
    with tempfile.TemporaryDirectory() as folder:
        case.plant(Path(folder))
        planted = list(Path(folder).rglob("*"))
        if len(planted) != 1 or not planted[0].is_file() or planted[0].stat().st_size > MAX_KEPT_BYTES:
            return None
        return f"{case.family}/{case.name}{planted[0].suffix}", planted[0].read_bytes()


def keep() -> int:
    """Write `cases/` and `ends.json`; return the number of files."""
    ends: dict[str, list[str]] = json.loads(ENDS.read_text(encoding="utf-8"))
    ends = {place: of_file for place, of_file in ends.items() if place.startswith(f"{FOUND}/")}
    for old in KEPT.glob("*/*"):
        if old.parent.name != FOUND:
            old.unlink()
    for case in recipe_cases():
        kept = kept_file(case)
        if kept is not None:
            place, content = kept
            (KEPT / place).parent.mkdir(exist_ok=True)
            (KEPT / place).write_bytes(content)
            ends[place] = list(case.ends)
    ENDS.write_text(
        json.dumps(dict(sorted(ends.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return len(ends)


def main() -> None:
    """Store the corpus, or write it to a folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.generate")
    parser.add_argument("folder", type=Path, nargs="?", help="plant all cases here, a folder each")
    parser.add_argument("--keep", action="store_true", help="write tests/corpus/cases")
    args = parser.parse_args()
    if args.keep:
        print(f"{keep()} files in {KEPT}")
    if args.folder is not None:
        for case in all_cases():
            place = args.folder / case.family / case.name
            place.mkdir(parents=True)
            case.plant(place)


if __name__ == "__main__":
    main()
