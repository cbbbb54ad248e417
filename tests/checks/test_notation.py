"""The context of a figure changes its meaning: signs, percent, currencies, eras, the order of dates and scores."""

from __future__ import annotations

import pytest

from translate.checks.registry import check_pair

WRONG = [
    (
        "percent lost",
        "زادت الصادرات بنسبة 7% خلال الربع الأول",
        "Exports rose by 7 in the first three months",
    ),
    ("percent lost", "زادت الصادرات 7 في المئة خلال أشهر", "Exports rose by 7 within months"),
    ("sign lost", "للحجز اتصلوا على الرقم +971 4 555 0101", "To book, call 971 4 555 0101"),
    (
        "sign lost",
        "هبطت الحرارة إلى -12 درجة في الجبال",
        "The temperature in the mountains fell as far as 12 degrees",
    ),
    ("currency changed", "ثمن الكتاب 45€ في المكتبة", "The book costs $45 in the shop"),
    ("currency changed", "ثمن الكتاب 45 دولارا في المكتبة", "The book costs 45 euros in the shop"),
    ("era changed", "بني السور في القرن 3 قبل الميلاد", "The wall was built in the 3rd century AD"),
    ("era changed", "بني السور عام 240 ق.م", "The wall was built in 240 CE"),
    ("date changed", "يبدأ المعرض في 4 أكتوبر المقبل", "The fair begins on April 10 next"),
    ("date changed", "يبدأ المعرض في 4/10/2027 بالعاصمة", "The fair begins in the capital on April 10, 2027"),
    ("score changed", "انتهت مباراة القمة بفوز الضيوف 2-0", "The visitors won the derby 0-2"),
    ("zero lost", "هاتف المدرسة 0223344556 صباحا", "The school's telephone is 223344556 in the morning"),
    ("zero lost", "صدر الإصدار 3.10 من البرنامج", "Version 3.1 of the program is out"),
    ("zero lost", "صدر الإصدار 4.0 من البرنامج", "Version 4 of the program is out"),
]
RIGHT = [
    ("زادت الصادرات بنسبة 7% خلال الربع الأول", "Exports rose by 7 per cent in the first quarter"),
    ("للحجز اتصلوا على الرقم +971 4 555 0101", "To book, call +971 4 555 0101"),
    ("هبطت الحرارة إلى -12 درجة في الجبال", "The temperature in the mountains fell to 12 degrees below zero"),
    ("غرامة قدرها 300 ليرة لبنانية على السائق", "A fine of 300 Lebanese pounds for the driver"),
    ("ست دول أوروبية دفعت 30 مليون دولار", "Six European countries paid $30 million"),
    ("زار الوفد مدينة قُم في 3 مارس", "The delegation visited the city of Qom on 3 March"),
    ("بني السور عام 240 ق.م", "The wall was built in 240 BCE"),
    ("يبدأ المعرض في 13/10/2027 بالعاصمة", "The fair begins in the capital on 10/13/2027"),
    ("يبدأ المعرض في 4/10/2027 بالعاصمة", "The fair begins in the capital on 10/4/2027"),
    ("يبدأ المعرض في 4 أكتوبر المقبل", "The fair begins on October 4 next"),
    ("انتهت مباراة القمة بفوز الضيوف 2-0", "The visitors won the derby 2-0"),
    ("هاتف المدرسة 0223344556 صباحا", "The school's telephone is 0223344556 in the morning"),
    ("بلغ سعر اللتر 1.50 دولار اليوم", "A litre costs $1.5 today"),
]


@pytest.mark.parametrize(("name", "source", "output"), WRONG)
def test_a_sign_unit_or_order_that_changed_is_flagged(name: str, source: str, output: str) -> None:
    assert name in {flag.name for flag in check_pair(source, output)}


@pytest.mark.parametrize(("source", "output"), RIGHT)
def test_another_way_to_write_the_same_is_not_flagged(source: str, output: str) -> None:
    assert check_pair(source, output) == ()
