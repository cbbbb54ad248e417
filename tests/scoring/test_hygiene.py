from __future__ import annotations

import pytest

from tests.scoring.fixtures import SENTENCES, article
from translate.scoring.hygiene import Hygiene, inspect, repair
from translate.scoring.score import measure_segments
from translate.scoring.segments import RunSegments


def inspected(outputs: list[str], references: list[str], sources: list[str] | None = None) -> Hygiene:
    segments = RunSegments((article("a", *zip(outputs, references, strict=True)),))
    return inspect(segments, sources, ["a.en.txt"], measure_segments(segments))


def counts(found: Hygiene) -> dict[str, int]:
    return {finding.kind: finding.count for finding in found.findings if finding.count}


def test_every_defect_of_a_file_is_counted_and_located() -> None:
    outputs = [
        "&quot;Yes,&quot; he said.",
        "",
        "It rained , he said .",
        "Itâ€™s the cafÃ© of Beirut.",
        "ارتفع النهر بعد منتصف الليل.",
        "The same line.",
        "The same line.",
        "Nothing is wrong with this one: it costs $5 (or less).",
    ]

    found = inspected(outputs, SENTENCES[: len(outputs)])

    assert counts(found) == {
        "entities": 1,
        "empty": 1,
        "byte order mark": 1,
        "tokenised": 1,
        "mojibake": 1,
        "source copied": 1,
        "duplicates": 1,
    }
    assert next(one.examples for one in found.findings if one.kind == "tokenised") == ("a:3",)


def test_the_score_after_the_repair_is_that_of_the_repaired_file() -> None:
    references = ['"Yes," he said.', *SENTENCES]
    came = ["&quot;Yes,&quot; he said.", *SENTENCES]

    found = inspected(came, references)

    assert found.repaired_lines == 1
    assert found.repaired_scores == pytest.approx({"chrf": 100, "bleu": 100, "chrf++": 100, "ter": 0})


def test_a_clean_file_has_no_second_score() -> None:
    found = inspected(SENTENCES, SENTENCES)

    assert found.repaired_lines == 0
    assert found.repaired_scores == {}


@pytest.mark.parametrize(
    ("came", "meant"),
    [
        ("Turkey&#39;s lakes &amp; rivers", "Turkey's lakes & rivers"),
        ("The president &apos; s decision", "The president's decision"),
        ("the &quot; stable law &quot; , stressing", 'the "stable law", stressing'),
        ("It rained , he said .", "It rained, he said."),
        ("Itâ€™s the cafÃ© of Beirut.", "It’s the café of Beirut."),
        ("AT&T; it is not an entity; R&D neither", "AT&T; it is not an entity; R&D neither"),
        ("Café “Ñandú” – 5 km² … naïve", "Café “Ñandú” – 5 km² … naïve"),
    ],
)
def test_the_repair_corrects_signs_and_spaces_and_changes_no_word(came: str, meant: str) -> None:
    assert repair(came) == meant
    assert repair(meant) == meant


def test_the_same_output_for_the_same_source_is_not_called_a_duplicate() -> None:
    same = inspected(["Yes."] * 2, ["Yes!", "Yes, yes."], ["نعم.", "نعم."])
    other = inspected(["Yes."] * 2, ["Yes!", "No."], ["نعم.", "لا."])

    assert "duplicates" not in counts(same)
    assert counts(other)["duplicates"] == 1


def test_a_source_copied_into_the_output_is_found_even_in_latin_letters() -> None:
    assert counts(inspected(["Windows 11"], ["Windows 11"], ["Windows 11"]))["source copied"] == 1
