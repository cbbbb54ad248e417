"""Verse of two halves is one line to the model; tables and columns of prose are not taken for verse."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.text.article_files import write_side_by_side
from tests.text.translating import read_one, sentences_of
from translate.text.verse import are_verses

POEM = (
    ("مررت على الديار وقد خلت", "من الأهل الكرام ومن حديث"),
    ("فقلت لها وقد طال الوقوف", "أما لك من مجيب أو مغيث"),
    ("فلم تنطق ولكن هب ريح", "يبشرني بغيث بعد غيث كثيث"),
    ("فعدت وفي فؤادي بعض أنس", "كمن لقي الحبيب بلا بعيث"),
)
RHYMING_WITHIN = (
    ("يقول عبد ربه الغفار", "محمد المعروف بالنجار"),
    ("الحمد لله الذي قد علما", "عباده الخير وما قد فهما"),
    ("ثم الصلاة بعد والسلام", "على النبي ما بقي الأنام"),
    ("وبعد هذا النظم في الحساب", "نظمته لسائر الطلاب"),
)
TABLE = (
    ("مكتب التسجيل العام", "شارع البحر قرب الميناء"),
    ("مكتب خدمات الطلبة", "الطابق الثاني من المبنى"),
    ("عيادة طب الأسنان", "شارع النخيل خلف المدرسة"),
    ("مركز رعاية الطفولة", "حي الزهور مقابل الحديقة"),
)
CATEGORIES = (
    ("شركة البحر للنقل", "شركة مساهمة عامة صناعية"),
    ("شركة النخيل للغذاء", "شركة مساهمة خاصة صناعية"),
    ("شركة الجبل للبناء", "شركة مساهمة عامة صناعية"),
)
PROSE = (
    ("وصلت المكتبة المتنقلة إلى القرية", "واستعار منها الأطفال عشرات الكتب."),
    ("صباح الأحد الماضي مع المدير.", "وقال المدير إن العمل يستمر حتى"),
    ("وفيها مئات القصص المصورة التي", "نهاية الشهر القادم في كل القرى"),
)
ABOVE = "قال الشاعر في قصيدة مشهورة يصف فيها وقوفه على الديار بعد رحيل أهلها عنها:"
BELOW = "وقد حفظ الناس هذه القصيدة زمنا طويلا وغناها كثير من المطربين في المدن والقرى."


@pytest.mark.parametrize("verses", [POEM, POEM[:2], RHYMING_WITHIN], ids=["rhyme", "two", "couplets"])
def test_two_halves_that_rhyme_are_verses(verses: tuple[tuple[str, str], ...]) -> None:
    assert are_verses(verses)


@pytest.mark.parametrize(
    "rows",
    [TABLE, CATEGORIES, PROSE, POEM[:1], tuple((a, "نعم") for a, _ in POEM), tuple((a, "") for a, _ in POEM)],
    ids=["table", "categories", "prose", "one", "words", "empty"],
)
def test_cells_and_columns_are_no_verses(rows: tuple[tuple[str, str], ...]) -> None:
    assert not are_verses(rows)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_verse_of_a_pdf_is_one_line_with_its_first_half_first(tmp_path: Path, count: int) -> None:
    write_side_by_side(tmp_path / "a.pdf", ABOVE, POEM[:count], BELOW)
    assert sentences_of(read_one(tmp_path / "a.pdf")) == [ABOVE, *map(" ".join, POEM[:count]), BELOW]


def test_columns_of_prose_in_a_pdf_are_still_read_one_after_the_other(tmp_path: Path) -> None:
    write_side_by_side(tmp_path / "a.pdf", ABOVE, PROSE, BELOW)
    text = " ".join(sentences_of(read_one(tmp_path / "a.pdf")))
    assert " ".join(right for right, _ in PROSE) in text
    assert " ".join(left for _, left in PROSE) in text


@pytest.mark.parametrize("gap", ["\t", "      ", " | "])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_verse_of_plain_text_is_one_sentence(tmp_path: Path, gap: str, between: str) -> None:
    poem = between.join(gap.join(verse) for verse in POEM)
    (tmp_path / "a.txt").write_text(f"{ABOVE}\n{poem}\n{BELOW}\n", encoding="utf-8")
    read = sentences_of(read_one(tmp_path / "a.txt"))
    assert [sentence.replace(" | ", " ") for sentence in read] == [ABOVE, *map(" ".join, POEM), BELOW]


@pytest.mark.parametrize("gap", ["\t", "        "])
def test_cells_of_a_table_that_do_not_rhyme_are_translated_one_by_one(tmp_path: Path, gap: str) -> None:
    (tmp_path / "a.txt").write_text("\n".join(gap.join(row) for row in TABLE), encoding="utf-8")
    assert sentences_of(read_one(tmp_path / "a.txt")) == [cell for row in TABLE for cell in row]
