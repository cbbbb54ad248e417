"""Pair outputs, references and sources by article and line number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from translate.errors import ReferencesError
from translate.scoring.alignment import first_difference
from translate.scoring.referenceset import Part, ReferenceSet, ReferenceText, references_from_folders
from translate.scoring.segments import ArticleSegments, RunSegments
from translate.scoring.systems import LoadedSystem, load_systems
from translate.scoring.texts import SUFFIX, TextFile
from translate.text.cleaning import clean

__all__ = ["Matched", "match_run", "match_systems"]

_IDS_IN_A_MESSAGE = 10


@dataclass(frozen=True, slots=True)
class Matched:
    """Systems over the same articles and lines.

    `segments` is in the order of `systems`; all have the same articles, lines and references. `sources` contains the
    source lines of the scored lines in order; None without a source. `left_out` contains the articles that only some
    systems have. `unwrapped` is the number of lines that were joined with the line before them, because a run joined
    hard-wrapped lines (`tarjama run --unwrap`).
    """

    testset: ReferenceSet
    systems: tuple[LoadedSystem, ...]
    segments: tuple[RunSegments, ...]
    sources: tuple[str, ...] | None
    left_out: tuple[str, ...]
    unwrapped: int = 0


def match_systems(systems: Sequence[LoadedSystem], testset: ReferenceSet) -> Matched:
    """Pair all outputs with the references, on the articles that every system has.

    If a run joined hard-wrapped lines, its translation of a paragraph is at the paragraph's first line. Then these
    lines are joined in all texts, so that the paragraph is one segment, at its first line.

    Raises ReferencesError if the systems have no common article, if the number of lines of a text differs from its
    reference's (with the first difference), or if two runs translated different texts under one id.
    """
    having = [{text.id for text in testset.texts if text.id in system.outputs} for system in systems]
    common = set.intersection(*having)
    if not common:
        raise ReferencesError(_nothing_common(systems, testset))
    found = [_with_source(text, systems) for text in testset.texts if text.id in common]
    continued = {text.id: numbers for text, numbers in found}
    texts = tuple(text for text, _ in found)
    systems = [
        replace(system, outputs={t.id: _unwrapped(_fitted(system, t), continued[t.id]) for t in texts})
        for system in systems
    ]
    texts = tuple(_text_unwrapped(text, continued[text.id]) for text in texts)
    scored = [
        (text, part, kept) for text in texts for part in text.articles if (kept := _scored_lines(text, part))
    ]
    if not scored:
        raise ReferencesError(f"All lines of the references in {testset.name} are blank.")
    blank = tuple(p.id for t in texts for p in t.articles if not _scored_lines(t, p))
    segments = tuple(
        RunSegments(
            articles=tuple(
                _segments(system.outputs[text.id], text, part, kept) for text, part, kept in scored
            ),
            without_reference=system.without_reference,
            without_translation=tuple(t.id for t in testset.texts if t.id not in of_system),
            blank_references=blank,
        )
        for system, of_system in zip(systems, having, strict=True)
    )
    return Matched(
        testset=replace(testset, texts=texts),
        systems=tuple(systems),
        segments=segments,
        sources=_sources([(text, kept) for text, _, kept in scored]),
        left_out=tuple(sorted(set.union(*having) - common)),
        unwrapped=sum(map(len, continued.values())),
    )


def match_run(run: Path, references: Path) -> Matched:
    """Pair one run's outputs with a folder of references, as a comparison of only this run does."""
    testset = references_from_folders([references])
    return match_systems(load_systems([str(run)], testset), testset)


def _scored_lines(text: ReferenceText, part: Part) -> tuple[int, ...]:
    """Return the numbers of the lines with at least one reference."""
    return tuple(n for n in part.numbers if any(reference.lines[n - 1] for reference in text.references))


def _segments(output: TextFile, text: ReferenceText, part: Part, kept: tuple[int, ...]) -> ArticleSegments:
    # The references of a line, blank ones last: sacrebleu accepts None for a line that has fewer than others.
    by_line = [[r.lines[n - 1] for r in text.references if r.lines[n - 1]] for n in kept]
    further = range(1, len(text.references))
    return ArticleSegments(
        id=part.id,
        hypotheses=tuple(output.lines[n - 1] for n in kept),
        references=tuple(lines[0] for lines in by_line),
        lines=kept,
        dropped=len(part.numbers) - len(kept),
        more_references=tuple(
            tuple(lines[n] if n < len(lines) else None for lines in by_line) for n in further
        ),
    )


def _sources(scored: Sequence[tuple[ReferenceText, tuple[int, ...]]]) -> tuple[str, ...] | None:
    lines: list[str] = []
    for text, kept in scored:
        if text.source is None:
            return None
        lines += [text.source.lines[n - 1] for n in kept]
    return tuple(lines)


def _with_source(
    text: ReferenceText, systems: Sequence[LoadedSystem]
) -> tuple[ReferenceText, frozenset[int]]:
    """Return the text with its source, and the numbers of the lines that a run joined with the line before them.

    The source is taken from the runs if not given; all runs must have the same source.
    """
    continued: frozenset[int] = frozenset()
    for system in systems:
        if system.kind != "run":
            continue
        own, joined = _source_of_run(system.outputs[text.id].path)
        continued |= joined
        if text.source is not None:
            _require_same_source(text.source, own)
        elif all(reference.fitted(own.lines) for reference in text.references):
            text = text.with_source(own)
    return text, continued


def _source_of_run(english: Path) -> tuple[TextFile, frozenset[int]]:
    from translate.runs.conversions import read_article_json

    article = read_article_json(english.with_name(english.name.removesuffix(".en.txt") + ".json")).article
    joined = frozenset(n for n, line in enumerate(article.lines, 1) if n > 1 and line.joined is not None)
    return TextFile(english, tuple(line.source.rstrip() for line in article.lines)), joined


def _text_unwrapped(text: ReferenceText, continued: frozenset[int]) -> ReferenceText:
    """Return the text with the `continued` lines joined, and left out of its articles."""
    if not continued:
        return text
    return replace(
        text,
        references=tuple(_unwrapped(reference, continued) for reference in text.references),
        source=text.source and _unwrapped(text.source, continued),
        parts=tuple(
            replace(part, numbers=tuple(n for n in part.numbers if n not in continued))
            for part in text.articles
        ),
    )


def _unwrapped(file: TextFile, continued: Collection[int]) -> TextFile:
    """Return the file with each `continued` line added to the line before it, and blank; numbers are from 1."""
    if not continued:
        return file
    lines = [""] * len(file.lines)
    first = 0
    for place, line in enumerate(file.lines):
        first = first if place + 1 in continued else place
        lines[first] = f"{lines[first]} {line}".strip()
    return replace(file, lines=tuple(lines))


def _require_same_source(one: TextFile, other: TextFile) -> None:
    fitted = other.fitted(one.lines)
    between = f"{one.path} and {other.path} have different sources"
    if fitted is None:
        raise ReferencesError(
            f"{between}: {one.counted} and {other.counted}. {first_difference(one, other)} "
            "Scores of different texts cannot be compared."
        )
    for number, (a, b) in enumerate(zip(one.lines, fitted.lines, strict=True), 1):
        if a != b and clean(a) != clean(b):
            raise ReferencesError(
                f"{between}: line {number} differs. Scores of different texts cannot be compared."
            )


def _fitted(system: LoadedSystem, text: ReferenceText) -> TextFile:
    """Return the output with as many lines as the text; raises ReferencesError with the first difference."""
    output, reference = system.outputs[text.id], text.references[0]
    fitted = output.fitted(text.source.lines if text.source else reference.lines)
    if fitted is not None and (text.source is not None or output.ends_like(reference)):
        return fitted
    raise ReferencesError(
        f"{system.name}: {output.path} has {output.counted} and {reference.path} has "
        f"{reference.count}; line N of one must belong to line N of the other. "
        f"{first_difference(output, reference)}"
    )


def _nothing_common(systems: Sequence[LoadedSystem], testset: ReferenceSet) -> str:
    parts = [
        f"{system.name}: {_some(sorted([*system.outputs, *system.without_reference]))}" for system in systems
    ]
    return (
        f"No article has a reference (<id>{SUFFIX}) and a translation by every system. "
        f"References: {_some([text.id for text in testset.texts])}. " + ". ".join(parts) + "."
    )


def _some(ids: Sequence[str]) -> str:
    if not ids:
        return "none"
    more = len(ids) - _IDS_IN_A_MESSAGE
    return ", ".join(ids[:_IDS_IN_A_MESSAGE]) + (f" and {more} more" if more > 0 else "")
