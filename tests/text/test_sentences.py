"""Test splitting Arabic news text into sentences."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.text.cleaning import clean
from translate.text.sentences import split_sentences

SPLIT = [
    "قال د. أحمد إن الأمر جيد. | وقال أ.د. محمود ذلك.",
    "حضر م. سعيد ود. ليلى. | ثم بدأ الحفل.",
    "عن أ.ف.ب. وقال",
    "قبل 500 ق.م. في مصر",
    "كتبه J. K. Rowling قديما. | ثم نشره.",
    "كتب على منصة X. | وأضاف أنه راض.",
    "خدمة توصيل الطعام Ele.me. | وقال المدير ذلك.",
    "شركة 01.AI. | ثم قال.",
    "جزءًا من مهمة 01.AI.",
    "هل هذا؟ | نعم! | ربما… | لا. | ثم ذهب.",
    "قال... | ثم قال",
    "ارتفع 3.5 نقطة، ثم 2.4 نقطة. | وانتهى.",
    "عام 2020. | وقال.",
    "قال: «نعم.» | ثم ذهب.",
    'قال "نعم. ولا." | ثم مضى.',
    '"نعمل على جذب المواهب في المجال. | ونحن نهدف إلى تزويد المهنيين الشباب بالفرص."',
    "1. أولا قال ذلك. | 2. ثانيا قال غيره.",
    "• أولا. | • ثانيا.",
    "انتهى .| وبدأ هنا.".replace(".|", ". |"),
    "الحد الأقصى (انظر ص. 5). | ثم",
    "أسست شركات مثل Apple Inc. في كاليفورنيا",
    "زاد بنسبة 5%. | وقال",
    "AI.",
    "2024",
    "نَعَمْ. | لَا.",
]


@pytest.mark.parametrize("marked", SPLIT)
def test_a_sentence_ends_at_its_own_final_mark(marked: str) -> None:
    text = marked.replace(" | ", " ")
    assert split_sentences(text) == marked.split(" | ")


def test_a_full_stop_with_its_space_on_the_wrong_side_ends_the_sentence() -> None:
    assert split_sentences("انتهى الأمر .وبدأ غيره.") == ["انتهى الأمر .", "وبدأ غيره."]


@pytest.mark.parametrize("text", ["", "***", '"', "—", "( )"])
def test_punctuation_alone_is_not_a_sentence(text: str) -> None:
    assert split_sentences(text) == []


_PIECES = st.sampled_from(
    [
        "قال",
        "د.",
        "أ.د.",
        "Ele.me.",
        "01.AI",
        "AI.",
        "نعم!",
        "هل؟",
        "…",
        "«",
        "»",
        '"',
        "“",
        "”",
        "(",
        ")",
        "1.",
        "3.5",
        "،",
        "؛",
    ]
)


@given(st.lists(_PIECES, max_size=30).map(" ".join) | st.text().map(clean) | st.lists(_PIECES).map("".join))
def test_no_letter_is_lost_or_moved(text: str) -> None:
    sentences = split_sentences(text)
    assert all(s == s.strip() and s for s in sentences)
    if re.search(r"[^\W_]", text):
        assert "".join("".join(sentences).split()) == "".join(text.split())
    else:
        assert sentences == []


@pytest.mark.parametrize(
    ("unit", "size"),
    [
        ("قال أحمد إن الأمر جيد. ", 5_000_000),
        ("قال أحمد إن الأمر ", 5_000_000),
        ("قالأحمد", 5_000_000),
        ("«نعم قال. ", 500_000),
        ("د. ", 500_000),
        ('قال "نعم. لا" ثم. ', 500_000),
        ("كلمة… ", 500_000),
        ("1. ", 500_000),
    ],
)
def test_a_line_of_five_megabytes_takes_seconds_and_not_hours(unit: str, size: int) -> None:
    text = (unit * (size // len(unit.encode()) + 1)).strip()
    started = time.perf_counter()
    sentences = split_sentences(text)
    assert time.perf_counter() - started < 20
    assert "".join("".join(sentences).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "marked",
    [
        "انتهت المباراة في المساء.|وفاز الفريق بثلاثة أهداف.|ثم عاد إلى بلاده.",
        "هل انتهت المباراة؟|نعم انتهت!|وعاد الجميع.",
        "بدأ العمل سنة 1998.|وانتهى بعد عامين.",
        "صدرت النسخة 3.15.|وقال المطور إنها أسرع.",
        "زار موقع example.org.|ثم عاد إلى شركة Nokia.|وغادر.",
        "نشرت الدراسة في مجلة علمية.[1]| ثم راجعها الباحثون.",
        "نشرت الدراسة في مجلة علمية.(12)| وراجعها الباحثون.",
        "نشرت الدراسة في مجلة علمية.²| وراجعها الباحثون.",
        "﴿والله سميع عليم.﴾| ثم شرح الآية.",
        "أغلق المتحف أبوابه۔| وعاد الزوار۔",
        "تبعد القرية 8 م. وهي صغيرة".replace("م. ", "م.| "),
        "شاهده على البي بي سي.| وقال إنه جيد.",
        "الأدوات:| 1. مطرقة| 2. مسامير| 3. خشب",
        "الترتيب:| (١) الأول| (٢) الثاني",
    ],
)
def test_no_sentence_is_hidden_by_marks_at_its_final_stop(marked: str) -> None:
    assert split_sentences(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "زار متحف آرثر سي. كلارك في العاصمة.",
        "كتبت الروائية جيه. كيه. رولينغ كتابا جديدا.",
        "انتخب الرئيس جورج دبليو. بوش مرتين.",
        "قرأ أ.د.محمود ود.سعاد البيان.",
        "زار موقع.كوم أمس.",
        "زار موقع news.شبكة والنسخة 2.5.ب من الكتاب.",
        "بلغ السعر 3.5 دولار في 10.30 صباحا.",
        "افتتاح المعرض..ألف زائر في يومين",
        "سكن في الطابق 2. شقة 7.".replace("2. شقة", "2 شقة"),
    ],
)
def test_no_name_or_number_is_split(text: str) -> None:
    assert split_sentences(text) == [text]
