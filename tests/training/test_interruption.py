"""The first signal during a training waits for a safe point, the second does not."""

from __future__ import annotations

import signal
import threading

import pytest

from translate.training.interruption import Interruption, StopAsked


def test_the_first_ctrl_c_is_delayed_to_a_safe_point() -> None:
    with Interruption() as interruption:
        interruption.check()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(StopAsked):
            interruption.check()
        with pytest.raises(KeyboardInterrupt):
            interruption.deliver()


def test_a_second_ctrl_c_ends_a_training_that_hangs() -> None:
    with Interruption():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_signal_handlers_are_restored_afterwards() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with Interruption():
        assert signal.getsignal(signal.SIGINT) != before[0]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_training_in_another_thread_than_the_main_one_is_no_error() -> None:
    seen: list[str] = []

    def work() -> None:
        with Interruption() as interruption:
            interruption.check()
            interruption.deliver()
            seen.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == ["done"]


def test_a_training_under_nohup_outlives_its_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interruption() as interruption:
            signal.raise_signal(signal.SIGHUP)
            interruption.check()
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
