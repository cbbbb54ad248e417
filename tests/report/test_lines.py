from __future__ import annotations

from dataclasses import replace

import pytest

from tests.report.fixtures import compared_run
from translate.records import Flag
from translate.report.cards import length_groups, system_cards
from translate.report.lines import ScoredLines, scored_lines
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Matched, Comparison]:
    return compared_run(tmp_path_factory.mktemp("systems"), evil="Ω")


@pytest.fixture(scope="module")
def lines(compared: tuple[Matched, Comparison]) -> ScoredLines:
    return scored_lines(*compared)


def test_a_system_s_failures_are_the_lines_where_the_others_do_better(lines: ScoredLines) -> None:
    found = [lines.failures(system, 3) for system in (0, 1)]

    assert sorted(map(len, found)) == [0, 3]
    worse = 0 if found[0] else 1
    differences = [float(lines.chrf[1 - worse, n] - lines.chrf[worse, n]) for n in found[worse]]
    assert differences == sorted(differences, reverse=True)
    assert differences[0] == pytest.approx(float((lines.chrf[1 - worse] - lines.chrf[worse]).max()))


def test_every_line_has_an_address_that_no_other_has(lines: ScoredLines) -> None:
    anchors = [place.anchor for place in lines.places]

    assert len(set(anchors)) == len(anchors) == 30
    assert anchors[0] == "l1.1"
    assert anchors[-1] == "l3.10"


def test_every_line_is_in_one_range_of_lengths(lines: ScoredLines) -> None:
    assert sorted(n for _, group in lines.by_length for n in group) == list(range(30))
    for name, group in lines.by_length:
        low, high = (int(word) for word in name.split(" to ")) if " to " in name else (40, 10**9)
        assert all(low <= len(lines.references[n].split()) <= high for n in group)


def test_the_checks_are_counted_for_outside_files_as_for_runs(lines: ScoredLines) -> None:
    counts = {check.name: numbers for check, numbers in lines.flag_counts()}

    assert counts["number missing"] == [30, 30]
    assert all(any(numbers) for numbers in counts.values())


def test_a_card_shows_what_a_system_does_worse_than_the_others(
    compared: tuple[Matched, Comparison], lines: ScoredLines
) -> None:
    entity, fine = (Flag("entity"),), ()
    count = len(lines.places)
    marked = replace(lines, flags=((entity,) * count, (entity, *(fine,) * (count - 1))))

    cards = {
        card.index: card for card in system_cards(marked, compared[1], length_groups(marked, compared[1]))
    }

    (rate,) = cards[0].flags or ()
    assert (rate.title, rate.count, rate.others) == ("HTML entities", count, 1)
    assert [weak.name for weak in cards[0].articles] != []
    assert sorted(len(card.failures) for card in cards.values()) == [0, 3]  # one system is never worse
    differences = [failure.behind or 0 for card in cards.values() for failure in card.failures]
    assert differences == sorted(differences, reverse=True)
    assert differences[-1] > 0


def test_checks_with_many_false_alarms_come_last(lines: ScoredLines) -> None:
    flags = ((Flag("number added"), Flag("empty")),) * len(lines.places)
    advised = replace(lines, flags=(flags, flags))

    assert [check.name for check, _ in advised.flag_counts()] == ["empty", "number added"]
