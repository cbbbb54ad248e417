"""Counts of the work of a process, for the progress bar and for `run.json`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from translate.models.batches import Shortage

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """Counts of the work done in this process, for the progress bar and for `run.json`.

    Sentence counts include sentences from the translation memory. Token counts are source tokens of the model's own
    work, without the memory, so that speed and remaining time can be computed from them.
    """

    articles_total: int = 0
    articles_read: int = 0  # put into a window; `*_known` covers only these
    articles_set_aside: int = 0  # finished earlier, or unreadable
    articles_translated: int = 0  # by this process
    articles_summarised: int = 0
    sentences_done: int = 0
    sentences_known: int = 0
    tokens_done: int = 0
    tokens_known: int = 0
    tokens_under_way: float = 0.0  # estimated, of the batches in flight
    output_tokens: int = 0
    words_translated: int = 0  # source words translated by the model
    words_summarised: int = 0  # source words of the summarised articles
    words_to_summarise: int = 0  # source words of all articles read that had no row when they were read
    seconds_summarising: float = 0.0
    summaries_beside: bool = False  # summaries are made while later articles are translated
    translation_seconds_a_word: float | None = None  # from earlier runs; None if the model has not run here
    summary_loading_seconds: float = 0.0  # expected, from earlier runs
    summary_seconds_a_word: float | None = None  # from earlier runs; None if the summariser has not run here
    sentences_recalled: int = 0  # part of `sentences_done`: taken from the translation memory
    sentences_retried: int = 0  # part of `sentences_done`: the first output was broken
    retries_kept: int = 0  # part of `sentences_retried`: a later attempt was better
    windows_done: int = 0  # on a cluster, with those of earlier processes
    windows_known: int = 0  # on a cluster: read so far
    all_windows_known: bool = False  # the whole input is read
    nodes: dict[str, int] = field(default_factory=dict)  # of a cluster, with the windows done by each
    shortage: Shortage = field(default_factory=Shortage)
    observer: Callable[[Tally], None] | None = None
    _telling: Lock = field(default_factory=Lock)

    @property
    def articles_done(self) -> int:
        """Return the number of articles that have a row."""
        return self.articles_set_aside + self.articles_summarised

    @property
    def translation_seconds(self) -> float | None:
        """Return the estimated seconds for the whole translation, from earlier runs; None if there were none."""
        if self.translation_seconds_a_word is None:
            return None
        return self.translation_seconds_a_word * self.words_to_summarise * self._all_articles

    @property
    def _all_articles(self) -> float:
        """Return all articles divided by the articles read; both are assumed to be of the same length."""
        return self.articles_total / self.articles_read if self.articles_read else 1.0

    @property
    def summary_seconds_left(self) -> float | None:
        """Return the estimated seconds left for summaries, model loading included; None if no speed is known yet.

        Articles that are not read yet are assumed to be as long as those read.
        """
        seconds_a_word = self.summary_seconds_a_word
        if self.words_summarised:
            seconds_a_word = self.seconds_summarising / self.words_summarised
        if seconds_a_word is None:
            return None
        words = max(0.0, self.words_to_summarise * self._all_articles - self.words_summarised)
        loading = self.summary_loading_seconds if words and not self.words_summarised else 0.0
        return loading + seconds_a_word * words

    def report(self) -> None:
        """Call the observer, if there is one, with the changed counts."""
        if self.observer is not None:
            with self._telling:
                self.observer(self)
