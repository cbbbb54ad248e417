"""Find defects of a system's file that are not translation errors, and repair them without changing words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from translate.scoring.segments import ArticleSegments, RunSegments
from translate.text.cleaning import arabic_share, clean

if TYPE_CHECKING:
    from translate.scoring.metrics import Measured

__all__ = ["KINDS", "Finding", "Hygiene", "entity", "inspect", "mojibake", "repair", "tokenised"]

_ENTITY = re.compile(r"&(#\d+|#x[0-9a-f]+|[a-z]+);", re.IGNORECASE)
# Traces of Moses' tokeniser: white space before punctuation, isolated quotes, split contractions.
_TOKENISED = re.compile(
    r"\S [.,;:!?%)\]](?= |$)"
    r"|(?<!\S)[\"“] .+ [\"”](?!\S)"
    r"|\w (?:n['’]t|['’](?:s|re|ve|ll|d|m))(?= |$)"
)
# UTF-8 read as Windows-1252: the letter of a lead byte, then characters of continuation bytes. Never in FLORES.
_CONTINUATION = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a"
)
_CONTINUATION += "\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
_MOJIBAKE = re.compile(f"(?:[\u00c2-\u00df][{_CONTINUATION}]|[\u00e0-\u00ef][{_CONTINUATION}]{{2}})+")
# opus-mt-ar-en writes ` &apos; s` for 's.
_SPACED_APOSTROPHE = re.compile(r"(?<=\w) (?:&apos;|&#39;) (?=\w)")
_REPLACEMENT = "\ufffd"
_COPIED_SHARE = 0.5  # share of Arabic letters from which the output is probably a copy of the source
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of defect: the number of lines (or files, for byte order marks) with it, and the first places."""

    kind: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hygiene:
    """The defects of a system's outputs, and its scores by the metrics' keys after the repair.

    `repaired_scores` is empty if no line was repaired.
    """

    findings: tuple[Finding, ...]
    repaired_lines: int
    repaired_scores: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        """Return the `hygiene` entry of a system in the `compare` document."""
        return asdict(self)

    def count(self, kind: str) -> int:
        """Return how many lines have a defect."""
        return next(finding.count for finding in self.findings if finding.kind == kind)


def entity(line: str) -> bool:
    """Return whether the line has an HTML entity. They cost Google 2 BLEU on FLORES."""
    return _ENTITY.search(line) is not None


def tokenised(line: str) -> bool:
    """Return whether punctuation is separated from words, as by a tokeniser (2 of 997 human lines on FLORES dev)."""
    return _TOKENISED.search(html.unescape(line)) is not None


def mojibake(line: str) -> bool:
    """Return whether the text was decoded with a wrong encoding."""
    return _REPLACEMENT in line or _MOJIBAKE.search(line) is not None


KINDS = ("entities", "empty", "byte order mark", "tokenised", "mojibake", "source copied", "duplicates")
_OF_LINES: Mapping[str, Callable[[str], bool]] = {
    "entities": entity,
    "empty": lambda line: not line,
    "tokenised": tokenised,
    "mojibake": mojibake,
}


def repair(line: str) -> str:
    """Repair entities, mojibake and spaces of a line. No word is changed."""
    joined = _SPACED_APOSTROPHE.sub("'", line)
    mended = _MOJIBAKE.sub(_decoded, _ENTITY.sub(lambda match: html.unescape(match[0]), joined))
    return _detokenised(mended) if tokenised(mended) else mended


def inspect(
    segments: RunSegments,
    sources: Sequence[str] | None,
    marks: Sequence[str],
    measured: Mapping[str, Measured],
) -> Hygiene:
    """Count the defects in the scored lines, and score them repaired.

    `sources` are the source lines of the scored lines, `marks` the files that start with a byte order mark, and
    `measured` the counts of the unrepaired lines.
    """
    places = [f"{article.id}:{number}" for article in segments.articles for number in article.lines]
    lines = [line for article in segments.articles for line in article.hypotheses]
    references = [line for article in segments.articles for line in article.references]
    found = {kind: [n for n, line in enumerate(lines) if has(line)] for kind, has in _OF_LINES.items()}
    found["source copied"] = [
        n for n, line in enumerate(lines) if _is_copied(line, sources[n] if sources else "")
    ]
    found["duplicates"] = _duplicates(lines, sources or references)
    findings = [
        Finding(kind, len(found[kind]), tuple(places[n] for n in found[kind][:_EXAMPLES]))
        if kind in found
        else Finding(kind, len(marks), tuple(marks[:_EXAMPLES]))
        for kind in KINDS
    ]
    changed = [n for n, line in enumerate(lines) if repair(line) != line]
    scores = _repaired_scores(segments, changed, measured) if changed else {}
    return Hygiene(tuple(findings), len(changed), scores)


def _repaired_scores(
    segments: RunSegments, changed: Sequence[int], measured: Mapping[str, Measured]
) -> dict[str, float]:
    """Return the scores with the changed lines repaired; only these are counted again."""
    from translate.scoring.score import measure_segments

    metrics = [of_metric.metric for of_metric in measured.values()]
    again = measure_segments(_repaired_lines(segments, frozenset(changed)), metrics)
    return {
        key: of_metric.score(
            of_metric.counts.sum(axis=0)
            - of_metric.counts[changed].sum(axis=0)
            + again[key].counts.sum(axis=0)
        )
        for key, of_metric in measured.items()
    }


def _repaired_lines(segments: RunSegments, changed: frozenset[int]) -> RunSegments:
    articles, start = [], 0
    for article in segments.articles:
        kept = [n for n in range(len(article.lines)) if start + n in changed]
        start += len(article.lines)
        articles.append(_only(article, kept))
    return RunSegments(tuple(article for article in articles if article.lines))


def _only(article: ArticleSegments, kept: Sequence[int]) -> ArticleSegments:
    return replace(
        article,
        hypotheses=tuple(repair(article.hypotheses[n]) for n in kept),
        references=tuple(article.references[n] for n in kept),
        lines=tuple(article.lines[n] for n in kept),
        more_references=tuple(tuple(stream[n] for n in kept) for stream in article.more_references),
    )


def _duplicates(lines: Sequence[str], originals: Sequence[str]) -> list[int]:
    """Return lines that repeat an earlier one although their sources (or else references) differ."""
    seen: dict[str, str] = {}
    repeated = []
    for n, (line, original) in enumerate(zip(lines, originals, strict=True)):
        if line and seen.setdefault(line, original) != original:
            repeated.append(n)
    return repeated


def _is_copied(line: str, source: str) -> bool:
    return bool(line) and (
        arabic_share(line) > _COPIED_SHARE or (bool(source) and clean(line) == clean(source))
    )


def _decoded(match: re.Match[str]) -> str:
    data = bytearray()
    for char in match[0]:
        try:
            data += char.encode("cp1252")
        except UnicodeEncodeError:  # five bytes have no character in Windows-1252 and are kept
            data += char.encode("latin-1")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _detokenised(line: str) -> str:
    from sacremoses import MosesDetokenizer

    joined = str(MosesDetokenizer(lang="en").detokenize(line.split(), unescape=False))
    return joined if joined.replace(" ", "") == "".join(line.split()) else line
