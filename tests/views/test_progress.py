from __future__ import annotations

import io
import re
import sys
from dataclasses import replace

import pytest

from tests.views.making import TerminalStream
from translate.progress import Progress
from translate.views.progress import RunBar, TerminalProgress
from translate.views.throughput import RunCounts, Throughput, TimeLeft


class Clock:
    """A clock that a test advances."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_progress_bars_implement_the_progress_interface() -> None:
    progress: Progress = TerminalProgress(quiet=True)
    with progress.task("load", 3) as advance:
        advance(3)
    required = {name for name in vars(Progress) if not name.startswith("_")}
    assert {"task", "note"} <= required <= set(dir(progress))


def test_the_rate_is_of_the_last_seconds_and_not_of_the_whole_run() -> None:
    rate = Throughput()
    for second in range(0, 100, 5):
        rate.add(second, 10 * second)  # 10 a second
    for second in range(100, 150, 5):
        rate.add(second, 950 + 100 * (second - 95))  # 100 a second

    assert rate.per_second(145) == pytest.approx(100)


def test_work_of_an_interrupted_run_does_not_count_as_speed() -> None:
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


def test_a_log_does_not_show_no_speed_while_a_batch_takes_longer_than_the_period_of_the_rate() -> None:
    rate = Throughput()
    for second in range(0, 121, 10):  # a batch of 3,000 tokens takes a minute
        rate.add(second, 3000 * (second // 60))
        if second >= 60:
            assert 25 <= (rate.per_second(second) or 0) <= 50


def run_of(
    seconds: float, tokens: int = 1000, summaries: float = 0.0, **more: object
) -> list[tuple[float, RunCounts]]:
    """Yield the counts at each tenth of a run that reads tokens at one rate and then makes summaries."""
    steps = []
    for tenth in range(11):
        counts = RunCounts(10, tenth // 2, 10, tenth, 10, 0, tokens * tenth // 10, tokens, summaries)
        steps.append((seconds * tenth / 10, replace(counts, **more)))  # type: ignore[arg-type]
    return steps


def estimates(steps: list[tuple[float, RunCounts]]) -> list[float | None]:
    time, shown = TimeLeft(), []
    for now, counts in steps:
        time.update(now, counts)
        shown.append(time.left(now))
    return shown


def test_the_time_left_is_of_translation_and_summaries() -> None:
    assert estimates(run_of(100))[5] == pytest.approx(50, rel=0.1)
    assert estimates(run_of(100, summaries=60.0))[5] == pytest.approx(110, rel=0.1)
    assert estimates(run_of(100, summaries=60.0, summaries_beside=True))[5] == pytest.approx(60, rel=0.2)


def test_the_time_left_includes_unread_articles() -> None:
    assert estimates(run_of(100, articles_known=5))[5] == pytest.approx(150, rel=0.1)


def test_the_first_estimate_is_from_earlier_runs_and_soon_replaced() -> None:
    shown = estimates(run_of(100, translation_seconds=400.0))
    assert shown[0] == 400
    assert shown[6] == pytest.approx(40, rel=0.33)


def test_the_time_left_decreases_between_batches_and_is_never_negative() -> None:
    time = TimeLeft()
    time.update(0.0, RunCounts(2, tokens_known=100, articles_known=2, translation_seconds=30.0))
    assert (time.left(10.0), time.left(40.0)) == (20.0, 0.0)


def test_the_bar_is_not_full_before_the_summaries_and_never_goes_back() -> None:
    time, shares = TimeLeft(), []
    for now, counts in run_of(100, summaries=100.0):
        time.update(now, counts)
        shares.append(time.finished(now, replace(counts, articles_done=0)))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(0.5, abs=0.06)
    assert time.finished(200.0, RunCounts(10, articles_done=10)) == 1.0


def test_the_progress_line_names_the_current_part_of_the_run() -> None:
    half = RunCounts(4, 0, 4, 5, 10, 0, 50, 100, articles_translated=2)
    assert half.describe(10).startswith("translating: articles 0/4 (2 translated)")
    rest = replace(half, tokens_done=100, articles_done=1, articles_translated=4)
    assert rest.describe(3, 30.0) == "summarising: articles 1/4 (4 translated), sentences 5/10, 0:00:30 left"
    assert "left" not in replace(rest, articles_done=4).describe(None, 0.0)


def test_the_progress_line_of_a_cluster_has_windows_and_machines() -> None:
    counts = RunCounts(
        90,
        30,
        30,
        40,
        40,
        0,
        50,
        50,
        windows_done=3,
        windows_known=8,
        nodes=(("one", 2), ("two", 1), ("three", 0)),
    )
    line = counts.describe(7.0, 60.0)
    assert "articles 30/90, windows 3/8+, sentences 40/40+, 7 tokens/s, 0:01:00 left" in line
    assert line.endswith("; one: 2, two: 1, three: 0")
    assert "windows 3/8," in replace(counts, all_windows_known=True).describe(7.0)
    many = replace(counts, nodes=tuple((f"n{number}", 1) for number in range(50)))
    assert many.describe(7.0).endswith("n15: 1, 34 more machines")


def test_sentences_from_the_memory_do_not_make_the_model_look_faster() -> None:
    counts = RunCounts(2, articles_known=2, sentences_done=80, sentences_known=100, sentences_recalled=60)
    assert "sentences 80/100 (60 reused)" in counts.describe(tokens_per_second=10)


def run_half(bar: RunBar, clock: Clock) -> None:
    with bar:
        bar.start(articles_total=4)
        for step in range(13):
            bar.update(RunCounts(4, step // 6, 4, 10 * step, 240, 0, 100 * step, 2400))
            clock.now += 1


def test_a_log_file_gets_a_line_now_and_then_and_not_one_per_batch() -> None:
    stream, clock = io.StringIO(), Clock()

    run_half(RunBar(stream, clock=clock), clock)

    lines = stream.getvalue().split("\n")[:-1]
    assert lines == [
        "translating: articles 1/4, sentences 100/240, 100 tokens/s, 0:00:14 left",
        "translating: articles 2/4, sentences 120/240, 92 tokens/s, 0:00:11 left",
    ]


def test_a_terminal_sees_articles_sentences_speed_and_time_left() -> None:
    stream, clock = TerminalStream(), Clock()

    run_half(RunBar(stream, clock=clock), clock)

    assert "articles 2/4, sentences 120/240, 92 tokens/s, 0:00:11 left" in stream.getvalue()
    assert stream.getvalue().endswith("\x1b[?25h")  # the cursor is visible again


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


def test_a_download_writes_its_start_and_its_progress_into_a_log() -> None:
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


def test_long_counts_are_wrapped_and_leave_room_for_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    stream = TerminalStream()
    counts = RunCounts(
        articles_total=12_345,
        articles_done=1_200,
        articles_known=2_000,
        sentences_done=12_345,
        sentences_known=99_999,
        sentences_recalled=1_234,
        tokens_done=123_456,
        tokens_known=999_999,
        articles_translated=1_500,
        translation_seconds=9_000.0,
    )
    with RunBar(stream) as bar:
        bar.start(articles_total=12_345)
        bar.update(counts)

    lines = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", stream.getvalue()).split("\n")
    assert any(line.count("━") + line.count("╸") + line.count("╺") >= 16 for line in lines)
    assert "1,234 reused" in " ".join(" ".join(lines).split())


def test_a_slow_first_batch_is_forgotten_with_the_next_ones() -> None:
    counts = RunCounts(10, 0, 10, 0, 60, 0, 0, 6_000, 0.0)
    time = TimeLeft()
    time.update(0.0, counts)
    time.update(60.0, replace(counts, tokens_done=1_000))  # six times as slow as the others
    assert time.left(60.0) == pytest.approx(300.0)
    for batch in range(2, 4):
        time.update(50.0 + 10.0 * batch, replace(counts, tokens_done=1_000 * batch))

    assert time.left(80.0) == pytest.approx(
        80.0
    )  # the mean of three batches; half of the first estimate is not left
