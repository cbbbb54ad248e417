"""Numbers are compared by value, not by notation."""

from __future__ import annotations

import pytest

from translate.checks.figures import number_added, number_missing
from translate.checks.names import latin_name_lost

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
    ("أنجز العمال 50% من الجسر", "The workers finished half of the bridge"),
    ("نحو 25% من القمح", "about a quarter of the wheat"),
    ("خسر 33 في المئة من وزنه", "He lost a third of his weight"),
    ("75٪ من الطرق", "three-quarters of the roads"),
    ("66.7% من الأصوات", "two thirds of the votes"),
    ("ارتفع الإنتاج 100%", "Output doubled"),
    ("تضاعفت الأرباح 3 مرات", "Profits tripled"),
    ("زادت 4 أضعاف", "a fourfold increase"),
    ("بعد 24 ساعة من العاصفة", "a day after the storm"),
    ("المحطة تعمل 24 ساعة", "The station works around the clock"),
    ("دام الحصار 48 ساعة", "The siege lasted two days"),
    ("رضيع عمره 6 أشهر", "a baby half a year old"),
    ("خلال 12 شهرا", "within a year"),
    ("مدة 18 شهرا", "for a year and a half"),
    ("قبل 90 دقيقة", "an hour and a half ago"),
    ("استغرق ساعة و30 دقيقة", "It took an hour and a half"),
    ("ثمنه 80 دولارا و25 سنتا", "It costs $80.25"),
    ("وزنها 2 كيلو و300 غرام", "She weighs 2.3 kilos"),
    ("طوله متران و10 سم", "It is 2.1 metres long"),
    ("أقلعت الطائرة 14.00 بتوقيت غرينتش", "The plane took off at 1400 GMT"),
    ("يبدأ الحفل 9.5 مساء", "The party begins at 9:30 pm"),
    ("زرع مئتين و35 شجرة", "He planted 235 trees"),
    ("فقد مئتين و35 أصيبوا", "two hundred missing and 35 injured"),
    ("خسر مليونين و400 ألف يورو", "He lost 2.4 million euros"),
    ("صوت 8 ملايين و450 ألفا و300 ناخب", "8,450,300 voters cast their ballots"),
    ("بعد 11 سبتمبر.", "After 9/11."),
    ("بلغ العدد 12 500.", "The number reached 12,500."),
    ("بلغت 162,5 مليون يورو", "It came to 162.5 mln EUR"),
    ("تراجع بنسبة 50%", "It was halved"),
    ("عند الساعة 12 ظهرا", "at noon"),
    ("الساعة 00:00 بتوقيت غرينتش", "at midnight GMT"),
    ("العودة إلى حدود 67", "a return to the 1967 borders"),
    ("مونديال 98", "the 1998 World Cup"),
    ("عرب 48", "the Arabs of 1948"),
    ("بين عامي 67 و73", "between 1967 and 1973"),
    ("هاتف 0096170123456", "telephone +961 70 123456"),
    ("هاتف +966 50 123 4567", "telephone +966501234567"),
    ("في الدقيقة 90+3", "in the 93rd minute"),
    ("في الدقيقة 90+3", "in the third minute of stoppage time"),
    ("مدينة KÃ¼ln", "the city of KÃ¼ln"),
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
    ("أنجز 50% من الجسر في النصف الأول", "The bridge grew in the first half", "50"),
    ("خسر 33 في المئة من وزنه", "The third of them lost weight", "33"),
    ("66% من الأصوات", "67% of the votes", "66"),
    ("75٪ من الطرق", "a quarter of the roads", "75"),
    ("تضاعفت الأرباح 3 مرات", "Profits doubled", "3"),
    ("دام الحصار 48 ساعة", "The siege lasted a day", "48"),
    ("رضيع عمره 6 أشهر", "a baby a year old", "6"),
    ("ثمنه 80 دولارا و25 سنتا", "It costs 80 dollars", "25"),
    ("وزنها 2 كيلو و300 غرام", "She weighs 2.03 kilos", "2, 300"),
    ("أقلعت الطائرة 14.00 بتوقيت غرينتش", "The plane took off at 1500 GMT", "14.00"),
    ("يبدأ الحفل 9.5 مساء", "The party begins at 9:15 pm", "9.5"),
    ("زرع مئتين و35 شجرة", "He planted 35 trees", "35"),
    ("خسر مليونين و400 ألف يورو", "He lost 400,000 euros", "400"),
    ("صوت 8 ملايين و450 ألفا و300 ناخب", "8,450,030 voters cast their ballots", "8, 450, 300"),
    ("عند الساعة 12 ظهرا", "at 2 p.m.", "12"),
    ("قتل 67 شخصا", "1967 people were killed", "67"),
    ("هاتف +966 50 123 4567", "telephone +966501234576", "966, 50, 123, 4567"),
    ("في الدقيقة 90+3", "in the 92nd minute", "90, 3"),
    ("المرتبة الثالثة والعشرين عالميا", "32nd in the world", "الثالثة والعشرين"),
    ("للمرة الرابعة على التوالي", "for the sixth time in a row", "الرابعة"),
    ("شهدت التسعينيات انفتاحا", "The 1970s saw an opening", "التسعينيات"),
    ("حكم عليه بالسجن عامين", "He was sentenced to ten years in prison", "عامين"),
    ("خصصت مليوني دولار", "It allocated a million dollars", "مليوني"),
    ("يضم ألفي لاجئ", "It houses 1,000 refugees", "ألفي"),
    ("صوت ثلث الأعضاء ضد القرار", "A quarter of the members voted against it", "ثلث"),
    ("فاز بثلاثة أرباع المقاعد", "It won a quarter of the seats", "بثلاثة أرباع"),
    ("تضاعف ثلاث مرات خلال خمسة أعوام", "It doubled within five years", "ثلاث"),
]
SAME_IN_WORDS = [
    ("القرنين الثامن عشر والتاسع عشر", "the 18th and 19th centuries"),
    ("القرنين الثالث عشر والرابع عشر", "the thirteenth and fourteenth centuries"),
    ("في عامها السادس بعد المائة", "106 years old"),
    ("توفي في العقد الثامن من عمره", "He died in his seventies"),
    ("الملك محمد الخامس", "King Mohammed V"),
    ("منذ شهرين", "for eight weeks"),
    ("بعد أسبوعين من التأخير", "a fortnight late"),
    ("خلال اليومين الماضيين قتل عشرة", "Ten died in the past 48 hours"),
    ("خسرت ثلثي قيمتها", "It lost 67% of its value"),
    ("ربع النهائي في منتصف الشوط", "The quarter-final in the middle of the half"),
    ("مليونا نازح", "Two million displaced people"),
    ("بين مليوني وثلاثة ملايين عام", "two million to three million years"),
]


@pytest.mark.parametrize(("source", "output"), SAME + SAME_IN_WORDS)
def test_a_number_written_in_another_way_is_not_flagged(source: str, output: str) -> None:
    assert number_missing(source, output) is None


def _assert_written_as_in_the_article(detail: str, lost: str) -> None:
    """Figures are shown as they are; Arabic words in brackets, after their English."""
    in_figures = any(char.isdigit() for char in lost)
    assert detail == lost if in_figures else detail.endswith(f" ({lost})")


@pytest.mark.parametrize(("source", "output", "lost"), OTHER)
def test_a_changed_number_is_reported_as_the_article_writes_it(source: str, output: str, lost: str) -> None:
    flag = number_missing(source, output)
    assert flag is not None
    _assert_written_as_in_the_article(flag.detail, lost)


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
        ("ثلث المزارع", "33% of the farms"),
        ("خلال يومين", "within 48 hours"),
        ("أكثر من ساعة ونصف", "more than 1.5 hours"),
        ("مئة و عشرون مليون نسمة", "120 million people"),
        ("أربعا وعشرين ساعة", "24 hours"),
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


@pytest.mark.parametrize(
    ("source", "output", "lost"),
    [
        ("غرق خمسون بحارا.", "Fifteen sailors drowned.", "خمسون"),
        ("حكم تسعين يوما.", "He ruled for seventy days.", "تسعين"),
        ("قبل ثلاثين شتاء", "Thirteen winters ago", "ثلاثين"),
        ("هرب ثلاثة خيول.", "Four horses ran away.", "ثلاثة"),
        ("زرع خمسة وعشرين حقلا.", "He sowed 35 fields.", "خمسة وعشرين"),
        ("بنى مئتي بيت.", "He built 300 houses.", "مئتي"),
        ("غاب ست سنوات.", "He was away for nine years.", "ست"),
    ],
)
def test_a_number_in_words_that_became_another_number_is_reported(
    source: str, output: str, lost: str
) -> None:
    flag = number_missing(source, output)
    assert flag is not None
    _assert_written_as_in_the_article(flag.detail, lost)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("زرع خمسة وعشرين حقلا.", "He sowed twenty-five fields."),
        ("باع ستة وثلاثين ألفا وأربعمئة كتاب.", "He sold 36,400 books."),
        ("لست في الرابعة عشرة.", "I am not fourteen."),
        ("غاب سبعة أيام ثم عاد مع خراف.", "He was away for a week, then came back with five sheep."),
        ("ثلاثة أرباع القمح", "75% of the wheat"),
        ("خمس سكان الجزيرة", "20% of the islanders"),
        ("مئات السفن", "300 ships"),
        ("القرن العشرين", "the 1900s"),
        ("ولد عام عشرين.", "He was born in 1920."),
        ("في عامها السادس بعد المئة", "106 years old"),
        ("اشترى ثلاثة كتب.", "He bought some books."),
        ("ثلاث أو أربع مرات", "three or four times"),
        ("ثلاثة من كل عشرة", "30%"),
        ("العاشرة إلا خمس دقائق", "at 9:55 a.m."),
        ("ست البيت وأولادها", "The lady of the house and her 4 children"),
    ],
)
def test_a_number_in_words_with_the_same_meaning_is_not_flagged(source: str, output: str) -> None:
    assert number_missing(source, output) is None


@pytest.mark.parametrize(
    ("output", "lost"),
    [
        ("It has 1,500 readers.", False),
        ("It has 1.5 thousand readers.", False),
        ("It has 1.5K readers.", False),
        ("It has 1.5 readers.", True),
        ("It has 15,000 readers.", True),
    ],
)
def test_letters_for_thousands_may_be_written_out_but_not_lost(output: str, *, lost: bool) -> None:
    assert (latin_name_lost("للصفحة 1.5K قارئ.", output) is not None) == lost
