"""The context of a figure changes its meaning: signs, percent, currencies, eras, the order of dates and scores."""

from __future__ import annotations

import pytest

from translate.checks.registry import check_pair
from translate.views.pieces import words_of

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
    ("percent lost", "زادت الصادرات 8 في المئة في الربع الأول.", "Exports rose by 8 in the first quarter."),
    ("percent lost", "ارتفعت الأسعار 12% هذا العام.", "Prices rose by 12, a turning point, this year."),
    ("percent lost", "ارتفعت الأسعار 12% والأجور 5%.", "Prices rose 12% and wages 5."),
    ("percent lost", "زادت الصادرات خمسة في المئة هذا العام.", "Exports rose by five this year."),
    ("sign lost", "هبطت درجة الحرارة إلى -12 درجة مئوية.", "The temperature fell to 12 degrees Celsius."),
    (
        "sign lost",
        "بلغت الحرارة -7 ليلا، وانخفضت الرؤية إلى أقل من كيلومتر.",
        "The temperature reached 7 at night, and visibility dropped to less than a kilometre.",
    ),
    ("sign lost", "تراوحت الحرارة بين 5 و -12 درجة.", "Temperatures ranged between 5 and 12 degrees."),
    ("sign lost", "بلغ الرصيد -300 دينار.", "The balance was 300 dinars, under the limit."),
    ("currency changed", "تبلغ الجائزة خمسين ألف يورو.", "The prize is fifty thousand dollars."),
    ("currency changed", "سعره 20 كرونة سويدية.", "It costs 20 dollars."),
    ("currency changed", "سعره 20 فرنكا سويسريا.", "It costs 20 euros."),
    ("currency changed", "دفع 20 يورو و30 دولارا.", "He paid 30 euros and 20 dollars."),
    ("currency changed", "دفع 20 يورو و30 دولارا.", "He paid $20 and €30."),
    (
        "era changed",
        "بنيت القلعة في القرن الرابع قبل الميلاد.",
        "The castle was built in the fourth century AD.",
    ),
    ("era changed", "ولد الإمبراطور سنة 121 ميلادية.", "The emperor was born in 121 BC."),
    ("date changed", "موعدنا 6/9 في المكتب.", "Our appointment is on 9 June at the office."),
    ("date changed", "من 2/3/2020 إلى 25/3/2020", "From 3/2/2020 to 25/3/2020"),
    ("date changed", "عقد اللقاء في 2/3/2020.", "The meeting was held on 2020-02-03."),
    ("score changed", "تقدم الاتحاد 2-0 في الشوط الأول.", "Al Ittihad were up 0-2 in the first half."),
    (
        "score changed",
        "انتهت المباراة بين الأهلي والزمالك 1-3.",
        "The match between Al Ahly and Zamalek ended 3-1.",
    ),
    ("score changed", "فاز الأهلي 3 مقابل 1.", "Al Ahly won 1 to 3."),
    ("zero lost", "يتوفر بايثون 3.10 للتنزيل.", "Python 3.1 is available for download."),
    ("unit changed", "يبلغ وزنه 80 كيلوغراما.", "It weighs 80 pounds."),
    ("unit changed", "تبعد القرية 15 كيلومترا.", "The village is 15 miles away."),
    ("unit changed", "استمرت الجلسة خمس ساعات.", "The session lasted five minutes."),
    ("unit changed", "تبعد القرية 20 ألف كيلومتر.", "The village is 20,000 miles away."),
    ("unit changed", "بلغت الحرارة 30 درجة مئوية.", "It was 30 degrees Fahrenheit."),
    ("zero lost", "صدر الإصدار 4.0 من البرنامج", "Version 4 of the program is out"),
    ("zero lost", "يتوفر الإصدار 4.0.", "Version 4 is available."),
    ("zero lost", "للتواصل: هاتف 01-345678.", "Contact: telephone 1-345678."),
    ("sign lost", "اتصلوا على 966112345678+.", "Call 966112345678."),
    ("sign lost", "الحرارة ثماني درجات تحت الصفر.", "The temperature is eight degrees."),
    ("unit changed", "ضبطت الشرطة كيلوغرامين من الذهب.", "The police seized two tons of gold."),
    ("unit changed", "استمر الإضراب أسبوعين كاملين.", "The strike lasted two full months."),
    ("score changed", "فاز الهلال بأربعة أهداف مقابل هدفين.", "Al Hilal won 2-4."),
    ("score changed", "تغلب على نادال 6-4 و3-6 و7-5.", "He beat Nadal 6-4, 6-3, 7-5."),
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
    ("بين 5% و10% من الأطفال", "Between 5 and 10 percent of children"),
    ("حصل على 51٪ مقابل 49٪", "He won by 51% to 49"),
    ("أنا متأكد مئة بالمئة.", "I am quite certain."),
    ("تراوحت الحرارة بين -5 و-10 درجات.", "Temperatures were between 5 and 10 degrees below zero."),
    ("بلغت الحرارة -5 درجات.", "The temperature was minus 5 degrees."),
    ("تراجع المؤشر -3.5 نقطة.", "The index fell by 3.5 points."),
    ("رحلات (من 3 -5 أيام)", "Trips of 3 to 5 days"),
    ("دفع 20 يورو و30 دولارا.", "He paid $30 and €20."),
    ("بلغت 20 مليون ريال (5.3 مليون دولار).", "It came to $5.3 million (20 million riyals)."),
    ("سعره 20 كرونة سويدية.", "It costs 20 Swedish crowns."),
    ("دفع ألف ليرة سورية.", "He paid a thousand Syrian pounds."),
    ("بنيت القلعة في القرن الرابع قبل الميلاد.", "The castle was built in the fourth century BC."),
    ("من 27 ق.م إلى 14 ميلادية", "From 27 BC to AD 14"),
    ("موعدنا 6/9 في المكتب.", "Our appointment is on 6 September at the office."),
    ("بعد هجمات 9/11 تغيرت القوانين.", "Laws changed after the attacks of September 11."),
    ("عقد اللقاء في 2/3/2020.", "The meeting was held on 3/2/2020."),
    ("خسر الهلال 1-2 أمام النصر.", "Al Hilal lost 2-1 to Al Nassr."),
    ("خسر المنتخب السعودي بنتيجة 0-2 أمام اليابان.", "Saudi Arabia lost 2-0 to Japan."),
    ("فاز الأهلي 1-3 على الزمالك.", "Al Ahly beat Zamalek 3-1."),
    ("تقدم الاتحاد 2-0 في الشوط الأول.", "Al Ittihad were 2-0 up in the first half."),
    ("يتوفر بايثون 3.10 للتنزيل.", "Python 3.10 is available for download."),
    ("يبلغ وزنه 80 كيلوغراما.", "It weighs 80 kilos."),
    ("استمرت الجلسة 5 ساعات و5 دقائق.", "The session lasted 5 hours and 5 minutes."),
    ("بلغ سعر اللتر 1.50 دولار اليوم", "A litre costs $1.5 today"),
    ("بلغ السعر 50 سنتا من اليورو", "The price was 50 cents"),
    ("هاتف المكتب 0096170123456 صباحا", "The office's telephone is +961 70 123456 in the morning"),
    ("الحرارة ثماني درجات تحت الصفر.", "It is eight degrees below zero."),
    ("استمر الإضراب أسبوعين كاملين.", "The strike lasted two full weeks."),
    ("استمر الإضراب أسبوعين كاملين.", "The strike lasted a full fortnight."),
    ("تغلب على نادال 6-4 و3-6 و7-5.", "He beat Nadal 6-4, 3-6, 7-5."),
    ("خسر نادال 4-6 و6-3 و5-7.", "Nadal lost 6-4, 3-6, 7-5."),
]


@pytest.mark.parametrize(("name", "source", "output"), WRONG)
def test_a_sign_unit_or_order_that_changed_is_flagged(name: str, source: str, output: str) -> None:
    assert name in {flag.name for flag in check_pair(source, output)}


@pytest.mark.parametrize(
    "words",
    [
        "20 دولارا", "$20", "20 USD", "20 يورو", "باليورو 20", "€20", "20 جنيها", "20 ليرة", "£20", "20 ريالا",
        "20 SAR", "20 درهما", "20 دينارا", "والدينار 20", "20 ين ياباني", "20 يوان", "20 روبية", "₹20", "20 روبل",
        "20 شيكل", "₪20", "20 كرونة", "20 فرنكا", "20 زلوتي", "20 بيزو",
    ],
)  # fmt: skip
def test_each_currency_of_a_source_is_compared(words: str) -> None:
    other = "dollars" if "جنيه" in words or "ليرة" in words or "£" in words else "pounds"
    assert "currency changed" in {flag.name for flag in check_pair(f"سعره {words}.", f"It costs 20 {other}.")}


@pytest.mark.parametrize(("source", "output"), RIGHT)
def test_another_way_to_write_the_same_is_not_flagged(source: str, output: str) -> None:
    assert check_pair(source, output) == ()


@pytest.mark.parametrize(
    ("name", "source", "output", "word"),
    [
        ("currency changed", "ثمن الكتاب 45 دولارا.", "The book costs 45 euros.", "euros"),
        ("currency changed", "دفع 20 يورو و30 دولارا.", "He paid 30 euros and 20 dollars.", "20 dollars"),
        ("score changed", "فاز الأهلي على الزمالك 3-1.", "Al Ahly beat Zamalek 1-3.", "1-3"),
        ("date changed", "ولد في 7 أكتوبر 1952.", "He was born on 10 July 1952.", "10 July"),
        ("era changed", "بني السور عام 240 ق.م", "The wall was built in 240 CE", "CE"),
        ("sign lost", "هبطت الحرارة إلى -12 درجة.", "The temperature fell to 12 degrees.", "12"),
        ("percent lost", "ارتفعت الأسعار 12% والأجور 5%.", "Prices rose 12% and wages 5.", "5"),
        ("zero lost", "صدر الإصدار 3.10 من البرنامج", "Version 3.1 of the program is out", "3.1"),
        ("unit changed", "يبلغ وزنه 80 كيلوغراما.", "It weighs 80 pounds.", "80 pounds"),
    ],
)
def test_the_wrong_words_can_be_marked(name: str, source: str, output: str, word: str) -> None:
    assert [words_of(output, flag) for flag in check_pair(source, output) if flag.name == name] == [(word,)]


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("استقال 25% من الموظفين الـ50.", "A quarter of the 50 employees resigned."),
        ("حقق الفريق 50% من الأهداف.", "The team achieved half of the goals."),
        ("تعلم 33 في المئة من السكان القراءة.", "A third of the population learned to read."),
        ("زاد الدخل 100% في عام.", "Income doubled in a year."),
    ],
)
def test_a_percentage_as_a_fraction_keeps_its_percent(source: str, output: str) -> None:
    assert "percent lost" not in {flag.name for flag in check_pair(source, output)}
