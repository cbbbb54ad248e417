"""Articles as the report shows them: Arabic beside English, sentences paired, doubts marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from translate.checks.registry import ADVISORY
from translate.records import Flag, TranslatedLine
from translate.report.checked import checked
from translate.runs.files import read_article_json
from translate.scoring.matching import Matched
from translate.scoring.referenceset import ReferenceText
from translate.scoring.systems import System

LINES_A_SECTION = 500  # a text without articles, of thousands of lines, is shown in several sections


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence of an output, or the whole line; `place` pairs it with the source sentence, None with all of them."""

    text: str
    place: int | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: its source sentences, its references, each system's sentences in the systems' order."""

    number: int
    source: tuple[str, ...]
    references: tuple[str, ...]
    outputs: tuple[tuple[ShownSentence, ...], ...]
    furniture: bool


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article, or a part of a long one."""

    id: str
    lines: tuple[ShownLine, ...]

    @property
    def flags(self) -> int:
        """How many doubts about all outputs are marked, advisory ones aside."""
        sentences = (s for line in self.lines for output in line.outputs for s in output)
        return sum(flag.name not in ADVISORY for s in sentences for flag in s.flags)

    @property
    def title(self) -> str:
        """The first reference line, or else the first output."""
        texts = (text for line in self.lines for text in (*line.references, *_texts(line)) if text)
        return next(texts, "")


def shown_articles(matched: Matched) -> Iterator[ShownArticle]:
    """All articles, in the order of the references, lines without any text left out."""
    for text in matched.testset.texts:
        runs = [_run_lines(system, text) for system in matched.systems]
        for part in text.articles:
            lines = [
                line
                for number in part.numbers
                if (line := _shown(matched.systems, runs, text, number)) is not None
            ]
            for start in range(0, len(lines), LINES_A_SECTION):
                yield ShownArticle(part.id, tuple(lines[start : start + LINES_A_SECTION]))


def _shown(
    systems: Sequence[System],
    runs: Sequence[Mapping[int, TranslatedLine]],
    text: ReferenceText,
    number: int,
) -> ShownLine | None:
    source = text.source.lines[number - 1] if text.source else ""
    references = tuple(line for file in text.references if (line := file.lines[number - 1]))
    written = [system.outputs[text.id].lines[number - 1] for system in systems]
    if not (source or references or any(written)):
        return None
    of_runs = [run[number] for run in runs if number in run]
    sentences = next((tuple(s.text for s in run.line.sentences) for run in of_runs if run.line.sentences), ())
    outputs = [
        _sentences(run.get(number), sentences, source, line) for run, line in zip(runs, written, strict=True)
    ]
    return ShownLine(
        number=number,
        source=sentences or ((source,) if source else ()),
        references=references,
        outputs=tuple(outputs),
        furniture=any(run.line.furniture is not None for run in of_runs),
    )


def _sentences(
    run: TranslatedLine | None, sentences: tuple[str, ...], source: str, line: str
) -> tuple[ShownSentence, ...]:
    """A run's sentences with their own flags; other outputs as a whole line, checked as one."""
    if run is not None and run.sentences:
        paired = tuple(s.sentence.text for s in run.sentences) == sentences
        return tuple(
            ShownSentence(s.output.text, n if paired else None, s.flags) for n, s in enumerate(run.sentences)
        )
    if not line:
        return ()
    return (ShownSentence(line, None, checked(source, line) if source else ()),)


def _run_lines(system: System, text: ReferenceText) -> dict[int, TranslatedLine]:
    if system.kind != "run":
        return {}
    english = system.outputs[text.id].path
    article = read_article_json(english.with_name(english.name.removesuffix(".en.txt") + ".json"))
    return {line.line.number: line for line in article.lines}


def _texts(line: ShownLine) -> Iterator[str]:
    for output in line.outputs:
        yield " ".join(sentence.text for sentence in output)
