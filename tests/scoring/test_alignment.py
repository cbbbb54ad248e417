from __future__ import annotations

import pytest

from tests.scoring.fixtures import SENTENCES, translated
from translate.scoring.alignment import Stretch, find_shift, first_gap


@pytest.mark.parametrize("missing", [0, 3, 8])
def test_the_line_that_a_file_lost_is_named(missing: int) -> None:
    outputs = translated(SENTENCES)
    short = outputs[:missing] + outputs[missing + 1 :]

    assert first_gap(short, SENTENCES) == missing + 1


def test_of_two_lost_lines_the_first_is_named() -> None:
    outputs = translated(SENTENCES)
    short = [line for n, line in enumerate(outputs, 1) if n not in {4, 8}]

    assert first_gap(short, SENTENCES) == 4


def test_lines_lost_at_the_end_are_not_looked_for_in_the_middle() -> None:
    assert first_gap(translated(SENTENCES)[:-1], SENTENCES) is None


def test_an_aligned_file_is_not_called_shifted() -> None:
    assert find_shift(translated(SENTENCES), SENTENCES) is None


@pytest.mark.parametrize("offset", [1, -1])
def test_a_file_shifted_by_one_line_is_found(offset: int) -> None:
    outputs = translated(SENTENCES)
    shifted = ["", *outputs[:-1]] if offset == 1 else [*outputs[1:], ""]

    found = find_shift(shifted, SENTENCES)

    assert found is not None
    assert found.offset == offset
    assert found.last - found.first >= len(SENTENCES) - 3


def test_a_shift_in_the_middle_of_a_file_is_found_with_its_lines() -> None:
    outputs = translated(SENTENCES)
    shifted = [*outputs[:3], "An added line of something else.", *outputs[3:8], *outputs[9:]]

    assert find_shift(shifted, SENTENCES) == Stretch(first=4, last=8, offset=1)


def test_a_shift_is_found_with_blank_lines_between_paragraphs() -> None:
    spaced = [line for sentence in SENTENCES for line in (sentence, "")]
    outputs = [line for sentence in translated(SENTENCES) for line in ("", sentence)]

    found = find_shift(outputs, spaced)

    assert found is not None
    assert found.offset == 1


def test_bad_translations_are_not_called_shifted() -> None:
    outputs = ["The thing was done by the people of the place."] * len(SENTENCES)

    assert find_shift(outputs, SENTENCES) is None
