"""Make run folders and references by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.articles import article_of, line_of, start_run
from translate.scoring.compare import Comparison, compare_systems
from translate.scoring.matching import match_systems
from translate.scoring.referenceset import references_from_folders
from translate.scoring.score import SystemScore, measure_segments, score_measured
from translate.scoring.segments import ArticleSegments, RunSegments
from translate.scoring.systems import load_systems


def write_texts(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write `<id>.en.txt` files without changing newlines."""
    for article_id, text in texts.items():
        path = folder / f"{article_id}.en.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    return folder


def write_run(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write the parts of a run folder that scoring reads."""
    write_texts(folder / "articles", texts)
    return folder


def paired(texts: Path, references: Path) -> RunSegments:
    """Pair the lines of a system's texts with those of the references, as every command does."""
    found = references_from_folders([references])
    return match_systems(load_systems([f"mine={texts}"], found), found).segments[0]


def score_segments(system: str, found: RunSegments) -> SystemScore:
    """Return the scores of these segments."""
    return score_measured(system, found, measure_segments(found))


def article(article_id: str, *pairs: tuple[str, str]) -> ArticleSegments:
    """Return an article of (hypothesis, reference) lines without blank references."""
    return ArticleSegments(
        id=article_id,
        hypotheses=tuple(hypothesis for hypothesis, _ in pairs),
        references=tuple(reference for _, reference in pairs),
        lines=tuple(range(1, len(pairs) + 1)),
        dropped=0,
    )


def segments(articles: int, lines: int) -> RunSegments:
    """Return different articles in which the last of each line's five words are wrong."""
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


def counts_of_articles(articles: int, seed: int, quality: float = 0.6) -> NDArray[np.float64]:
    """Return chrF counts of random articles, of which about a share `quality` matches."""
    chance = np.random.default_rng(seed)
    length = chance.integers(400, 900, size=(articles, 1)) - np.arange(
        6
    )  # characters of output and reference
    share = np.clip(chance.normal(quality, 0.08, size=(articles, 1)), 0, 1) ** np.arange(1, 7)
    return np.stack([length, length, np.floor(length * share)], axis=2).reshape(articles, 18).astype(float)


SENTENCES = [
    "The bank raised its interest rate to nine percent on Tuesday.",
    "A river in the north rose past midnight and flooded two villages.",
    "Engineers say that the new bridge will open before the summer.",
    "The minister refused to answer questions about the budget.",
    "Three hundred workers left the factory when the fire began.",
    "Scientists found a small fossil near the coast of Oman.",
    "Her first novel was translated into eleven languages.",
    "Flights to Cairo were cancelled because of the dust storm.",
    "The court postponed the hearing until the end of March.",
    "A museum in Baghdad received forty stolen tablets.",
]


def translated(lines: Sequence[str]) -> list[str]:
    """Return the output of a fair system: every fifth word differs."""
    return [
        " ".join("thing" if n % 5 == 3 else word for n, word in enumerate(line.split(" "))) for line in lines
    ]


def write_full_run(folder: Path, articles: Mapping[str, Sequence[tuple[str, str]]]) -> Path:
    """Write an unfinished run folder of (source, translation) lines by article."""
    run = start_run(folder, *articles)
    for article_id, pairs in articles.items():
        lines = [
            line_of(english, number=number, source=source)
            for number, (source, english) in enumerate(pairs, 1)
        ]
        run.write_article(article_of(*lines, article_id=article_id, path=article_id))
    return folder


def rotated(lines: Sequence[str], by: int) -> list[str]:
    """Return the lines rotated, as a different article."""
    return [*lines[by:], *lines[:by]]


def compare_texts(
    folder: Path, systems: Mapping[str, Mapping[str, str]], references: Mapping[str, str]
) -> Comparison:
    """Compare systems given as texts by article, through files."""
    found = references_from_folders([write_texts(folder / "references", references)])
    arguments = [f"{name}={write_texts(folder / name, texts)}" for name, texts in systems.items()]
    return compare_systems(match_systems(load_systems(arguments, found), found))


def good_and_bad(folder: Path, articles: int = 8) -> Comparison:
    """Return `good`, wrong in every fifth word, and `bad`, also wrong in the last two of every line."""
    texts = {f"a{n}": rotated(SENTENCES, n)[: 5 + n % 4] for n in range(articles)}
    good = {name: "\n".join(translated(lines)) for name, lines in texts.items()}
    bad = {
        name: "\n".join(" ".join(line.split()[:-2]) for line in translated(lines))
        for name, lines in texts.items()
    }
    references = {name: "\n".join(lines) for name, lines in texts.items()}
    return compare_texts(folder, {"bad": bad, "good": good}, references)
