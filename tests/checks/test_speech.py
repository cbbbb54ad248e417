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
        ("colon lost", "وجاء في نص الرسالة:", "The text of the letter was published,"),
        ("speaker lost", "قالت المحافظة إن الجسر آمن.", "The bridge is safe."),
        ("speaker lost", "وقال المدير إن المواطنين بخير.", "Citizens are fine."),
        ("speaker lost", "وصرح المدير بأن العمل يستمر كالمعتاد.", "Work continues as usual."),
        (
            "speaker lost",
            "وقال رئيس البنك إن الفائدة ستبقى عند هذه النقطة.",
            "Interest will stay at this point.",
        ),
        ("speaker lost", "وقال المدير إن التقرير جاهز.", "The report is ready."),
        ("speaker lost", "وقالوا إن الطريق مفتوح.", "The road is open."),
        ("speaker lost", "ورأى الخبير أن الأزمة لن تطول.", "The crisis will not last long."),
        ("speaker lost", "وكتبت الصحيفة أن الحكومة ستستقيل.", "The government will resign."),
        ("speaker lost", "وزعم المتهم أنه بريء.", "He is innocent."),
        ("speaker lost", "ولفت الوزير إلى أن المشروع سيكتمل.", "The project will be completed."),
        ("speaker lost", "وشدد الأمين العام على ضرورة الحوار.", "Dialogue is necessary."),
        ("speaker lost", "وأعرب الرئيس عن أمله في السلام.", "Peace is near."),
        ("speaker lost", "ونقلت الوكالة عن مصدر أمني أن المهاجم فر.", "The attacker fled."),
        ("speaker lost", "ووفقا للشرطة، فإن السائق كان نائما.", "The driver was asleep."),
        ("speaker lost", "وبحسب المحلل أحمد سالم فإن الأسعار سترتفع.", "Prices will rise."),
        ("speaker lost", "الأسعار سترتفع، كما قال الوزير.", "Prices will rise."),
        (
            "speaker lost",
            '"الأسعار سترتفع العام المقبل"، قال وزير الاقتصاد.',
            '"Prices will rise next year."',
        ),
        ("speaker lost", 'وتابع: "لن نتراجع عن هذا القرار".', '"We will not go back on this decision."'),
        ("speaker lost", "وأوضح المسؤول، الذي طلب عدم كشف اسمه، أن القرار نهائي.", "The decision is final."),
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
        ("وأضافت المتحدثة باسم الشركة:", "The company's spokeswoman added,"),
        ("ورأت المحللة أن السوق هش.", "In the analyst's view, the market is fragile."),
        ("رأى الطفل أن الباب مفتوح.", "The child saw that the door was open."),
        ("وكتبت الصحيفة أن الحكومة ستستقيل.", "The government will resign, the newspaper wrote."),
        ("وزعم المتهم أنه بريء.", "The defendant alleges he is innocent."),
        ("ولفت الوزير إلى تأخر العمل.", "The minister spoke of delays."),
        ("وشدد الوزير على ضرورة الحوار.", "The minister underlined the need for dialogue."),
        ("وأعرب الرئيس عن أمله في السلام.", "The president was hopeful of peace."),
        ("ونقلت الوكالة عن مصدر أمني أن المهاجم فر.", "The agency quoted a source: the attacker had fled."),
        ("وبحسب المحلل أحمد سالم فإن الأسعار سترتفع.", "Analyst Ahmed Salem expects prices to rise."),
        ("وفقا للقانون يعاقب السارق بالسجن.", "Under the law, thieves go to prison."),
        ("الأسعار سترتفع، كما قال الوزير.", "Prices will rise, as the minister put it."),
        ('"سنعود قريبا"، قال وزير الاقتصاد.', 'The economy minister: "We will be back soon."'),
    ],
)
def test_a_speaker_named_in_other_words_is_not_flagged(source: str, output: str) -> None:
    assert {"colon lost", "speaker lost"}.isdisjoint(flag.name for flag in check_pair(source, output))


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("تابع الجمهور المباراة بحماس.", "The crowd watched the match with enthusiasm."),
        (
            "تابع الجمهور المباراة رغم أن المطر كان غزيرا.",
            "The crowd watched the match in spite of the rain.",
        ),
        ("تابعت الشرطة السيارة حتى الجسر.", "Police chased the car to the bridge."),
        ("أعلنت النتائج مساء أمس.", "The results were published last night."),
        ("أكد الفحص إصابته بالمرض.", "The test left no doubt that he had the disease."),
        ("أشار بيده إلى الباب.", "He waved his hand at the door."),
        ("أضاف الطاهي الملح إلى الحساء.", "The cook put salt in the soup."),
        ("أضاف اللاعب هدفا ثانيا قبل أن تنتهي المباراة.", "The player scored again before the match ended."),
        ("أوضح الرسم حجم المشكلة.", "The chart gave an idea of the scale of the problem."),
        (
            "نقل المصاب إلى المستشفى بعيدا عن الطريق.",
            "The injured man was taken to hospital, away from the road.",
        ),
        ("كشف الطبيب على المريض.", "The doctor examined the patient."),
        ("شددت الشرطة إجراءاتها على الحدود.", "Police tightened their measures at the border."),
    ],
)
def test_a_verb_that_tells_of_no_speech_names_no_lost_speaker(source: str, output: str) -> None:
    assert "speaker lost" not in {flag.name for flag in check_pair(source, output)}


def test_somebody_elses_we_without_quotation_marks_is_flagged() -> None:
    source = 'قال الرئيس: "سنعمل من أجل السلام في كل مكان".'
    flags = check_pair(source, "The president said we will work for peace everywhere.")
    assert [(flag.name, flag.words) for flag in flags] == [("quotation lost", ("we",))]


@pytest.mark.parametrize(
    "output",
    [
        "The president said they would work for peace everywhere.",
        "The president said: “We will work for peace everywhere.”",
        "The president said ‘we will work for peace everywhere’.",
        "The president said: We will work for peace everywhere.",
    ],
)
def test_a_quotation_kept_or_reported_is_not_flagged(output: str) -> None:
    assert check_pair('قال الرئيس: "سنعمل من أجل السلام في كل مكان".', output) == ()


@pytest.mark.parametrize("output", ["The coach called it «historic.", "The coach called it ‘historic."])
def test_other_quotation_marks_that_never_close_are_flagged(output: str) -> None:
    assert "quotation unbalanced" in {flag.name for flag in check_pair("وصفه المدرب بأنه «تاريخي».", output)}


@pytest.mark.parametrize(
    "output",
    [
        "The coach called it «historic».",
        "The coach called the ’90s win ‘historic’.",
        "The coach called the players’ win ‘historic’ and didn’t smile.",
        "The coach called the players’ win historic, and it’s true.",
    ],
)
def test_an_apostrophe_is_no_quotation_mark(output: str) -> None:
    source = "وصف المدرب فوز اللاعبين بأنه «تاريخي»."
    assert "quotation unbalanced" not in {flag.name for flag in check_pair(source, output)}


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
