from __future__ import annotations

from tests.scoring.fixtures import SENTENCES, article, translated
from translate.scoring.score import measure_segments
from translate.scoring.segments import RunSegments
from translate.scoring.suspects import Suspect, suspect_references

SWAPPED = [SENTENCES[7], *SENTENCES[1:7], SENTENCES[0], *SENTENCES[8:]]


def suspects(references: list[str], *outputs: list[str]) -> list[Suspect]:
    systems = [RunSegments((article("a", *zip(lines, references, strict=True)),)) for lines in outputs]
    return suspect_references(systems, [measure_segments(one)["chrf"].counts for one in systems])


def test_references_swapped_between_two_rows_are_named_with_each_other() -> None:
    found = suspects(SWAPPED, translated(SENTENCES), [line.lower() for line in SENTENCES])

    assert [(one.place, one.fits) for one in found] == [("a:1", "a:8"), ("a:8", "a:1")]
    assert all(one.agreement is not None and one.agreement > 60 and one.best < 30 for one in found)


def test_one_system_is_enough_to_detect_swapped_references() -> None:
    found = suspects(SWAPPED, translated(SENTENCES))

    assert [(one.place, one.fits) for one in found] == [("a:1", "a:8"), ("a:8", "a:1")]


def test_a_reference_of_another_text_is_suspect_where_systems_agree() -> None:
    references = ["Nobody knows why zebras hum.", *SENTENCES[1:]]

    (found,) = suspects(references, SENTENCES, translated(SENTENCES))

    assert (found.place, found.fits) == ("a:1", None)


def test_a_bad_system_alone_does_not_make_a_reference_suspect() -> None:
    assert suspects(SENTENCES, ["Zzz qqq xxx."] * len(SENTENCES)) == []


def test_a_system_given_twice_does_not_count_as_agreement() -> None:
    bad = ["Nobody knows why zebras hum.", *SENTENCES[1:]]

    assert suspects(SENTENCES, bad, list(bad)) == []


def test_a_line_bad_in_all_systems_but_one_does_not_make_its_reference_suspect() -> None:
    bad = ["Nobody knows why zebras hum.", *SENTENCES[1:]]

    assert suspects(SENTENCES, bad, ["Nobody knows why a zebra hums.", *SENTENCES[1:]], SENTENCES) == []
