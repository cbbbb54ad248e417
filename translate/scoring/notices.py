"""Warnings about a comparison, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from translate.scoring.alignment import find_shift
from translate.scoring.hygiene import Hygiene
from translate.scoring.matching import Matched
from translate.scoring.metrics import CHRF, Measured, has_no_four_grams
from translate.scoring.quotes import QuoteStyles, compare_quotes
from translate.scoring.referenceset import ReferenceSet
from translate.scoring.score import split_by_article
from translate.scoring.segments import RunSegments
from translate.scoring.suspects import Suspect
from translate.scoring.systems import LoadedSystem

__all__ = ["Notice", "Shift", "find_shifts", "notices_about"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Shift:
    """Lines `first` to `last` of a text fit the references `offset` lines away.

    `offset` 1 means that the output of line N is in line N + 1. `chrf` is the score of these lines, and `chrf_shifted`
    their score after a shift.
    """

    text: str
    first: int
    last: int
    offset: int
    chrf: float
    chrf_shifted: float


@dataclass(frozen=True, slots=True)
class Notice:
    """One warning; `system` is None if it concerns all systems."""

    kind: str
    system: str | None
    message: str


def find_shifts(system: LoadedSystem, testset: ReferenceSet) -> Iterator[Shift]:
    """Return the ranges of lines that are shifted by one, if a shift back would raise chrF."""
    for text in testset.texts:
        outputs, references = system.outputs[text.id].lines, text.references[0].lines
        stretch = find_shift(outputs, references)
        if stretch is None:
            continue
        numbers = [
            n
            for n in range(stretch.first - 1, stretch.last)
            if references[n] and 0 <= n + stretch.offset < len(outputs)
        ]
        theirs = [references[n] for n in numbers]
        now = _chrf([outputs[n] for n in numbers], theirs)
        moved = _chrf([outputs[n + stretch.offset] for n in numbers], theirs)
        if moved > now:
            yield Shift(text.id, stretch.first, stretch.last, stretch.offset, now, moved)


def notices_about(
    matched: Matched,
    found: Mapping[str, tuple[Hygiene, Sequence[Shift]]],
    suspects: Sequence[Suspect],
    measured: Sequence[Mapping[str, Measured]],
) -> Iterator[Notice]:
    """Return all warnings about a comparison, those about single systems first."""
    for system, segments, counted in zip(matched.systems, matched.segments, measured, strict=True):
        hygiene, shifts = found[system.name]
        yield from _about_bleu(system.name, segments, counted["bleu"])
        yield from _about_quotes(system.name, compare_quotes(segments, counted), counted)
        yield from _about_shifts(system.name, shifts)
        yield from _about_hygiene(system.name, hygiene)
        if not system.finished:
            yield Notice("unfinished", system.name, f"{system.name}: the run is not finished.")
    yield from _about_sameness(matched)
    if matched.unwrapped:
        yield Notice(
            "unwrapped",
            None,
            f"{_count(matched.unwrapped, 'line')} scored together with the line before, because a run joined "
            "hard-wrapped lines (--unwrap).",
        )
    if matched.left_out:
        yield Notice(
            "articles left out",
            None,
            f"{_count(len(matched.left_out), 'article')} not compared, because not all systems have them: "
            f"{_some(matched.left_out)}.",
        )
    for suspect in suspects:
        yield Notice("suspect reference", None, _about_suspect(suspect))


def _about_shifts(name: str, shifts: Sequence[Shift]) -> Iterator[Notice]:
    for shift in shifts:
        direction = "after" if shift.offset > 0 else "before"
        yield Notice(
            "shifted",
            name,
            f"{name}: {shift.text}, lines {shift.first} to {shift.last}: the outputs fit the references better from "
            f"the line {direction} (chrF {shift.chrf_shifted:.1f}, not {shift.chrf:.1f}). A line was added or lost.",
        )


def _about_bleu(name: str, segments: RunSegments, bleu: Measured) -> Iterator[Notice]:
    """Explain a BLEU of 0 for outputs that are too short for BLEU, such as identical lines of two words."""
    of_articles = split_by_article(bleu.counts, segments.articles)
    short = [
        article.id
        for article, counts in zip(segments.articles, of_articles, strict=True)
        if has_no_four_grams(counts.sum(axis=0))
    ]
    if not short:
        return
    every = len(short) == len(segments.articles)
    where = "" if every else f" of {_count(len(short), 'article')} ({_some(short)})"
    yield Notice(
        "bleu undefined",
        name,
        f"{name}: BLEU{where} is 0 because no output line has four words or punctuation marks, and BLEU counts "
        "sequences of up to four. Use chrF instead.",
    )


def _about_quotes(
    name: str, quotes: QuoteStyles | None, measured: Mapping[str, Measured]
) -> Iterator[Notice]:
    if quotes is None:
        return
    bleu, chrf = (measured[key].score(measured[key].counts.sum(axis=0)) for key in ("bleu", "chrf"))
    yield Notice(
        "quotes",
        name,
        f"{name}: quotes are curly on one side and straight on the other in {_count(quotes.lines, 'line')} "
        f"({_some(quotes.places, quotes.lines)}). With straight quotes on both sides BLEU is {quotes.bleu:.1f}, not "
        f"{bleu:.1f}, and chrF {quotes.chrf:.1f}, not {chrf:.1f}.",
    )


def _about_hygiene(name: str, hygiene: Hygiene) -> Iterator[Notice]:
    for finding in hygiene.findings:
        if finding.count:
            noun = "file" if finding.kind == "byte order mark" else "line"
            what = "HTML entities" if finding.kind == "entities" else finding.kind
            yield Notice(
                finding.kind,
                name,
                f"{name}: {what} in {_count(finding.count, noun)} ({_some(finding.examples, finding.count)}).",
            )


def _about_sameness(matched: Matched) -> Iterator[Notice]:
    seen: dict[tuple[tuple[str, ...], ...], str] = {}
    for system, segments in zip(matched.systems, matched.segments, strict=True):
        outputs = tuple(article.hypotheses for article in segments.articles)
        first = seen.setdefault(outputs, system.name)
        if first != system.name:
            yield Notice(
                "same outputs", system.name, f"{system.name}: all lines are the same as those of {first}."
            )


def _about_suspect(suspect: Suspect) -> str:
    finding = f"{suspect.place}: no system has a chrF over {suspect.best:.0f} against the reference"
    if suspect.agreement is not None:
        finding += f", although two systems have {suspect.agreement:.0f} against each other"
    if suspect.fits:
        return f"{finding}. The outputs fit the reference of {suspect.fits}: are the two references swapped?"
    return f"{finding}. The reference may be wrong."


def _chrf(outputs: Sequence[str], references: Sequence[str]) -> float:
    measured = CHRF.measure(outputs, references)
    return measured.score(measured.counts.sum(axis=0))


def _some(names: Sequence[str], count: int | None = None) -> str:
    more = (len(names) if count is None else count) - min(len(names), _SHOWN)
    return ", ".join(names[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
