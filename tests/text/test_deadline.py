"""A parser that loops for ever or exhausts memory fails one article and not the run."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from translate.errors import Unreadable
from translate.text.formats import content
from translate.text.formats.content import parsing
from translate.text.formats.deadline import OutOfTime, time_limit


def for_ever() -> None:
    while True:
        try:
            sys.getrefcount(None)
        except Exception:  # as in many parsers
            continue


def test_an_endless_parser_is_stopped_and_the_file_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAX_PARSING_SECONDS", 0.05)
    said = r"a\.pdf: the PDF parser timed out after 0\.05 seconds"
    with pytest.raises(Unreadable, match=said), parsing(Path("a.pdf"), "PDF"):
        for_ever()


def test_a_reader_in_a_separate_thread_is_stopped_too() -> None:
    def read() -> None:
        with time_limit(0.05):
            for_ever()

    with ThreadPoolExecutor(1) as thread, pytest.raises(OutOfTime):
        thread.submit(read).result()


def test_work_done_in_time_is_never_interrupted() -> None:
    for _ in range(50):
        try:
            with time_limit(0.001):
                sum(range(3000))
        except OutOfTime:
            pass
    assert sum(range(2_000_000)) == 1_999_999_000_000  # no late interruption


def test_a_parser_that_exhausts_memory_fails_only_its_file() -> None:
    said = r"a\.docx: the Word parser ran out of memory"
    with pytest.raises(Unreadable, match=said), parsing(Path("a.docx"), "Word"):
        raise MemoryError
