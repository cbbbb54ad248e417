"""Segments: lines of translations beside the lines of their references, paired by number."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from translate.errors import ReferencesError, RunFolderError
from translate.regular import read_regular

SUFFIX = ".en.txt"
_BOM = b"\xef\xbb\xbf"
MAX_BYTES = 512 << 20  # of a text that is scored
_IDS_IN_A_MESSAGE = 10


@dataclass(frozen=True, slots=True)
class ArticleSegments:
    """The lines of one article that are scored: those whose reference is not blank.

    `hypotheses`, `references` and `lines` have the same length; `lines` are the numbers in the file, from 1.
    Trailing white space is cut, as the sacrebleu command does. `dropped` counts the lines whose reference
    is blank: scored, a blank reference counts as chrF 100 against any output. `more_references` are the second,
    third, ... reference of every line, None where a line has no further one.
    """

    id: str
    hypotheses: tuple[str, ...]
    references: tuple[str, ...]
    lines: tuple[int, ...]
    dropped: int
    more_references: tuple[tuple[str | None, ...], ...] = ()

    @property
    def empty(self) -> int:
        """How many outputs are blank where the reference is not."""
        return sum(1 for hypothesis in self.hypotheses if not hypothesis)


@dataclass(frozen=True, slots=True)
class RunSegments:
    """The articles of a run that have a reference, by id, and the ids on either side that stand alone.

    `blank_references` are articles whose reference has no line to score.
    """

    articles: tuple[ArticleSegments, ...]
    without_reference: tuple[str, ...] = ()
    without_translation: tuple[str, ...] = ()
    blank_references: tuple[str, ...] = ()


def pair_lines(
    article_id: str,
    hypothesis_text: str,
    reference_text: str,
    hypothesis_path: Path,
    reference_path: Path,
) -> ArticleSegments:
    r"""Pair the lines of a translation with those of its reference, split at `\n` alone.

    The paths serve the message alone. Raises ReferencesError where the numbers of lines differ.
    """
    hypotheses = [line.rstrip() for line in hypothesis_text.split("\n")]
    references = [line.rstrip() for line in reference_text.split("\n")]
    if len(hypotheses) != len(references):
        raise ReferencesError(
            f"{hypothesis_path} has {_lines(hypotheses)} and {reference_path} has {_lines(references)}; "
            "line N of the one must stand for line N of the other. "
            + _where_to_look(hypotheses, references, hypothesis_path, reference_path)
        )
    kept = [
        (number, hypothesis, reference)
        for number, (hypothesis, reference) in enumerate(zip(hypotheses, references, strict=True), 1)
        if reference
    ]
    return ArticleSegments(
        id=article_id,
        hypotheses=tuple(hypothesis for _, hypothesis, _ in kept),
        references=tuple(reference for _, _, reference in kept),
        lines=tuple(number for number, _, _ in kept),
        dropped=len(references) - len(kept),
    )


def load_run_segments(run: Path, references: Path) -> RunSegments:
    """The translations under `run`/articles, paired with `references`/<id>.en.txt, in the order of ids.

    Raises RunFolderError where `run` holds no articles, and ReferencesError where the references
    cannot be read, do not match line by line, or have no article in common with the run.
    """
    articles = run / "articles"
    if not articles.is_dir():
        raise RunFolderError(f"{run} is not a run: it has no folder 'articles'.")
    if not references.is_dir():
        raise ReferencesError(f"{references} is not a folder of references (<id>{SUFFIX}).")
    translated, known = texts_by_id(articles), texts_by_id(references)
    common = sorted(translated.keys() & known.keys())
    if not common:
        raise ReferencesError(
            f"No article of {run} has a reference in {references}. "
            f"Translated: {_some(sorted(translated))}. References: {_some(sorted(known))}. "
            f"The reference of an article is named <id>{SUFFIX}."
        )
    pairs = [
        pair_lines(
            article_id,
            read_text(translated[article_id]),
            read_text(known[article_id]),
            translated[article_id],
            known[article_id],
        )
        for article_id in common
    ]
    scored = tuple(article for article in pairs if article.lines)
    if not scored:
        raise ReferencesError(
            f"All lines of the references in {references} are blank: {_some(common)}. "
            "There is nothing to score against."
        )
    return RunSegments(
        articles=scored,
        without_reference=tuple(sorted(translated.keys() - known.keys())),
        without_translation=tuple(sorted(known.keys() - translated.keys())),
        blank_references=tuple(article.id for article in pairs if not article.lines),
    )


def texts_by_id(folder: Path, suffix: str = SUFFIX) -> dict[str, Path]:
    """The texts under a folder, the English ones by default, by id: the `/`-separated path in it, without `suffix`.

    Ids are NFC, for macOS may have decomposed the name of a file.
    """
    return {
        unicodedata.normalize("NFC", path.relative_to(folder).as_posix()).removesuffix(suffix): path
        for path in folder.rglob(f"*{suffix}")
        if path.is_file() and not path.name.startswith("._")  # what macOS keeps beside a file on other disks
    }


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, a byte order mark dropped, its line endings as they are.

    Raises ReferencesError where the file cannot be read, is larger than `MAX_BYTES` or is not UTF-8, naming the
    line and the byte.
    """
    try:
        data = read_regular(path, MAX_BYTES)
    except OSError as error:
        raise ReferencesError(f"{path} cannot be read: {error.strerror}.") from error
    mark = len(_BOM) if data.startswith(_BOM) else 0
    try:
        return data[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = mark + error.start
        line = data.count(b"\n", 0, at) + 1
        raise ReferencesError(
            f"{path} is not UTF-8: byte {at} (0x{data[at]:02x}), in line {line}. Save the file as UTF-8."
        ) from error


def _where_to_look(
    hypotheses: list[str], references: list[str], hypothesis_path: Path, reference_path: Path
) -> str:
    (shorter, short_path), (longer, long_path) = sorted(
        [(hypotheses, hypothesis_path), (references, reference_path)], key=lambda side: len(side[0])
    )
    for number, (hypothesis, reference) in enumerate(
        zip(hypotheses[: len(shorter)], references[: len(shorter)], strict=True), 1
    ):
        if hypothesis and not reference:
            return f"Look at line {number} first: it is blank in {reference_path} alone."
        if reference and not hypothesis:
            return f"Look at line {number} first: it is blank in {hypothesis_path} alone."
    if len(longer) == len(shorter) + 1 and not longer[-1]:
        return f"The final newline is the difference: {long_path} has one, {short_path} has none."
    return f"Line {len(shorter) + 1} of {long_path} has no counterpart."


def _lines(lines: list[str]) -> str:
    return "1 line" if len(lines) == 1 else f"{len(lines)} lines"


def _some(ids: list[str]) -> str:
    if not ids:
        return "none"
    more = len(ids) - _IDS_IN_A_MESSAGE
    return ", ".join(ids[:_IDS_IN_A_MESSAGE]) + (f" and {more} more" if more > 0 else "")
