"""The records that pass through all stages: document, article, line, sentence, output, row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

__all__ = [
    "NOTES",
    "Article",
    "Attempt",
    "Change",
    "Cut",
    "Document",
    "Flag",
    "Line",
    "Output",
    "Row",
    "Sentence",
    "Status",
    "TranslatedArticle",
    "TranslatedLine",
    "TranslatedSentence",
    "Way",
]

_NOT_IN_TAGS = re.compile(r"\W+")
_MOST_TAG_WORDS = 6
# Text that is copied between the cells of a row.
_OF_ROWS = re.compile(r"\t|  | \||\A\|")
# The parts of a Markdown line that are copied: the marks at its start, and the signs of its links.
_MARKUP = re.compile(r"\A\s*(?:>|#{1,6}|[-*+]|\d{1,9}[.)]) |\]\(")
# A longer first line is a paragraph; its first sentence is used as the title.
_MAX_HEADLINE_CHARS = 150
# Metadata keys with notes about reading an article: repaired lines, and hard-wrapped lines.
NOTES = ("mended", "wrapped")


@dataclass(frozen=True, slots=True)
class Document:
    """An input file, or a row of one, that is found but not read yet.

    `id` is the path relative to the input folder, `/`-separated, without the suffix (which is kept if two ids would
    be equal). As a path, it never leads out of the run folder.
    """

    id: str
    path: Path
    row: int | None = None  # row number, from 1, if the file's rows are articles; the id is `<file>/<row id>`


class Cut(StrEnum):
    """The kind of place where a sentence was cut because it exceeds the model's input limit."""

    CLAUSE = "clause"
    CONJUNCTION = "conjunction"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, the unit of translation.

    `cut` is set if the sentence was cut before its original end; else None. `context` are the preceding sentences that
    the model also reads; they are not written to the run's files. `written` is the original text if cleaning changed
    it; else None. `joint` is text before the sentence that is copied (a tab, `#`); None for a space or nothing. `tag`
    is True for the words of a hashtag.
    """

    text: str
    cut: Cut | None = None
    context: tuple[str, ...] = ()
    written: str | None = None
    joint: str | None = None
    tag: bool = False

    @property
    def source(self) -> str:
        """Return the sentence as written, before cleaning."""
        return self.text if self.written is None else self.written


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an article.

    `source` is the line as in the file. `furniture` is the name of the pattern that matched, if the line does not
    belong to the article. `copied` is the translation of a line without Arabic letters (figures, times, Latin text),
    which is copied without a model. `joined` is set if this line continues a hard-wrapped paragraph; it is the number
    of the paragraph's first line. `tail` is text that is copied after the last sentence. Blank, furniture, copied and
    joined lines have no sentences.
    """

    number: int  # from 1
    source: str
    furniture: str | None = None
    sentences: tuple[Sentence, ...] = ()
    copied: str | None = None
    joined: int | None = None
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One input document, read, cleaned and split into sentences."""

    id: str
    path: Path
    encoding: str
    sha256: str  # hash of the file's bytes, or of the text for a row of a file
    lines: tuple[Line, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return all sentences, in reading order."""
        return tuple(sentence for line in self.lines for sentence in line.sentences)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return notes for the user on how the article was read."""
        return tuple(f"{name}: {self.metadata[name]}" for name in NOTES if self.metadata.get(name))


@dataclass(frozen=True, slots=True)
class Output:
    """The output of a model for one input.

    `finished` is False if decoding stopped at the limit of output tokens. `log_probability` is the model's mean
    log-probability of the output tokens, in nats; None if it is unknown or no model wrote the text.
    """

    text: str
    source_tokens: int
    output_tokens: int
    finished: bool
    log_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about one sentence or summary, found without a reference.

    `words` are the doubtful words of the output, as written there; empty if `detail` has them, or if something is
    missing from the output.
    """

    name: str
    detail: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an output after decoding: the rule, the text before, and the text after."""

    rule: str  # "chatter", "punctuation", "number", "spelling" or "glossary"
    before: str
    after: str


class Way(StrEnum):
    """The way an output was made: first attempt, or one of the retries for broken outputs and wrong facts."""

    FIRST = "first"
    PENALTY = "penalty"
    CLAUSES = "clauses"
    HYPOTHESES = "hypotheses"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An output that was rejected in favour of a better one."""

    way: Way
    output: Output
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """A sentence with its translation and flags.

    `way` is how the translation was made, `changes` are the repairs in it, `not_kept` are the rejected attempts.
    """

    sentence: Sentence
    output: Output
    flags: tuple[Flag, ...] = ()
    way: Way = Way.FIRST
    changes: tuple[Change, ...] = ()
    not_kept: tuple[Attempt, ...] = ()

    @property
    def english(self) -> str:
        """Return the translation as the line has it: in hashtag form for the words of a hashtag."""
        return self.as_tag if self.sentence.tag else self.output.text

    @property
    def as_tag(self) -> str:
        """Return the translation in hashtag form, such as `World_Cup`; the Arabic words if it would be too long."""
        words = _NOT_IN_TAGS.sub("_", self.output.text).strip("_")
        return (
            words
            if 0 < words.count("_") + 1 <= _MOST_TAG_WORDS and words
            else self.sentence.source.lstrip("#")
        )


@dataclass(frozen=True, slots=True)
class TranslatedLine:
    """A line with its translation; line N of the English corresponds to line N of the Arabic."""

    line: Line
    sentences: tuple[TranslatedSentence, ...] = ()

    @property
    def translation(self) -> str:
        """Return the copied line, or the translated sentences with the text between them; empty for furniture."""
        return self.rendered(str)

    def rendered(self, render: Callable[[str], str]) -> str:
        """Return the translation with `render` applied to each sentence's English; copied text is unchanged."""
        if self.line.copied is not None:
            return self.line.copied
        text = "".join(f"{before}{render(one.english)}" for before, one in self.spaced)
        return text + self.line.tail

    @property
    def spaced(self) -> Iterator[tuple[str, TranslatedSentence]]:
        """Yield each sentence after the text before it: copied text, a space or nothing."""
        begun = False
        for one in self.sentences:
            before = one.sentence.joint
            if before is None:
                before = " " if begun and one.output.text else ""
            yield before, one
            begun = begun or bool(before or one.english)

    @property
    def source_length(self) -> int:
        """Return the number of characters of the Arabic, for a wrapped paragraph those of all its joined lines."""
        return max(len(self.line.source), sum(len(one.sentence.source) for one in self.sentences))

    @property
    def is_unchecked(self) -> bool:
        """Return whether the line is copied and has a letter or digit, which no check compares."""
        return self.line.copied is not None and any(map(str.isalnum, self.line.copied))

    @property
    def prose(self) -> str:
        """Return the translation without Markdown marks and link targets."""
        copies = [self.line.tail, *(s.sentence.joint or "" for s in self.sentences)]
        if not self.is_row and any(map(_MARKUP.search, copies)):
            return " ".join(s.output.text for s in self.sentences if s.output.text)
        return self.translation

    @property
    def is_row(self) -> bool:
        """Return whether the line is a row of a table."""
        first, *others = [s.sentence.joint or "" for s in self.sentences] or [""]
        return any(map(_OF_ROWS.search, (first.lstrip(" "), *others, self.line.tail)))


@dataclass(frozen=True, slots=True)
class TranslatedArticle:
    """An article with all its lines translated."""

    article: Article
    lines: tuple[TranslatedLine, ...]

    @property
    def title(self) -> str:
        """Return the translation of the first line that is not furniture, or its first sentence if it is long."""
        line = self._title_line
        if line is None:
            return ""
        if line.source_length <= _MAX_HEADLINE_CHARS:
            return " ".join(line.prose.split())
        return next(s.output.text for s in line.sentences if s.output.text)

    @property
    def title_sentences(self) -> tuple[TranslatedSentence, ...]:
        """Return the sentences of the title."""
        line = self._title_line
        if line is None:
            return ()
        if line.source_length <= _MAX_HEADLINE_CHARS:
            return line.sentences
        return next((s,) for s in line.sentences if s.output.text)

    @property
    def _title_line(self) -> TranslatedLine | None:
        return next((line for line in self.lines if line.translation and line.line.copied is None), None)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the English lines that are not empty, in order."""
        return tuple(line.translation for line in self.lines if line.translation)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Return the flags of all sentences, in reading order."""
        return tuple(f for line in self.lines for s in line.sentences for f in s.flags)


class Status(StrEnum):
    """The status of an article in a run."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Row:
    """The result of one article: a row of the table, and a line of `summaries.jsonl`.

    `words` is the number of words of the summary. `flags` are the names of the flags of its sentences and summary.
    `reason` says why an article was skipped or failed. `notes` are those of `Article.notes`. `copied` is the number of
    copied lines with a letter or digit, which are not checked; 0 in runs of older versions.
    """

    id: str
    status: Status
    title: str = ""
    summary: str = ""
    words: int = 0
    sentences: int = 0
    flags: tuple[str, ...] = ()
    reason: str = ""
    notes: tuple[str, ...] = ()
    copied: int = 0
