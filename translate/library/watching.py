"""Progress of library calls: bars in a terminal, tqdm bars in a notebook, else nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from translate.progress import Advance, Progress, Silent

if TYPE_CHECKING:
    from translate.pipeline.tally import Tally
    from translate.views.progress import RunBar

__all__ = ["NotebookProgress", "make_progress", "shown_by", "watched_run"]

_Observer = Callable[["Tally"], None]


class NotebookProgress:
    """A `translate.progress.Progress` with tqdm bars on standard error, which notebooks display."""

    quiet = False

    @contextmanager
    def task(self, description: str, total: int | None = None) -> Iterator[Advance]:
        """Show a bar for a task of `total` units."""
        from tqdm import tqdm

        with tqdm(desc=description, total=total, file=sys.stderr) as bar:
            yield lambda units: _advance(bar, units)

    def note(self, message: str) -> None:
        """Write a line between the bars."""
        from tqdm import tqdm

        tqdm.write(message, file=sys.stderr)


def make_progress(shown: bool | None) -> Progress:
    """Return the progress display of a call; None selects bars in a notebook or a terminal, and otherwise nothing."""
    if shown is None:
        shown = _in_notebook() or sys.stderr.isatty()
    if not shown:
        return Silent()
    if _in_notebook():
        return NotebookProgress()
    from translate.views.progress import TerminalProgress

    return TerminalProgress()


@contextmanager
def watched_run(progress: Progress) -> Iterator[_Observer | None]:
    """Show the progress of a run on a bar; yields the run's observer, or None if progress is not shown."""
    if progress.quiet:
        yield None
        return
    from translate.views.progress import TerminalProgress

    if isinstance(progress, TerminalProgress):
        with progress.run_bar() as bar:
            yield shown_by(bar)
        return
    from tqdm import tqdm

    with tqdm(desc="Articles", unit="article", file=sys.stderr) as bar:

        def show(tally: Tally) -> None:
            bar.total = tally.articles_total
            bar.set_postfix(sentences=tally.sentences_done, refresh=False)
            _advance(bar, tally.articles_done - bar.n)

        yield show


def shown_by(bar: RunBar) -> _Observer:
    """Return an observer that shows each tally on the bar; the bar appears at the first one."""
    from translate.views.throughput import RunCounts

    shown = False

    def show(tally: Tally) -> None:
        nonlocal shown
        if not shown:
            bar.start(tally.articles_total)
            shown = True
        bar.update(
            RunCounts(
                tally.articles_total,
                articles_done=tally.articles_done,
                articles_known=tally.articles_read,
                sentences_done=tally.sentences_done,
                sentences_known=tally.sentences_known,
                sentences_recalled=tally.sentences_recalled,
                tokens_done=tally.tokens_done,
                tokens_known=tally.tokens_known,
                tokens_under_way=tally.tokens_under_way,
                summary_seconds_left=tally.summary_seconds_left,
                summaries_beside=tally.summaries_beside,
                articles_translated=tally.articles_translated,
                articles_before=tally.articles_set_aside,
                translation_seconds=tally.translation_seconds,
                summary_seconds_done=tally.seconds_summarising,
                windows_done=tally.windows_done,
                windows_known=tally.windows_known,
                all_windows_known=tally.all_windows_known,
                nodes=tuple(sorted(tally.nodes.items())),
            )
        )

    return show


def _advance(bar: object, units: int) -> None:
    bar.update(units)  # type: ignore[attr-defined]  # tqdm has no types
    bar.refresh()  # type: ignore[attr-defined]


def _in_notebook() -> bool:
    return "ipykernel" in sys.modules
