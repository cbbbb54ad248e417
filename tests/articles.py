"""Make translated articles and run folders without running a pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from translate.records import (
    Article,
    Flag,
    Line,
    Output,
    Sentence,
    TranslatedArticle,
    TranslatedLine,
    TranslatedSentence,
)
from translate.runs.files import FORMAT, StartedFile
from translate.runs.folder import RunFolder


def line_of(english: str, *flags: Flag, number: int = 1, source: str = "قال الوزير.") -> TranslatedLine:
    """Return a line of one translated sentence with these flags."""
    sentence = Sentence(source)
    translated = TranslatedSentence(sentence, Output(english, 3, 4, finished=True), flags)
    return TranslatedLine(Line(number, source, None, (sentence,)), (translated,))


def article_of(
    *lines: TranslatedLine,
    article_id: str = "a",
    path: str = "a.txt",
    metadata: Mapping[str, str] | None = None,
) -> TranslatedArticle:
    """Return an article of these lines."""
    article = Article(
        article_id, Path(path), "utf-8", "0" * 64, tuple(line.line for line in lines), metadata or {}
    )
    return TranslatedArticle(article, lines)


def started_file(*documents: str, system: str = "fake", identity: str = "0123456789") -> StartedFile:
    """Return the description of a run over these documents."""
    return StartedFile(
        format=FORMAT,
        identity=identity,
        tarjama="0",
        input="news",
        paths=["news"],
        documents=list(documents),
        system=system,
        settings={},
        models={},
    )


def start_run(folder: Path, *documents: str, system: str = "fake") -> RunFolder:
    """Return a new run folder for these documents, without articles."""
    run = RunFolder(folder)
    folder.mkdir(parents=True)
    run.start(started_file(*documents, system=system))
    return run
