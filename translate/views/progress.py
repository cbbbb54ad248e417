"""Progress bars on standard error; occasional plain lines if it is not a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from translate.progress import Advance
from translate.views.terminal import console, plain, styled
from translate.views.throughput import RunCounts, Throughput, TimeLeft

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import BarColumn, Progress
    from rich.table import Column
    from rich.text import Text

__all__ = ["RunBar", "TerminalProgress", "Ticker"]

SECONDS_BETWEEN_LINES = 10.0
_LEAST_BAR = 16  # columns; longer counts are wrapped
_REFRESHES_PER_SECOND = 4  # the bar's thread shares the machine with the model

Clock = Callable[[], float]


class Ticker:
    """Write a line at most every `SECONDS_BETWEEN_LINES`, the first one after that time."""

    def __init__(self, target: Console, clock: Clock) -> None:
        self._target = target
        self._clock = clock
        self._last = clock()

    def offer(self, line: Callable[[], str]) -> None:
        """Write the line if enough time has passed."""
        if self._clock() - self._last >= SECONDS_BETWEEN_LINES:
            self.write(line())

    def write(self, line: str) -> None:
        """Write the line at once."""
        self._last = self._clock()
        self._target.out(plain(line), highlight=False)


class TerminalProgress:
    """A `translate.progress.Progress` on a stream, standard error by default: loading, downloads, conversions."""

    def __init__(
        self, file: IO[str] | None = None, quiet: bool = False, clock: Clock = time.monotonic
    ) -> None:
        self._console = console(sys.stderr if file is None else file)
        self._quiet = quiet
        self._clock = clock
        self._bars: Progress | None = None
        self._open_tasks = 0

    @property
    def quiet(self) -> bool:
        """Return whether nothing is shown."""
        return self._quiet

    @contextmanager
    def task(self, description: str, total: int | None = None) -> Iterator[Advance]:
        """Show a task of `total` units; tasks may be nested."""
        if self._quiet:
            yield lambda _units: None
        elif self._console.is_terminal:
            yield from self._bar(plain(description), total)
        else:
            yield from self._text(description, total)

    def run_bar(self) -> RunBar:
        """Return a bar for a run that shares the screen with these tasks."""
        return RunBar(quiet=self._quiet, clock=self._clock, target=self._console)

    def note(self, message: str) -> None:
        """Write a line, above the bars if there are any."""
        if not self._quiet:
            self._console.print(styled(message), soft_wrap=not self._console.is_terminal)

    def _bar(self, description: str, total: int | None) -> Iterator[Advance]:
        bars = self._bars = self._bars or _task_bars(self._console)
        if self._open_tasks == 0:
            bars.start()
        self._open_tasks += 1
        task = bars.add_task(description, total=total)
        try:
            yield lambda units: bars.advance(task, units)
            if total is None:
                bars.update(task, total=1, completed=1)
        finally:
            bars.stop_task(task)
            self._open_tasks -= 1
            if self._open_tasks == 0:
                bars.stop()
                self._bars = None

    def _text(self, description: str, total: int | None) -> Iterator[Advance]:
        ticker = Ticker(self._console, self._clock)
        ticker.write(f"{description} ...")
        done = 0

        def advance(units: int) -> None:
            nonlocal done
            done += units
            ticker.offer(lambda: f"{description}: {done:,}" + ("" if total is None else f" of {total:,}"))

        yield advance


class RunBar:
    """One bar for a run, translation and summaries by time: articles, sentences, tokens a second, time left.

        with RunBar() as bar:
            bar.start(articles_total=500)
            bar.update(RunCounts(articles_total=500, articles_done=3, sentences_done=70, sentences_known=900))

    It stays on the screen when the run ends, also after an error.
    """

    def __init__(
        self,
        file: IO[str] | None = None,
        quiet: bool = False,
        clock: Clock = time.monotonic,
        target: Console | None = None,
    ) -> None:
        self._console = target or console(sys.stderr if file is None else file)
        self._quiet = quiet
        self._clock = clock
        self._counts = RunCounts(articles_total=0)
        self._throughput = Throughput()
        self._time = TimeLeft()
        self._ticker = Ticker(self._console, clock)
        self._bar: Progress | None = None
        self._last_line = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._refresh(self._bar)
            self._bar.stop()
            self._bar = None
        elif not self._quiet and self._counts.articles_total and self._last_line != self._line():
            self._ticker.write(self._line())

    def start(self, articles_total: int) -> None:
        """Show the bar of a run over `articles_total` articles."""
        self._counts = RunCounts(articles_total)
        if self._console.is_terminal and not self._quiet:
            self._bar = _run_bar(self._console, self._line)
            self._bar.add_task("", total=1.0)
            self._bar.start()

    def update(self, counts: RunCounts) -> None:
        """Update the counts of the run."""
        self._counts = counts
        self._throughput.add(self._clock(), counts.tokens_done)
        self._time.update(self._clock(), counts)
        if self._bar is not None:
            self._refresh(self._bar)
        elif not self._quiet:
            self._ticker.offer(self._tell)

    @property
    def started(self) -> bool:
        """Return whether the run has started to report."""
        return bool(self._counts.articles_total)

    def seconds_left(self) -> float | None:
        """Return the time left as shown now; None while unknown."""
        return self._time.left(self._clock())

    def note(self, message: str) -> None:
        """Write a line, above the bar."""
        if not self._quiet:
            self._console.print(styled(message), soft_wrap=not self._console.is_terminal)

    def _refresh(self, bar: Progress) -> None:
        bar.update(bar.task_ids[0], completed=self._time.finished(self._clock(), self._counts))

    def _line(self) -> str:
        now = self._clock()
        return self._counts.describe(self._throughput.per_second(now), self._time.left(now))

    def _tell(self) -> str:
        self._last_line = self._line()
        return self._last_line


def _task_bars(target: Console) -> Progress:
    from rich import progress as bars

    return bars.Progress(
        bars.TextColumn("{task.description}", markup=False),
        _bar_column(),
        bars.TaskProgressColumn(),
        bars.TimeRemainingColumn(),
        console=target,
        refresh_per_second=_REFRESHES_PER_SECOND,
        redirect_stdout=False,  # standard output is for results and must not pass through the bars
    )


def _bar_column(column: Column | None = None) -> BarColumn:
    """Return a bar that is never red; rich's own bar is red until it is full."""
    from rich.progress import BarColumn

    return BarColumn(
        bar_width=None, complete_style="cyan", finished_style="green", pulse_style="cyan", table_column=column
    )


def _run_bar(target: Console, line: Callable[[], str]) -> Progress:
    from rich import progress as bars
    from rich.table import Column

    class Counts(bars.ProgressColumn):
        """The counts, rendered at every refresh, so that a hanging run is visible."""

        def render(self, task: bars.Task) -> Text:  # noqa: ARG002
            return styled(line())

    return bars.Progress(
        _bar_column(Column(ratio=1, min_width=_LEAST_BAR)),  # what the counts leave
        Counts(),
        console=target,
        refresh_per_second=_REFRESHES_PER_SECOND,
        redirect_stdout=False,
        expand=True,
    )
