from __future__ import annotations

import pytest

from translate.checks.registry import CHECKS, check_pair
from translate.checks.repair import repair_punctuation
from translate.records import Change
from translate.text.sentences import split_sentences

SOURCE = "أعلنت الشركة عن خططها للاستثمار. وقالت إنها ستوظف عمالا جددا في جميع أنحاء البلاد."
GOOD = "The company announced its plans to invest. It said it would hire new workers across the country."


def names(source: str, output: str) -> list[str]:
    return [flag.name for flag in check_pair(source, output)]


def test_a_good_translation_raises_no_flag() -> None:
    assert names(SOURCE, GOOD) == []


def test_a_dropped_sentence_is_found_even_if_the_rest_is_good() -> None:
    assert "dropped sentence" in names(SOURCE, "It said it would hire new workers across the country.")


def test_one_of_three_short_sentences_that_is_dropped_is_found_in_an_output_as_long_as_the_source() -> None:
    source = "بدأ العرض مساء. ثم غنى المطرب القديم. وبعده رقص الأطفال."
    whole = "The show began in the evening. Then the old singer sang. After him the children danced."
    assert names(source, whole) == []
    assert "dropped sentence" in names(
        source, "The show began in the evening. Then the old singer sang for all."
    )
    assert (
        names(source, "The show began in the evening, the old singer sang and the children danced after him.")
        == []
    )


def test_two_merged_sentences_are_not_reported_as_a_dropped_sentence() -> None:
    joined = (
        "The company announced its plans to invest, and it said it would hire new workers across the country."
    )
    assert names(SOURCE, joined) == []


@pytest.mark.parametrize(
    ("output", "flag"),
    [
        (
            "The company said that it said that it would invest, and hire new workers across the land.",
            "phrase loop",
        ),
        (
            "The company will invest. The company will invest. The company will invest. And more.",
            "phrase loop",
        ),
        ("The company will invest, it will hire, and it will hire", "no final stop"),
        ("The company announced announced its plans. It said it would hire new workers soon.", "word repeat"),
        ("The company&#39;s plans are to invest. It said it would hire new workers soon.", "entity"),
        ("The company announced its خطط to invest. It said it would hire new workers soon.", "Arabic left"),
    ],
)
def test_a_malformed_output_is_flagged(output: str, flag: str) -> None:
    assert flag in names(SOURCE, output)


@pytest.mark.parametrize(
    "output",
    [
        'This is the way of the "guru". The guru is a teacher to all of them, and to many more people.',
        "He said that that was so. It had been a long day for all of the people in the country.",
    ],
)
def test_words_repeated_across_a_stop_and_short_words_are_not_called_a_loop(output: str) -> None:
    assert "phrase loop" not in names(SOURCE, output)


def test_a_repeated_sentence_is_reported_unless_the_article_repeats_it() -> None:
    long = "The company announced its plans to invest in the whole of the country and the world."
    assert "sentence repeat" in names(SOURCE, f"{long} {long}")
    said = "قال الرجل إنه سيعود إلى بيته."
    assert names(f"{said} {said}", "The man said he'd go home. The man said he'd go home.") == []


def test_a_chorus_that_the_article_repeats_may_be_repeated() -> None:
    assert names("«لا، لا، لا، لا، لا.»", '"No, no, no, no, no."') == []


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("رويدا رويدا اقتربت الباخرة.", "Little by little, little by little, the ship came near."),
        ("صاح: ارفعها، ارفعها!", "He shouted: Lift it up, lift it up!"),
        ("كل ما فعلت كان لأخي.", "All I did, I did for my brother."),
        ("فرحت فرحا شديدا بالعودة.", "I was so glad, so glad to be back."),
        ("كرر السؤال مرارا وتكرارا.", "He asked the question again and again and again."),
        ("الكسور 3/1 و3/1 و3/1.", "The fractions 3, 1 · 3, 1 · 3, 1."),
    ],
)
def test_a_repetition_that_people_write_is_not_called_a_loop(source: str, output: str) -> None:
    assert "phrase loop" not in names(source, output)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("رويدا رويدا اقتربت الباخرة.", "Slowly the ship came near the ship came near."),
        (
            "رويدا رويدا اقتربت الباخرة.",
            "Bit by bit, bit by bit, bit by bit, bit by bit, the ship came near.",
        ),
        ("كل ما فعلت كان لأخي.", "All I did, I did, I did for my brother."),
        ("فرحت فرحا شديدا بالعودة.", "I was so glad, so glad, so glad to be back."),
        ("زار الوفد سوريا.", "The delegation visited Syria and Syria and Syria."),
        ("وصل الوفد إلى القاهرة.", "The delegation arrived in Cairo, in Cairo."),
        ("فرحت بالعودة إلى البيت.", "I was glad, was glad to be back at home at home."),
        ("بلغ العدد 3.", "The number was 3 1 3 1."),
    ],
)
def test_a_loop_that_looks_like_emphasis_is_still_flagged(source: str, output: str) -> None:
    assert "phrase loop" in names(source, output)


def test_a_full_stop_before_closing_quotes_ends_the_sentence() -> None:
    assert "no final stop" not in names("قال: «نعم».", 'He said, "Yes."')


def test_vowel_marks_do_not_make_a_source_longer() -> None:
    voweled = "قَالَ الرَّجُلُ إِنَّهُ سَيَعُودُ إِلَى بَيْتِهِ"
    assert names(voweled, "The man said he'd return.") == []


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("أطلقت شركة Qwen وDeepSeek نموذجا", "Qwen and DeepSeek released a model"),
        ("في Union Bancaire Privee اليوم", "At Union Bancaire Privée today"),
        ("نموذج Hugging Face الجديد", "the new HuggingFace model"),
        ("بـAlibaba والCEO لها", "Alibaba and its CEO"),
    ],
)
def test_a_latin_name_is_recognised_in_another_spelling(source: str, output: str) -> None:
    assert "Latin name lost" not in names(source, output)


def test_a_missing_latin_name_is_reported() -> None:
    (flag,) = check_pair("أطلقت شركة Qwen وDeepSeek نموذجا", "Quinn and DeepSeek released it")
    assert (flag.name, flag.detail) == ("Latin name lost", "Qwen")


@pytest.mark.parametrize(
    ("link", "source"),
    [
        ("https://example.org/a?b=1", "الرابط (https://example.org/a?b=1)، وهو مفيد"),
        ("press@example.org", "راسلونا على press@example.org؛ شكرا لكم جميعا"),
        ("@tarjama_news", "تابعونا على @tarjama_news."),
    ],
)
def test_a_changed_link_is_reported(link: str, source: str) -> None:
    assert "link lost" not in names(source, f"Here it is: {link}.")
    (flag,) = [f for f in check_pair(source, "Here it is, for all to see.") if f.name == "link lost"]
    assert flag.detail == link


def test_arabic_punctuation_is_replaced_and_the_change_is_recorded() -> None:
    text, changes = repair_punctuation("Why؟ For 5٪، he said\u200f.")
    assert text == "Why? For 5%, he said."
    assert set(changes) == {
        Change("punctuation", "؟", "?"),
        Change("punctuation", "٪", "%"),
        Change("punctuation", "،", ","),
        Change("punctuation", "\u200f", ""),
    }
    assert repair_punctuation("Why? For 5%.") == ("Why? For 5%.", ())


def test_every_check_reports_its_own_name_and_no_name_is_used_twice() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    broken = ["", "The said it said it &amp; خطط", "9" * 400, "x x"]
    sources = [SOURCE, "تابعوا Qwen على https://example.org و5 آخرين الآن."]
    found = {c.name: {f.name for s in sources for o in broken if (f := c.find(s, o))} for c in CHECKS}
    assert all(reported <= {name} for name, reported in found.items())


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "***", "1" * 10_000, "(" * 2_000, "a " * 5_000, "ال" * 5_000]
)
def test_no_odd_text_crashes_a_check(text: str) -> None:
    for source, output in ((text, GOOD), (SOURCE, text)):
        names = [flag.name for flag in check_pair(source, output)]
        assert set(names) <= {check.name for check in CHECKS}
        assert len(names) == len(set(names))


WHOLE = (
    "وصل الوفد إلى العاصمة مساء أمس، واستقبله المحافظ في المطار؛ ثم زار الوفد المعرض الدولي للكتاب، والتقى عددا من "
    "الناشرين العرب والأجانب، وغادر بعد ذلك إلى الميناء"
)


@pytest.mark.parametrize(
    "output",
    [
        "The delegation arrived in the capital yesterday evening, and the governor received it at the airport.",
        "The delegation then visited the international book fair, met Arab and foreign publishers, and left.",
    ],
)
def test_a_dropped_clause_is_found_even_if_the_splitter_sees_one_sentence(output: str) -> None:
    assert len(split_sentences(WHOLE)) == 1
    assert "dropped sentence" in names(WHOLE, output)


def test_a_complete_translation_with_fewer_marks_is_not_reported_as_incomplete() -> None:
    output = (
        "The delegation arrived in the capital yesterday evening and was received by the governor at the airport. "
        "It then visited the international book fair and met Arab and foreign publishers before leaving for the port."
    )
    assert "dropped sentence" not in names(WHOLE, output)


def test_a_short_translation_with_all_marks_is_not_reported_as_incomplete() -> None:
    source = "وأعلن المتحدث الرسمي باسم الوزارة أن الاجتماع سوف ينعقد في تمام الساعة الثامنة من صباح الغد في المقر."
    output = "The spokesman said the meeting is at 8 a.m. tomorrow at the headquarters."
    assert "dropped sentence" not in names(source, output)
