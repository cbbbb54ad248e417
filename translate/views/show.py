"""One article on the terminal: each Arabic line above its English, doubts below their sentence.

The English words that a flag is about are underlined on a terminal; in a pipe or file, only the flag's line names them.

Arabic is on separate lines at the right margin, wrapped between words. Each line is in a bidi isolate, because a
terminal that reorders right-to-left text would mix it with the text around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from translate.checks.counted import advisory_names, counted_flags
from translate.checks.registry import ADVISORY
from translate.records import Flag, Row, Status, TranslatedArticle, TranslatedLine, TranslatedSentence
from translate.summaries.base import EnglishArticle
from translate.summaries.checks import check_summary, measure
from translate.views.pieces import pieces_of, words_of
from translate.views.rows import flag_counts
from translate.views.terminal import isolated, mostly_right_to_left, show, styled

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console
    from rich.text import Text

__all__ = ["ShownArticle", "article_json", "print_article", "print_articles", "summary_flags"]

_MARGIN = 5  # line number and space before the English
_MARK = "!"  # visible without colours
_DOUBTED_STYLE = "yellow underline"
_ADVISORY_STYLE = "underline"


@dataclass(frozen=True)
class ShownArticle:
    """An article of a run with its row."""

    article: TranslatedArticle
    row: Row
    system: str

    @property
    def summary_flags(self) -> tuple[Flag, ...]:
        """Return the flags of the summary with details; flags from the run that cannot be recomputed have none."""
        return summary_flags(self.article, self.row)

    def lines(self, *, flagged: bool) -> list[TranslatedLine]:
        """Return the lines that are not blank; with `flagged`, only those with a flag that is not advisory."""
        lines = [line for line in self.article.lines if line.line.source.strip()]
        return [line for line in lines if any(map(self.is_doubted, line.sentences))] if flagged else lines

    def is_doubted(self, sentence: TranslatedSentence) -> bool:
        """Return whether a sentence has a flag that counts: any flag in a headline, else those not advisory."""
        return any(flag.name not in self.advisory(sentence) for flag in sentence.flags)

    def advisory(self, sentence: TranslatedSentence) -> frozenset[str]:
        """Return the names of the flags that do not count in a sentence."""
        return advisory_names(sentence, self._headline)

    @cached_property
    def _headline(self) -> tuple[TranslatedSentence, ...]:
        return self.article.title_sentences


def summary_flags(article: TranslatedArticle, row: Row) -> tuple[Flag, ...]:
    """Return the flags of an article's summary with details; flags of its row that cannot be recomputed have none."""
    found = check_summary(EnglishArticle.of(article), row.summary)
    known = {flag.name for flag in (*found, *article.flags)}
    others = dict.fromkeys(name for name in row.flags if name not in known)
    return (*(Flag(name) for name in others), *found)


def print_article(shown: ShownArticle, target: Console, *, flagged: bool = False) -> None:
    """Print the article, its summary first; all text in full, wrapped."""
    _print(target, shown.row.id, "bold")
    _print(target, f"translated by {shown.system}", "dim")
    for note in shown.article.article.notes:
        _print(target, note, "dim")
    _print_summary(shown, target)
    lines = shown.lines(flagged=flagged)
    for line in lines:
        target.print()
        _print_line(shown, line, target)
    target.print()
    left_out = len(shown.lines(flagged=False)) - len(lines)
    flags = counted_flags(shown.article)
    counts = f"{_count(len(flags), 'flag')} in {_count(len(shown.article.article.sentences), 'sentence')}"
    if left_out:
        counts += f"; {_count(left_out, 'line')} without a flag not shown"
    _print(target, counts, "dim")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _print_summary(shown: ShownArticle, target: Console) -> None:
    if not shown.row.summary:
        return
    target.print()
    _print(target, shown.row.summary, indent=_MARGIN)
    for flag in shown.summary_flags:
        _print_flag(target, flag)


def _print_line(shown: ShownArticle, line: TranslatedLine, target: Console) -> None:
    number = line.line.number
    if line.line.furniture is not None:
        _print_source(target, line.line.source, "dim")
        _print_english(target, number, f"(furniture: {line.line.furniture})", "dim")
    elif line.line.joined is not None:
        _print_source(target, line.line.source)
        _print_english(target, number, f"(translated with line {line.line.joined})", "dim")
    elif not any(_has_notes(sentence) for sentence in line.sentences):
        _print_source(target, line.line.source)
        _print_english(target, number, line.translation)
        if line.is_unchecked:
            _print(target, "(copied, not checked)", "dim", _MARGIN)
    else:
        for place, (before, sentence) in enumerate(line.spaced):
            _print_source(target, sentence.sentence.source)
            advisory = shown.advisory(sentence)
            _print_marked(target, number if place == 0 else None, before, sentence, advisory)
            _print_notes(sentence, target, advisory)
        if tail := line.line.tail.strip():
            _print_english(target, None, tail)


def _has_notes(sentence: TranslatedSentence) -> bool:
    return bool(sentence.flags or sentence.changes or sentence.not_kept)


def _print_notes(sentence: TranslatedSentence, target: Console, advisory: frozenset[str]) -> None:
    for flag in sentence.flags:
        _print_flag(target, flag, advisory)
    for change in sentence.changes:
        _print(target, f"{change.rule}: {change.before} became {change.after}", "dim", _MARGIN)
    for attempt in sentence.not_kept:
        names = ", ".join(flag.name for flag in attempt.flags)
        used = f"used '{sentence.way.value}'"
        _print(
            target,
            f"{used} instead of '{attempt.way.value}' ({names}): {attempt.output.text}",
            "dim",
            _MARGIN,
        )


def _print_flag(target: Console, flag: Flag, advisory: frozenset[str] = ADVISORY) -> None:
    unnamed = [word for word in flag.words if word not in flag.detail]
    text = ": ".join(part for part in (flag.name, flag.detail, ", ".join(unnamed)) if part)
    if flag.name in advisory:
        _print(target, f"({text})", "dim", _MARGIN)
    else:
        _print(target, f"{_MARK} {text}", "yellow", _MARGIN)


def _print_marked(
    target: Console,
    number: int | None,
    before: str,
    sentence: TranslatedSentence,
    advisory: frozenset[str],
) -> None:
    """Print the copied text before a sentence, and its translation with the words marked that its flags are about."""
    from rich.text import Text

    text = Text()
    text.append_text(styled(before.lstrip()))
    for piece in pieces_of(sentence.english, sentence.flags)[0]:
        doubted = any(flag.name not in advisory for flag in piece.flags)
        style = (_DOUBTED_STYLE if doubted else _ADVISORY_STYLE) if piece.flags else ""
        text.append_text(styled(piece.text, style))
    _print_row(target, number, text or styled("(empty)"))


def _print_english(target: Console, number: int | None, text: str, style: str = "") -> None:
    _print_row(target, number, styled(text or "(empty)", style))


def _print_row(target: Console, number: int | None, text: Text) -> None:
    from rich.table import Table

    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=_MARGIN - 1, justify="right", style="cyan dim")
    row.add_column(overflow="fold")
    row.add_row("" if number is None else str(number), text)
    show(target, row)


def _print_source(target: Console, text: str, style: str = "") -> None:
    """Print Arabic at the right margin, and a line in another script at the left."""
    from rich.padding import Padding

    shown = isolated(text, target.width, style)
    shown.justify = "right" if mostly_right_to_left(text) else "left"
    show(target, Padding(shown, 0))  # rich joins a bare text with others, which loses its justification


def _print(target: Console, text: str, style: str = "", indent: int = 0) -> None:
    from rich.padding import Padding

    show(target, Padding(isolated(text, target.width - indent, style), (0, 0, 0, indent)))


def print_articles(rows: Sequence[Row], folder: Path, target: Console) -> None:
    """Print the ids that `tarjama show RUN ARTICLE` takes, with titles and flags, or why there is no translation."""
    for row in rows:
        _print(target, row.id, "bold")
        if row.status in (Status.DONE, Status.PENDING):
            _print(target, row.title or row.status.value, indent=2)
        else:
            _print(target, f"{row.status.value}: {row.reason}", "dim", indent=2)
        for flag in flag_counts(row.flags):
            _print(target, f"{_MARK} {flag}", "yellow", indent=2)
    _print(target, f"{_count(len(rows), 'article')}; `tarjama show {folder} ARTICLE` shows one", "dim")


def article_json(shown: ShownArticle, *, flagged: bool = False) -> dict[str, Any]:
    """Return the `show` document."""
    row = shown.row
    document: dict[str, Any] = {
        "id": row.id,
        "system": shown.system,
        "title": row.title or shown.article.title,
        "summary": row.summary,
        "summary_flags": _flags_json(shown.summary_flags, row.summary),
        "summary_measures": None,
        "notes": list(shown.article.article.notes),
        "metadata": dict(shown.article.article.metadata),
        "lines": list(_lines_json(shown, shown.lines(flagged=flagged))),
    }
    if row.summary:
        english = EnglishArticle.of(shown.article)
        document["summary_measures"] = {
            name: round(value, 3) for name, value in asdict(measure(english.text, row.summary)).items()
        }
    return document


def _lines_json(shown: ShownArticle, lines: Sequence[TranslatedLine]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            "number": line.line.number,
            "source": line.line.source,
            "furniture": line.line.furniture,
            "joined": line.line.joined,
            "translation": line.translation,
            "sentences": [
                {
                    "source": s.sentence.source,
                    "cleaned": s.sentence.text,
                    "translation": s.output.text,
                    "flags": _flags_json(s.flags, s.output.text, shown.advisory(s)),
                    "attempt": s.way.value,
                    "changes": [asdict(change) for change in s.changes],
                    "not_kept": [
                        {
                            "attempt": a.way.value,
                            "translation": a.output.text,
                            "flags": _flags_json(a.flags, a.output.text),
                        }
                        for a in s.not_kept
                    ],
                }
                for s in line.sentences
            ],
        }


def _flags_json(
    flags: Sequence[Flag], text: str, advisory: frozenset[str] = ADVISORY
) -> list[dict[str, Any]]:
    """Return the flags of a text for JSON; `words` are the marked words of the text."""
    return [
        {"name": f.name, "detail": f.detail, "words": list(words_of(text, f)), "advisory": f.name in advisory}
        for f in flags
    ]
