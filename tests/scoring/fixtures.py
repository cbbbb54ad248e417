"""Run folders and references made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from translate.scoring.segments import ArticleSegments, RunSegments


def write_texts(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write `<id>.en.txt` files, the newlines as they are."""
    for article_id, text in texts.items():
        path = folder / f"{article_id}.en.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return folder


def write_run(folder: Path, texts: Mapping[str, str]) -> Path:
    """A run folder as far as scoring reads it."""
    write_texts(folder / "articles", texts)
    return folder


def article(article_id: str, *pairs: tuple[str, str]) -> ArticleSegments:
    """An article of (hypothesis, reference) lines, none of them blank in the reference."""
    return ArticleSegments(
        id=article_id,
        hypotheses=tuple(hypothesis for hypothesis, _ in pairs),
        references=tuple(reference for _, reference in pairs),
        lines=tuple(range(1, len(pairs) + 1)),
        dropped=0,
    )


def segments(articles: int, lines: int) -> RunSegments:
    """Articles that differ from one another: of each line's five words, the last ones are wrong."""
    words = ["the", "river", "rose", "past", "midnight"]
    made = []
    for a in range(articles):
        pairs = []
        for line in range(lines):
            wrong = (a + 2 * line) % 4
            hypothesis = words[: 5 - wrong] + ["mistaken"] * wrong
            pairs.append((" ".join([f"{a}", *hypothesis]), " ".join([f"{a}", *words])))
        made.append(article(f"a{a}", *pairs))
    return RunSegments(articles=tuple(made))
