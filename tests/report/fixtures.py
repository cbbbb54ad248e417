"""A comparison of a run and outside texts with everything that could break a page."""

from __future__ import annotations

from pathlib import Path

from tests.scoring.fixtures import SENTENCES, rotated, translated, write_full_run, write_texts
from translate.records import Row, Status
from translate.runs.folder import RunFolder
from translate.scoring.compare import Comparison, compare_systems
from translate.scoring.matching import Matched, match_systems
from translate.scoring.referenceset import references_from_folders
from translate.scoring.systems import load_systems

EVIL = '<script>alert("x")</script> $\\frac{1}{$ & \x1b[31m \u202e'
ARABIC = "ارتفع النهر <b>بعد</b> منتصف الليل رقم 5000."


def compared_run(folder: Path, articles: int = 3, evil: str = EVIL) -> tuple[Matched, Comparison]:
    """Compare a run and a folder; the first line of each article contains `evil` in source, reference and outputs."""
    texts = {f"a/{n}": rotated(SENTENCES, n) for n in range(articles)}
    lines = {
        name: [
            (f"{ARABIC} {evil} {n}", f"{sentence} {evil if n == 0 else ''}") for n, sentence in enumerate(of)
        ]
        for name, of in texts.items()
    }
    run = write_full_run(folder / "run", lines)
    for name in texts:
        RunFolder(run).write_row(
            Row(name, Status.DONE, f"Title {evil}", f"Summary {evil}", 2, 10, ("entity",))
        )
    elsewhere = write_texts(
        folder / "elsewhere",
        {name: "\n".join([evil.replace("\n", " "), *translated(of)[1:]]) for name, of in texts.items()},
    )
    references = write_texts(folder / "references", {name: "\n".join(of) for name, of in texts.items()})
    found = references_from_folders([references])
    matched = match_systems(load_systems([str(run), f"else{evil}where={elsewhere}"], found), found)
    return matched, compare_systems(matched)
