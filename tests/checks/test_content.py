"""A reader must not meet a name or a fact that the article does not have."""

from __future__ import annotations

import pytest

from translate.checks.letters import joined, resembles, spelling
from translate.checks.registry import check_pair
from translate.checks.support import find_doubts


def names(source: str, output: str) -> set[str]:
    return {flag.name for flag in check_pair(source, output)}


@pytest.mark.parametrize(
    ("source", "output", "flag"),
    [
        (
            "زار الوزير مدينة نابولي أمس.",
            "The minister visited Chicago with Mrs Henderson yesterday.",
            "name added",
        ),
        (
            "ارتفعت أسهم مجموعة علي بابا بعد إعلان النتائج.",
            "Alibaba's Baidu stock rose after the results.",
            "name added",
        ),
        ("التقى كوستيلو وبروفنزانو في باليرمو.", "The two men met in the city.", "name lost"),
        (
            "أغلقت السلطات المستشفى القديم بعد أن أغرقت الأمطار الغزيرة الطابق الأول.",
            "The young farmer bought three horses because his brother wanted a bigger house.",
            "content lost",
        ),
        (
            "أغلقت السلطات المستشفى القديم بعد أن أغرقت الأمطار الغزيرة الطابق الأول.",
            "The young farmer bought three horses because his brother wanted a bigger house.",
            "content added",
        ),
    ],
)
def test_content_missing_from_one_of_the_texts_is_flagged(source: str, output: str, flag: str) -> None:
    assert flag in names(source, output)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("التقى كوستيلو وبروفنزانو في باليرمو.", "Costello and Provenzano met in Palermo."),
        ("زار وفد من الصين القاهرة ونهر النيل.", "A delegation from China visited Cairo and the Nile."),
        ("وصل شيفاجي إلى تشاتانوغا.", "Shivaji arrived in Chattanooga."),
        ("قال لويد إن هاندشيك أصبحت أكبر.", "Lloyd said that Handshake had become bigger."),
        (
            "أغلقت السلطات المستشفى القديم بعد أمطار غزيرة.",
            "The authorities closed the old hospital after heavy rain.",
        ),
        ("تقدمفريقهارتسبهدفينفيالشوطالأول", "Hearts went two goals ahead in the first half"),
    ],
)
def test_names_and_words_with_a_counterpart_are_not_flagged(source: str, output: str) -> None:
    assert not {"name added", "name lost", "content added", "content lost"} & names(source, output)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("كوستيلو", "costello"),
        ("شولتز", "scholz"),
        ("بروفنزانو", "provenzano"),
        ("غارسيا", "garcia"),
        ("تشاد", "chad"),
    ],
)
def test_a_latin_name_is_matched_to_its_arabic_spelling_by_letters(arabic: str, latin: str) -> None:
    assert resembles(arabic, latin)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("لويد", "lovelace"), ("كوستيلو", "henderson"), ("نابولي", "chicago"), ("شولتز", "baker")],
)
def test_a_different_latin_name_is_recognised_by_its_letters(arabic: str, latin: str) -> None:
    assert not resembles(arabic, latin)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("فان", "هالين"),
        ("محمد", "داود"),  # one consonant at the end of the first word and the start of the second
        ("بيت", "شاي"),  # two letters that are read as one
        ("او", "باما"),
        ("يا", "اهو"),
        ("عبد", "الرحمن"),
    ],
)
def test_a_name_written_as_two_words_is_matched_as_if_it_were_one(one: str, other: str) -> None:
    assert joined(spelling(one), spelling(other)) == spelling(one + other)


def test_a_flag_names_the_words_that_it_is_about() -> None:
    source, output = (
        "زار الوزير مدينة نابولي أمس.",
        "The minister visited Chicago with Mrs Henderson yesterday.",
    )
    details = {flag.name: flag.detail for flag in check_pair(source, output)}
    assert "Chicago" in details["name added"]


def test_a_flag_quotes_arabic_words_as_the_article_spells_them() -> None:
    source, output = (
        "أُغلقت المستشفيات القديمة في الإسكندرية وأنطاكية.",
        "The farmer bought horses for his wedding in Chicago.",
    )
    doubts = find_doubts(source, output).source
    assert "الإسكندرية" in {doubt.word for doubt in doubts}


def test_text_without_words_raises_no_flag() -> None:
    assert find_doubts("", "").words == 0
    assert find_doubts("42", "42").source == ()


def test_a_changed_word_is_flagged_where_the_model_was_unsure() -> None:
    source = "في كثير من البلدان يعد التلويح باليد تحية ودية."
    wrong = "In many countries, petting a dog is a friendly greeting."
    assert check_pair(source, wrong) == ()
    assert [(f.name, f.detail) for f in check_pair(source, wrong, 14.0)] == [
        ("content added", "petting, dog")
    ]
    assert check_pair(source, "In many countries, waving the hand is a friendly greeting.", 14.0) == ()
