"""Find a mix of quote styles: curly in the references and straight in the outputs, or the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from translate.scoring.metrics import METRICS, Measured
from translate.scoring.score import measure_segments
from translate.scoring.segments import ArticleSegments, RunSegments

__all__ = ["QuoteStyles", "compare_quotes", "differs_in_style", "straightened"]

_STRAIGHT = str.maketrans(dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‘’‚‛′‹›`´", "'"))


@dataclass(frozen=True, slots=True)
class QuoteStyles:
    """The number of lines in which only the style of quotes differs, and two scores with straight quotes."""

    lines: int
    places: tuple[str, ...]
    bleu: float
    chrf: float


def straightened(line: str) -> str:
    """Return the line with straight quotes and apostrophes."""
    return line.translate(_STRAIGHT)


def differs_in_style(output: str, reference: str) -> bool:
    """Return whether a mark is only curly in one line and only straight in the other."""
    of_output, of_reference = _marks(output), _marks(reference)
    return any(
        a != b and straightened(a) == straightened(b) and a not in of_reference and b not in of_output
        for a in of_output
        for b in of_reference
    )


def compare_quotes(segments: RunSegments, measured: Mapping[str, Measured]) -> QuoteStyles | None:
    """Score a system again with straight quotes on both sides; None if no line differs in the style of its quotes.

    Only changed lines are counted again; `measured` has the counts of the unchanged lines.
    """
    places, changed, articles, start = [], [], [], 0
    for article in segments.articles:
        pairs = list(zip(article.hypotheses, article.references, strict=True))
        places += [
            f"{article.id}:{article.lines[n]}" for n, pair in enumerate(pairs) if differs_in_style(*pair)
        ]
        kept = [n for n, pair in enumerate(pairs) if any(straightened(line) != line for line in pair)]
        changed += [start + n for n in kept]
        start += len(pairs)
        articles.append(_straight(article, kept))
    if not places:
        return None
    again = measure_segments(
        RunSegments(tuple(article for article in articles if article.lines)),
        [metric for metric in METRICS if metric.key in {"bleu", "chrf"}],
    )
    scores = {
        key: measured[key].score(
            measured[key].counts.sum(axis=0)
            - measured[key].counts[changed].sum(axis=0)
            + of_metric.counts.sum(axis=0)
        )
        for key, of_metric in again.items()
    }
    return QuoteStyles(len(places), tuple(places), scores["bleu"], scores["chrf"])


def _marks(line: str) -> frozenset[str]:
    return frozenset(char for char in line if char in "\"'" or ord(char) in _STRAIGHT)


def _straight(article: ArticleSegments, kept: list[int]) -> ArticleSegments:
    return replace(
        article,
        hypotheses=tuple(straightened(article.hypotheses[n]) for n in kept),
        references=tuple(straightened(article.references[n]) for n in kept),
        lines=tuple(article.lines[n] for n in kept),
        more_references=tuple(
            tuple(None if (line := stream[n]) is None else straightened(line) for n in kept)
            for stream in article.more_references
        ),
    )
