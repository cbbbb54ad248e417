"""A reader must not take what somebody says for what the article says."""

from __future__ import annotations

import pytest

from translate.checks.registry import check_pair


@pytest.mark.parametrize(
    ("name", "source", "output"),
    [
        (
            "colon lost",
            "وقالت ناديا الحسن، مديرة المستشفى:",
            "Nadia Hassan is the director of the hospital and welcomes you.",
        ),
        ("speaker lost", "وأضاف الطبيب أن الجراحة نجحت.", "The surgery was a success."),
        ("speaker lost", "قالت المحافظة إن الجسر آمن.", "The bridge is safe."),
    ],
)
def test_a_lost_speaker_is_flagged(name: str, source: str, output: str) -> None:
    assert name in {flag.name for flag in check_pair(source, output)}


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("وقالت ناديا الحسن، مديرة المستشفى:", "Nadia Hassan, the director of the hospital, said:"),
        ("وقالت ناديا الحسن، مديرة المستشفى:", "According to Nadia Hassan, the director of the hospital,"),
        ("وأضاف الطبيب أن الجراحة نجحت.", "The surgery was a success, according to the doctor."),
        ("قالت المحافظة إن الجسر آمن.", "The governor insists that the bridge is safe."),
    ],
)
def test_a_speaker_named_in_other_words_is_not_flagged(source: str, output: str) -> None:
    assert {"colon lost", "speaker lost"}.isdisjoint(flag.name for flag in check_pair(source, output))


def test_an_opening_quotation_mark_that_never_closes_is_flagged() -> None:
    source = 'قال الحارس: "أغلقنا الباب" ثم غادر.'
    flags = [flag.name for flag in check_pair(source, 'The guard said: "We closed the door and left.')]
    assert flags == ["quotation unbalanced"]


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ('اشترى "شاشة" جديدة.', 'He bought a new 27" screen.'),
        ('قال الحارس: "أغلقنا الباب.', 'The guard said: "We closed the door.'),
        ('تسمى "المنطقة 9" رسميا.', 'It is officially called "Zone 9".'),
    ],
)
def test_quotation_marks_as_in_the_source_are_not_flagged(source: str, output: str) -> None:
    assert "quotation unbalanced" not in {flag.name for flag in check_pair(source, output)}
