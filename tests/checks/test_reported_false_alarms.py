"""Right translations that were flagged once, as they were reported: none may be flagged, or lose a word, again."""

from __future__ import annotations

import pytest

from translate.checks.conduct import strip_chatter
from translate.checks.registry import check_pair

RIGHT = [
    ("حضر الحفل 5 آلاف و300 شخص.", "The concert was attended by 5,300 people."),
    ("بلغ عدد السكان مليونا و300 ألف نسمة.", "The population was 1,300,000."),
    ("حضر الاجتماع مئة و20 عضوا.", "The meeting was attended by 120 members."),
    ("باع المتجر 15 ألفا و750 كتابا.", "The shop sold 15,750 books."),
    ("ارتفعت الأسعار بنسبة 3ر5 في المئة.", "Prices rose by 3.5 per cent."),
    ("ارتفعت الأسعار بنسبة 3ر5 في المئة.", "Prices rose by 5.3 per cent."),
    ("تبدأ المباراة الساعة 18.30 مساء.", "The match starts at 6:30 pm."),
    ("تعود القصة إلى حرب عام 48.", "The story goes back to the war of 1948."),
    ("وقعت هجمات 11 سبتمبر في نيويورك.", "The 9/11 attacks took place in New York."),
    ("أغلق المؤشر عند 26،013,94 نقطة.", "The index closed at 26,013.94 points."),
    ("عمل الرجل كمساعد مدرب في النادي.", "The man worked as an assistant coach at the club."),
    ("إليكم ملخص لأهم النقاط:", "Here is a summary of the main points:"),
    (
        "بقيت القرارات حبرا على ورق ولم تترجم إلى أفعال.",
        "The decisions stayed on paper and were not turned into action.",
    ),
    ("ملخص - تراجعت الأسعار هذا الأسبوع.", "Summary: Prices fell this week."),
    ("كان الطقس باردا جدا جدا جدا.", "The weather was very very very cold."),
]


@pytest.mark.parametrize(("source", "output"), RIGHT)
def test_a_right_translation_is_neither_flagged_nor_changed(source: str, output: str) -> None:
    assert check_pair(source, output) == ()
    assert strip_chatter(source, output) == (output, ())


@pytest.mark.parametrize(
    ("source", "output", "flag"),
    [
        ("حضر الحفل 5 آلاف و300 شخص.", "The concert was attended by 300 people.", "number missing"),
        ("باع المتجر 15 ألفا و750 كتابا.", "The shop sold 15,000 books.", "number missing"),
        ("أغلق المؤشر عند 26،013,94 نقطة.", "The index closed at 26,113.94 points.", "number missing"),
        ("عمل الرجل كمساعد مدرب في النادي.", "As an AI assistant, I cannot translate this.", "refusal"),
        ("كان الطقس باردا جدا.", "The weather was very cold very cold very cold very cold.", "phrase loop"),
    ],
)
def test_a_wrong_translation_of_the_same_kind_is_flagged(source: str, output: str, flag: str) -> None:
    assert flag in [found.name for found in check_pair(source, output)]
