"""The Translator: translates texts in memory in the same way as a run translates articles."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from translate.errors import ArticleFailed, SourceNotSeen
from translate.records import Article, Flag, Line, Row

if TYPE_CHECKING:
    from translate.pipeline.run_models import RunModels
    from translate.records import TranslatedArticle

__all__ = ["TranslatedText", "TranslatedUnit", "Translator"]


@dataclass(frozen=True, slots=True)
class TranslatedUnit:
    """A sentence (or a piece of it, if it exceeds the model's input limit) with its translation and flags."""

    source: str
    text: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class TranslatedText:
    r"""A text with its translation: line N of `text` translates line N of `source`, with lines split at `\n`.

    `flags` are the doubts about all sentences, in reading order; each has a `name` and a `detail`.
    """

    source: str
    text: str
    sentences: tuple[TranslatedUnit, ...]

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The doubts about all sentences."""
        return tuple(flag for sentence in self.sentences for flag in sentence.flags)

    def __str__(self) -> str:
        return self.text


class Translator:
    """A translation model, which is loaded at the first text. Threads may share one.

    `model` is a name from the catalogue, a hub id or a folder. `glossary` is a file of terms as for
    `tarjama run --glossary`. `progress` shows loading and downloads (default: only in a terminal or a notebook). Raises
    ModelError if the model is unavailable.
    """

    def __init__(
        self,
        model: str | PathLike[str] | None = None,
        *,
        engine: str = "auto",
        device: str = "auto",
        glossary: str | PathLike[str] | None = None,
        progress: bool | None = None,
    ) -> None:
        from translate.library.running import request_for
        from translate.library.watching import make_progress
        from translate.pipeline.run import prepare

        self._lock = threading.Lock()
        request = request_for(
            (),
            model=model,
            summarizer="none",
            engine=engine,
            device=device,
            glossary=glossary,
            memory=False,
        )
        self._models: RunModels | None = prepare(request, make_progress(progress))

    def translate(self, text: str) -> TranslatedText:
        """Translate one text: split it into sentences, translate and check them, and retry broken translations.

        Raises OutOfMemory, ModelDamaged, or SourceNotSeen for a character that the model cannot read.
        """
        return self.translate_all([text])[0]

    def translate_all(self, texts: Sequence[str]) -> list[TranslatedText]:
        """Translate texts, with their sentences in shared batches; the results are in the order of the texts."""
        if isinstance(texts, str):
            raise TypeError("translate_all() takes a list of texts; use translate() for one")
        articles = [_article(number, text) for number, text in enumerate(texts, 1)]
        translated = self._translated(articles)
        return [_result(text, translated[a.id]) for text, a in zip(texts, articles, strict=True)]

    def close(self) -> None:
        """Free the model; a closed translator cannot be used again."""
        with self._lock:
            models, self._models = self._models, None
        if models is not None:
            models.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _translated(self, articles: Sequence[Article]) -> dict[str, TranslatedArticle]:
        from translate.pipeline.tally import Tally
        from translate.pipeline.translation import Translation
        from translate.pipeline.windows import Planner, Window

        with self._lock:
            models = self._models
            if models is None:
                raise ValueError("this Translator is closed")
            model = models.translator()
        profile = models.profile
        batch_tokens = profile.batching.batch_tokens
        plan = Planner(
            model, batch_tokens, None, lambda _id: False, profile.translation.context_sentences
        ).plan(Window(0, [*articles]))
        if plan.rejected:
            raise SourceNotSeen(plan.rejected[0].reason)
        with closing(Translation(model, models.reviser(), Tally()).articles([plan])) as done:
            translated: dict[str, TranslatedArticle] = {}
            for _, article in done:
                if isinstance(article, Row):  # a server refused one of its sentences
                    raise ArticleFailed(article.reason)
                if article is not None:
                    translated[article.article.id] = article
            return translated


def _article(number: int, text: str) -> Article:
    from translate.text.layout import copied_parts
    from translate.text.lines import line_sentences
    from translate.text.tables import table_rows

    name = f"text {number}"
    sources = text.split("\n")
    rows = table_rows(sources)
    lines = []
    for n, source in enumerate(sources):
        laid_out = copied_parts(source, is_row=n in rows)
        if laid_out is None:
            lines.append(Line(n + 1, source, sentences=line_sentences(source)))
        else:
            lines.append(Line(n + 1, source, sentences=laid_out.sentences, tail=laid_out.tail))
    return Article(
        name,
        Path(name),
        "utf-8",
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        tuple(lines),
    )


def _result(source: str, translated: TranslatedArticle) -> TranslatedText:
    sentences = tuple(
        TranslatedUnit(one.sentence.source, one.output.text, one.flags)
        for line in translated.lines
        for one in line.sentences
    )
    return TranslatedText(source, "\n".join(line.translation for line in translated.lines), sentences)
