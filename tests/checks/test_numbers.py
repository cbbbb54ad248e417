"""Numbers are compared by value, not by notation."""

from __future__ import annotations

import pytest

from translate.checks.figures import number_added, number_missing

SAME = [
    ("24,940 موظفًا", "24940 employees"),
    ("٢٤٬٩٤٠ موظفًا", "24,940 employees"),
    ("24.940 موظفًا", "24,940 employees"),
    ("1.234.567,5 دولار", "$1,234,567.5"),
    ("بنسبة 8,4٪", "by 8.4 percent"),
    ("12 500 شخص", "12,500 people"),
    ("5 رجال", "five men"),
    ("25 رجلا", "twenty-five men"),
    ("345 رجلا", "three hundred and forty-five men"),
    ("سنة 1984", "in nineteen eighty-four"),
    ("36 بيضة", "three dozen eggs"),
    ("3 ملايين", "3,000,000"),
    ("3 مليار دولار", "$3bn"),
    ("14.3 مليار دولار", "$14.3 billion"),
    ("5.2 مليون", "5.2M"),
    ("11 مليون جنيه", "£11million"),
    ("أكثر من 300 مليار", "$300+ billion"),
    ("30 عاما", "three decades"),
    ("النوع 1", "type-I cells"),
    ("100 ألف", "100k"),
    ("100000 نموذج", "one hundred thousand models"),
    ("بين 2 مليون و3 ملايين", "between 2 and 3 million"),
    ("الساعة 2:15 صباحًا", "at 2:15 a.m."),
    ("الساعة 14:30", "at 2:30 pm"),
    ("الساعة 3 مساء", "at 15:00"),
    ("الساعة 15:00", "at 3 p.m."),
    ("0230 بتوقيت غرينتش", "02:30 GMT"),
    ("في 3 آذار/ مارس 2025", "on March 3, 2025"),
    ("في 24/9/1759", "on September 24, 1759"),
    ("في 20 تشرين الثاني", "on Nov. 20"),
    ("في ثمانينيات 1980", "in the 1980s"),
    ("منذ 1995-96", "since 1995-1996"),
    ("القرن الـ17", "the seventeenth century"),
    ("الشكل 1.1.2", "Figure 1.1.2"),
    ("مساحة 50 كم2", "an area of 50 km²"),
    ("50 في المئة", "50%"),
    ("الحرب العالمية 2", "World War II"),
    ("نموذج QwQ-32B", "the QwQ-32B model"),
    ("1.5 ساعة", "1&#46;5 hours"),
]
OTHER = [
    ("24,940 موظفًا", "24,490 employees", "24,940"),
    ("3 ملايين", "3 billion", "3"),
    ("3 ملايين", "3 people", "3"),
    ("بنسبة 8.4٪", "by 84 percent", "8.4"),
    ("الساعة 2:15", "at 2:50", "2:15"),
    ("في 3 آذار/ مارس 2025", "on April 3, 2025", "آذار/ مارس"),
    ("1234 رجلا", "a thousand men", "1234"),
    ("50 في المئة", "a hundred", "50"),
]


@pytest.mark.parametrize(("source", "output"), SAME)
def test_a_number_written_in_another_way_is_not_flagged(source: str, output: str) -> None:
    assert number_missing(source, output) is None


@pytest.mark.parametrize(("source", "output", "lost"), OTHER)
def test_a_changed_number_is_reported_as_the_article_writes_it(source: str, output: str, lost: str) -> None:
    flag = number_missing(source, output)
    assert flag is not None
    assert flag.detail == lost


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("ثلاثة رجال", "3 men"),
        ("خمسة وعشرون رجلا", "25 men"),
        ("ثلاثمائة وخمسة وأربعون", "345"),
        ("خمسة عشر", "15"),
        ("ألفان وأربعمئة", "2,400"),
        ("مليوني دولار", "$2 million"),
        ("عشرة ملايين وثيقة", "10 million documents"),
        ("القرن السابع عشر", "the 17th century"),
        ("في السادس من تشرين الأول", "on October 6"),
        ("سبعينيات القرن الماضي", "the 1970s"),
    ],
)
def test_an_arabic_number_word_may_come_out_in_figures(source: str, output: str) -> None:
    assert number_added(source, output) is None


def test_a_number_that_the_source_lacks_is_reported() -> None:
    flag = number_added("ثلاثة رجال", "3 men in 2024")
    assert flag is not None
    assert flag.detail == "2024"


@pytest.mark.parametrize("source", ["مارس الرجل الرياضة", "سيارة نيسان جديدة", "آب الرجل إلى بيته"])
def test_a_word_that_is_also_a_month_is_not_taken_for_one_by_itself(source: str) -> None:
    assert number_missing(source, "The man came home.") is None


@pytest.mark.parametrize(
    ("source", "output", "lost"),
    [
        ("سافر ثلاثة آلاف وخمسمئة حاج.", "500 pilgrims travelled.", True),
        ("سافر ثلاثة آلاف وخمسمئة حاج.", "3,500 pilgrims travelled.", False),
        ("سافر ثلاثة آلاف وخمسمئة حاج.", "Three and a half thousand pilgrims travelled.", False),
        ("بلغ العدد مليونا ومئتي ألف.", "The number was 200,000.", True),
        ("بلغ العدد مليونا ومئتي ألف.", "The number was 1.2 million.", False),
        ("في الستينيات والسبعينيات من القرن الماضي", "in the 1960s and 1970s", False),
    ],
)
def test_a_number_in_words_that_lost_its_thousands_is_reported(
    source: str, output: str, *, lost: bool
) -> None:
    assert (number_missing(source, output) is not None) == lost
