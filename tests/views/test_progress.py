from __future__ import annotations

import io
import sys
from dataclasses import replace

import pytest

from tests.views.making import TerminalStream
from translate.progress import Progress
from translate.views.progress import RunBar, TerminalProgress
from translate.views.throughput import RunCounts, Throughput


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_bars_are_what_stages_report_to() -> None:
    progress: Progress = TerminalProgress(quiet=True)

    with progress.task("load", 3) as advance:
        advance(3)


def test_the_rate_is_of_the_last_seconds_and_not_of_the_whole_run() -> None:
    rate = Throughput()
    for second in range(0, 100, 5):
        rate.add(second, 10 * second)  # 10 a second
    for second in range(100, 150, 5):
        rate.add(second, 950 + 100 * (second - 95))  # 100 a second

    assert rate.per_second(145) == pytest.approx(100)


def test_what_an_interrupted_run_had_done_before_does_not_count_as_speed() -> None:
    rate = Throughput()
    rate.add(0, 1_000_000)
    assert rate.per_second(0) is None

    rate.add(10, 1_000_500)

    assert rate.per_second(10) == pytest.approx(50)


def test_a_run_that_hangs_is_seen_to_slow_down() -> None:
    rate = Throughput()
    rate.add(0, 0)
    rate.add(10, 1000)

    assert rate.per_second(10) == pytest.approx(100)
    assert rate.per_second(100) == pytest.approx(10)


def test_the_time_left_counts_the_articles_that_are_not_read_yet() -> None:
    read = RunCounts(articles_total=10, articles_known=10, tokens_done=500, tokens_known=1000)
    half = RunCounts(articles_total=10, articles_known=5, tokens_done=500, tokens_known=1000)

    assert "0:00:50 left" in read.describe(tokens_per_second=10)
    assert "0:02:30 left" in half.describe(tokens_per_second=10)
    assert (read.finished, half.finished) == (0.5, 0.25)


def test_the_time_left_counts_the_summaries() -> None:
    run = RunCounts(10, articles_known=10, tokens_done=500, tokens_known=1000, summary_seconds_left=30.0)

    assert "10 tokens/s, 0:01:20 left" in run.describe(tokens_per_second=10)
    assert "0:00:50 left" in replace(run, summaries_beside=True).describe(tokens_per_second=10)
    unknown = replace(run, summary_seconds_left=None)
    assert "0:00:50 left, summaries aside" in unknown.describe(tokens_per_second=10)


def test_while_only_summaries_are_left_the_bar_tells_their_time_and_no_rate() -> None:
    run = RunCounts(10, articles_known=10, tokens_done=1000, tokens_known=1000, summary_seconds_left=30.0)

    told = run.describe(tokens_per_second=3)
    assert "0:00:30 left" in told
    assert "tokens/s" not in told


def test_nothing_is_left_of_a_run_that_is_done() -> None:
    done = RunCounts(3, articles_done=3, articles_known=3, tokens_done=90, tokens_known=90)

    assert "left" not in done.describe(tokens_per_second=10)
    assert done.finished == 1.0
    assert RunCounts(articles_total=0).finished == 0.0


def test_what_the_memory_knew_is_told_apart_and_does_not_make_the_model_look_faster() -> None:
    counts = RunCounts(2, articles_known=2, sentences_done=80, sentences_known=100, sentences_recalled=60)
    assert "sentences 80/100 (60 remembered)" in counts.describe(tokens_per_second=10)
    remembered = RunCounts(2, articles_done=2, articles_known=2, sentences_done=9, sentences_recalled=9)
    assert remembered.finished == 1.0


def run_half(bar: RunBar, clock: Clock) -> None:
    with bar:
        bar.start(articles_total=4)
        for step in range(13):
            bar.update(RunCounts(4, step // 6, 4, 10 * step, 240, 0, 100 * step, 2400))
            clock.now += 1


def test_a_log_file_gets_a_line_now_and_then_and_not_one_a_batch() -> None:
    stream, clock = io.StringIO(), Clock()

    run_half(RunBar(stream, clock=clock), clock)

    lines = stream.getvalue().split("\n")[:-1]
    assert lines == [
        "articles 1/4, sentences 100/240, 100 tokens/s, 0:00:14 left",
        "articles 2/4, sentences 120/240, 92 tokens/s, 0:00:13 left",
    ]


def test_a_terminal_sees_articles_sentences_speed_and_time_left() -> None:
    stream, clock = TerminalStream(), Clock()

    run_half(RunBar(stream, clock=clock), clock)

    assert "articles 2/4, sentences 120/240, 92 tokens/s, 0:00:13 left" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[?25h")  # the cursor is back


def test_the_cursor_comes_back_when_a_run_dies() -> None:
    stream = TerminalStream()

    def die_in_the_middle() -> None:
        with RunBar(stream) as bar:
            bar.start(articles_total=4)
            raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        die_in_the_middle()

    assert stream.getvalue().endswith("\x1b[?25h")


@pytest.mark.parametrize("stream", [io.StringIO, TerminalStream], ids=["pipe", "terminal"])
def test_quiet_is_silent(stream: type[io.StringIO]) -> None:
    written, clock = stream(), Clock()
    progress = TerminalProgress(written, quiet=True, clock=clock)

    run_half(progress.run_bar(), clock)
    with progress.task("load", 2) as advance:
        clock.now += 60
        advance(1)
    progress.note("a note")

    assert written.getvalue() == ""


def test_a_download_into_a_log_tells_its_beginning_and_now_and_then_its_progress() -> None:
    stream, clock = io.StringIO(), Clock()

    with TerminalProgress(stream, clock=clock).task("fetch [b]opus-mt\x1b", 1000) as advance:
        for _ in range(25):
            clock.now += 1
            advance(40)

    assert stream.getvalue() == (
        "fetch [b]opus-mt␛ ...\nfetch [b]opus-mt␛: 400 of 1,000\nfetch [b]opus-mt␛: 800 of 1,000\n"
    )


def test_tasks_inside_a_run_share_its_screen() -> None:
    stream = TerminalStream()
    progress = TerminalProgress(stream)

    with progress.run_bar() as bar:
        bar.start(articles_total=4)
        with progress.task("load the summariser"), progress.task("read [red]weights", 2) as advance:
            advance(2)
        bar.note("a [b]note[/b]")

    assert "load the summariser" in stream.getvalue()
    assert "read [red]weights" in stream.getvalue()
    assert "a [b]note[/b]" in stream.getvalue()


def test_results_on_standard_output_do_not_go_through_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    stream = TerminalStream()

    with RunBar(stream) as bar:
        bar.start(articles_total=1)
        sys.stdout.write('{"a": 1}\n')

    assert capsys.readouterr().out == '{"a": 1}\n'
    assert '{"a": 1}' not in stream.getvalue()
