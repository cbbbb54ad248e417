"""The records that flow through every stage: document, article, line, sentence, output, summary."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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

# A first line as long as this is a paragraph, whose first sentence serves as the title.
_NOT_IN_TAGS = re.compile(r"\W+")
_MOST_TAG_WORDS = 6
# What is copied between the cells of a row.
_OF_ROWS = re.compile(r"\t|  | \||\A\|")
# What is copied of a line of Markdown: the marks at its head, and the signs of its links.
_MARKUP = re.compile(r"\A\s*(?:>|#{1,6}|[-*+]|\d{1,9}[.)]) |\]\(")
MAX_HEADLINE_CHARS = 150
# What the reading of an article puts into its metadata: lines that were mended, and lines that are wrapped.
NOTES = ("mended", "wrapped")


@dataclass(frozen=True, slots=True)
class Document:
    """An input that was found and not yet read.

    `id` is the path relative to the input folder, `/`-separated, without the suffix (kept where two would
    collide); it never names a place outside the run folder.
    """

    id: str
    path: Path
    row: int | None = None  # from 1, of a file whose rows are articles: then the id is `<file>/<row id>`


class Cut(StrEnum):
    """Where a sentence longer than the model's input limit was cut, to make it fit."""

    CLAUSE = "clause"
    CONJUNCTION = "conjunction"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that the translation model sees.

    `cut` tells why this sentence ends before its writer's full stop; None where it does not.
    `context` are the sentences before it that the model is given too; the run's files leave it out.
    `written` is the part of the line that `text` was cleaned from; None where it is the same.
    `joint` is what the line has before this sentence, copied (a tab, `#`); None where it is a blank or nothing.
    `tag` is True for the words of a hashtag.
    """

    text: str
    cut: Cut | None = None
    context: tuple[str, ...] = ()
    written: str | None = None
    joint: str | None = None
    tag: bool = False

    @property
    def source(self) -> str:
        """The sentence as written."""
        return self.text if self.written is None else self.written


@dataclass(frozen=True, slots=True)
class Line:
    """What stands between two newlines of an article.

    `source` is the line as the file has it; `furniture` the name of the pattern that found the line not to
    belong to the article. `copied` is the translation of a line without an Arabic letter (figures, times, Latin
    alone), which no model sees. `joined` is the number of the line at which the paragraph begins that this line
    continues, where wrapped lines were joined. `tail` is what is copied behind the last sentence. Blank lines,
    furniture, copied and joined lines have no sentences.
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
    sha256: str  # of the file's bytes; for a row of a file, of its text
    lines: tuple[Line, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, in reading order."""
        return tuple(sentence for line in self.lines for sentence in line.sentences)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of how the article was read."""
        return tuple(f"{name}: {self.metadata[name]}" for name in NOTES if self.metadata.get(name))


@dataclass(frozen=True, slots=True)
class Output:
    """What a model wrote for one input.

    `finished` is False where it was stopped at its limit of output tokens.
    """

    text: str
    source_tokens: int
    output_tokens: int
    finished: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about one sentence or summary, found without a reference.

    `words` are the words of the output that it is about, as written there; empty where `detail` already names them, or
    where the output lacks something.
    """

    name: str
    detail: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed in an output after the model had written it: by which rule, what stood there, what does."""

    rule: str  # "chatter", "punctuation", "number", "spelling" or "glossary"
    before: str
    after: str


class Way(StrEnum):
    """How an output was made: as the settings say, or again, because it was broken or got a fact wrong."""

    FIRST = "first"
    PENALTY = "penalty"
    CLAUSES = "clauses"
    HYPOTHESES = "hypotheses"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An output that was not kept, for another one was better."""

    way: Way
    output: Output
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """A sentence with its translation, and the doubts about it.

    `way` tells how the translation was made, `changes` what was mended in it, `not_kept` the other attempts.
    """

    sentence: Sentence
    output: Output
    flags: tuple[Flag, ...] = ()
    way: Way = Way.FIRST
    changes: tuple[Change, ...] = ()
    not_kept: tuple[Attempt, ...] = ()

    @property
    def as_tag(self) -> str:
        """The translation as a hashtag is written: `World_Cup`; what is too long for one stays Arabic."""
        words = _NOT_IN_TAGS.sub("_", self.output.text).strip("_")
        return (
            words
            if 0 < words.count("_") + 1 <= _MOST_TAG_WORDS and words
            else self.sentence.source.lstrip("#")
        )


@dataclass(frozen=True, slots=True)
class TranslatedLine:
    """A line with its translation: line N of the English stands for line N of the Arabic."""

    line: Line
    sentences: tuple[TranslatedSentence, ...] = ()

    @property
    def translation(self) -> str:
        """The copied line, or the sentences' translations with what is between them; empty for furniture."""
        return self.rendered(str)

    def rendered(self, render: Callable[[str], str]) -> str:
        """Return the translation, each sentence's English rendered; what is copied stays as it is."""
        if self.line.copied is not None:
            return self.line.copied
        text = ""
        for one in self.sentences:
            if one.sentence.joint is not None:
                text += one.sentence.joint
            elif text and one.output.text:
                text += " "
            text += render(one.as_tag if one.sentence.tag else one.output.text)
        return text + self.line.tail

    @property
    def prose(self) -> str:
        """The translation without the marks of Markdown and the targets of its links."""
        copies = [self.line.tail, *(s.sentence.joint or "" for s in self.sentences)]
        if not self.is_row and any(map(_MARKUP.search, copies)):
            return " ".join(s.output.text for s in self.sentences if s.output.text)
        return self.translation

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        first, *others = [s.sentence.joint or "" for s in self.sentences] or [""]
        return any(map(_OF_ROWS.search, (first.lstrip(" "), *others, self.line.tail)))


@dataclass(frozen=True, slots=True)
class TranslatedArticle:
    """An article with all its lines translated."""

    article: Article
    lines: tuple[TranslatedLine, ...]

    @property
    def title(self) -> str:
        """The translation of the first line of the article, furniture aside; of a long line the first sentence."""
        line = self._title_line
        if line is None:
            return ""
        if len(line.line.source) <= MAX_HEADLINE_CHARS:
            return " ".join(line.prose.split())
        return next(s.output.text for s in line.sentences if s.output.text)

    @property
    def title_sentences(self) -> tuple[TranslatedSentence, ...]:
        """The sentences that the title is made of."""
        line = self._title_line
        if line is None:
            return ()
        if len(line.line.source) <= MAX_HEADLINE_CHARS:
            return line.sentences
        return next((s,) for s in line.sentences if s.output.text)

    @property
    def _title_line(self) -> TranslatedLine | None:
        return next((line for line in self.lines if line.translation and line.line.copied is None), None)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The English lines that hold text, in order."""
        return tuple(line.translation for line in self.lines if line.translation)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The doubts about all sentences, in reading order."""
        return tuple(f for line in self.lines for s in line.sentences for f in s.flags)


class Status(StrEnum):
    """How far an article has come."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Row:
    """One article in the table, and one line of `summaries.jsonl`.

    `words` counts the summary's words; `flags` the doubts about its sentences and its summary, by name;
    `reason` says why an article was skipped or failed; `notes` are those of `Article.notes`. `copied` counts the lines
    that were copied, which no check sees; 0 in runs of older versions.
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
