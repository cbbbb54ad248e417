"""A reader must not read yes where the article says no."""

from __future__ import annotations

import pytest

from translate.checks.registry import check_pair


def names(source: str, output: str) -> set[str]:
    return {flag.name for flag in check_pair(source, output)}


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("لم يصل الوفد إلى المدينة أمس.", "The delegation reached the city yesterday."),
        ("لن تفتح المدارس أبوابها يوم الأحد.", "Schools will open on Sunday."),
        ("المتحف ليس بعيدا عن المحطة.", "The museum is close by, a long walk from the station."),
        ("لا يشرب الطبيب القهوة في المساء.", "The doctor drinks coffee in the evening."),
    ],
)
def test_a_lost_negation_is_flagged(source: str, output: str) -> None:
    assert "negation lost" in names(source, output)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("وصل الوفد إلى المدينة أمس.", "The delegation did not reach the city yesterday."),
        ("تفتح المدارس أبوابها يوم الأحد.", "Schools never open on Sunday."),
        ("وافق المجلس على الخطة.", "The council didn't approve the plan."),
    ],
)
def test_an_added_negation_is_flagged(source: str, output: str) -> None:
    assert "negation added" in names(source, output)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("لا يزال الجسر مغلقا.", "The bridge is still closed."),
        ("لا بد من إصلاح الطريق.", "The road must be repaired."),
        ("ازدادت الأسعار، لا سيما الخبز.", "Prices rose, especially that of bread."),
        ("لم ينج من الحادث سوى طفل.", "One child survived the accident."),
        ("لم يوافق المجلس على الخطة.", "The council rejected the plan."),
        ("لم يكن المبنى آمنا.", "The building was unsafe."),
        ("فشل الوفد في الوصول.", "The delegation did not arrive."),
        ("رفض الوزير التعليق.", "The minister would not comment."),
        ("غادر دون أن يتكلم.", "He left and did not speak."),
    ],
)
def test_a_negation_in_other_words_is_not_flagged(source: str, output: str) -> None:
    assert not {"negation lost", "negation added"} & names(source, output)
