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
        ("ما حضر المدير أمس.", "The director came yesterday."),
        ("غير مسموح بالتصوير هنا.", "Photography is permitted here."),
        ("الرواية غير صحيحة.", "The account is correct."),
        ("دخل الحدود بطريقة غير قانونية.", "He crossed the border legally."),
        ("هذا القرار غير عادل.", "This decision is fair."),
        ("غادر الوفد دون الإدلاء بأي تصريح.", "The delegation left after making a statement."),
        ("غادر الوفد بدون الإدلاء بأي تصريح.", "The delegation left after making a statement."),
        ("غادر الوفد من دون أن يدلي بتصريح.", "The delegation left after making a statement."),
        ("بقيت المدينة بلا كهرباء.", "The city had electricity."),
        ("أسف لعدم التوصل إلى اتفاق.", "He regretted that an agreement had been reached."),
    ],
)
def test_a_lost_negation_is_flagged(source: str, output: str) -> None:
    assert "negation lost" in names(source, output)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("لن ترفع الحكومة أجور العمال.", "The government will raise the workers' pay."),
        ("لم يوقع الرئيس البيان.", "The president signed the statement."),
        ("لا يمكن تغيير الموعد.", "The date can still be changed."),
        (
            "لا يوجد حل للأزمة، لكن الخبراء يدرسونها.",
            "There is a solution to the crisis, but experts are studying it.",
        ),
        ("لا تكفي المياه أكثر من شهر.", "The water lasts for more than a month."),
        ("لم تنخفض الأسعار في الأيام الماضية.", "Prices fell in the past few days."),
        ("لم توقع وكالة الأونروا الاتفاق.", "UNRWA signed the agreement."),
        ("لم يصل الصاروخ إلى هدفه.", "The missile reached its target."),
        ("لم تشارك المعارضة في الحوار.", "The opposition took part in the dialogue."),
        ("لم يتأخر الوفد.", "The delegation was late."),
        ("لم يسافر الوفد.", "The delegation continued to travel."),
        ("لم يدخل الوزير القاعة وحده.", "Even the minister entered the hall alone, too."),
    ],
)
def test_a_common_word_that_negates_nothing_does_not_hide_a_lost_negation(source: str, output: str) -> None:
    assert "negation lost" in names(source, output)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("وصل الوفد إلى المدينة أمس.", "The delegation did not reach the city yesterday."),
        ("تفتح المدارس أبوابها يوم الأحد.", "Schools never open on Sunday."),
        ("وافق المجلس على الخطة.", "The council didn't approve the plan."),
        ("شارك الحزب في الانتخابات.", "The party did not take part in the elections."),
        ("بقي الباب مفتوحا.", "The door did not open."),
        ("تكلم الرجل طويلا.", "The man said nothing for a long time."),
        ("سافر الوفد ما بعد الظهر.", "The delegation did not leave in the afternoon."),
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
        ("قاطع الحزب الانتخابات.", "The party did not take part in the elections."),
        ("بقي الباب مغلقا.", "The door did not open."),
        ("ظل الشاهد صامتا.", "The witness said nothing."),
        ("سكت الولد.", "The boy said nothing."),
        ("ممنوع الدخول.", "You are not allowed to enter."),
        ("تخلى عن المشروع.", "He did not go on with the project."),
        ("ما حدث أمس كان مؤسفا.", "What happened yesterday was sad."),
        ("ما وصل إلى السوق كان رخيصا.", "The goods that reached the market were cheap."),
        ("ما زال الجسر مغلقا.", "The bridge is still closed."),
        ("غير صحيح أنه استقال.", "It is false that he resigned."),
        ("الموعد غير معروف.", "The date is unknown."),
        ("لا زلنا ننتظر.", "We are still waiting."),
        ("لم يتوقف القصف.", "The shelling continued."),
        ("لم يتأخر القطار.", "The train was on time."),
        ("لا تنس المفتاح.", "Remember the key."),
        ("لم يغب عن الجلسة.", "He attended the session."),
        ("المقعد غير متاح.", "The seat is sold out."),
        ("لم يتحدد الموعد بعد.", "The date is still open."),
        ("لم يعلن الفريق قراره حتى الآن.", "The team has yet to announce its decision."),
        ("كان متعبا فلا يستطيع المشي.", "He was too tired to walk."),
        ("حضر الأب وليس الابن.", "The father came rather than the son."),
        ("سافرنا إلى لا روشيل.", "We travelled to La Rochelle."),
        ("اسأله هل يحضر أم لا.", "Ask him whether he is coming."),
        ("هذه الحلوى لا تحتوي على سكر.", "These sweets are sugar-free."),
        ("هذا أجمل فلم شاهدته.", "This is the most beautiful film I have seen."),
    ],
)
def test_a_negation_in_other_words_is_not_flagged(source: str, output: str) -> None:
    assert not {"negation lost", "negation added"} & names(source, output)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("سافروا إلى المدينة بدون توقف.", "They travelled to the city continuously."),
        ("هاجمت طائرة بدون طيار القاعدة.", "A drone attacked the base."),
        ("قدموا الخدمة بلا مقابل.", "They provided the service for free."),
        ("الحرارة دون المعدل هذا الأسبوع.", "Temperatures are below average this week."),
        ("اجتمعت المنظمات دون الإقليمية.", "The subregional organisations met."),
        ("حال المطر دون إقامة المباراة.", "The match was rained off."),
        ("طلب المصدر عدم الكشف عن هويته.", "The source asked to remain anonymous."),
        ("طلب من السكان عدم الاقتراب من المبنى.", "Residents were told to stay away from the building."),
        ("انتهت المباراة دون أهداف.", "The match ended 0-0."),
        ("دون المؤرخون هذه الأحداث.", "Historians recorded these events."),
        ("تجارة غير مشروعة", "An illicit trade"),
        ("احتجاز غير قانوني", "A wrongful detention"),
        ("قرر الرئيس عدم الترشح لولاية ثانية.", "The president decided against a second term."),
        ("تصرفوا بلا خجل.", "They acted shamelessly."),
    ],
)
def test_a_word_of_absence_that_english_says_positively_is_not_flagged(source: str, output: str) -> None:
    assert "negation lost" not in names(source, output)
