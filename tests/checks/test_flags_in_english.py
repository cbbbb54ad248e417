"""A reader who does not know Arabic letters must be able to read which name is missing."""

from __future__ import annotations

import pytest

from eval.lexicon.glosses import choose_glosses
from eval.lexicon.pairs import latin_words
from eval.lexicon.spellings import count_sequences, join_letters
from translate.checks.glosses import gloss
from translate.checks.graphones import Speller, read_speller, spelling_model_text
from translate.checks.lexicon import Lexicon
from translate.checks.registry import check_pair
from translate.checks.romanization import romanize


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("ماريلاند", "Maryland"),
        ("بيروت", "Beirut"),
        ("والرياض", "Riyadh"),
        ("ولفرنسا", "France"),
        ("المانيا", "Germany"),
        ("ترامب", "Trump"),
        ("هواوي", "Huawei"),
        ("واشنطن", "Washington"),
    ],
)
def test_a_known_name_is_spelled_as_in_english_and_without_article_or_conjunction(
    arabic: str, latin: str
) -> None:
    assert romanize(arabic) == latin


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("وشاريبوف", "Sharipov"),
        ("موتشانغا", "Muchanga"),
        ("أوبانازاوا", "Obanazawa"),
        ("كيسلوسكي", "Kislosky"),
        ("وليد", "Walid"),
    ],
)
def test_an_unknown_name_is_spelled_by_its_letters(arabic: str, latin: str) -> None:
    assert romanize(arabic) == latin


@pytest.mark.parametrize("arabic", ["", "ففي", "۞", "ا" * 40, "abc"])
def test_what_is_no_name_has_no_spelling(arabic: str) -> None:
    assert romanize(arabic) is None


def test_an_ordinary_word_that_may_be_a_name_is_not_spelled_like_one() -> None:
    assert romanize("منشورا", surely_a_name=False) is None
    assert romanize("برانسون", surely_a_name=False) == "Branson"


def test_the_flag_of_a_lost_name_can_be_read_without_arabic() -> None:
    flags = check_pair(
        "التقى كوستيلو وبروفنزانو في باليرمو.", "Mr Henderson met Mr Dickinson in Chicago yesterday."
    )
    (lost,) = [flag for flag in flags if flag.name == "name lost"]
    assert "Costello? (كوستيلو)" in lost.detail
    assert "Brovenzano? (وبروفنزانو)" in lost.detail


def test_a_word_that_cannot_be_spelled_has_its_translation_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translate.checks.content.romanize", lambda _word, **_: None)
    flags = check_pair(
        "قال هوي إن بينيوان بروفنزانو سيزور كوستيلو.", "They will visit the city with Henderson."
    )
    (lost,) = [flag for flag in flags if flag.name == "name lost"]
    assert "identity? (هوي)" in lost.detail
    assert "None" not in lost.detail


@pytest.mark.parametrize(
    ("arabic", "english"),
    [("والمستشفى", "hospital"), ("الهائلة", "enormous"), ("خطتهم", "plan"), ("زقزوقة", None)],
)
def test_a_lost_word_has_an_english_gloss_if_its_stem_is_frequent(arabic: str, english: str | None) -> None:
    assert gloss(arabic) == english


def test_the_flag_of_lost_content_can_be_read_without_arabic() -> None:
    flags = check_pair(
        "أغلقت السلطات المستشفى القديم بعد أن أغرقت الأمطار الغزيرة الطابق الأول.",
        "The young farmer bought three horses because his brother wanted a bigger house.",
    )
    (lost,) = [flag for flag in flags if flag.name == "content lost"]
    assert "hospital? (المستشفى)" in lost.detail


@pytest.mark.parametrize(
    ("source", "output", "detail"),
    [
        (
            "هذه المنظمة لا تنتمي إلى الحكومة.",
            "This organisation belongs to the government.",
            "not belonging? (لا تنتمي)",
        ),
        ("لم يتمكن الحارس من الوصول.", "The guard arrived.", "not? (لم يتمكن)"),
        ("قال المدير إن العمل انتهى.", "The work has ended.", "said? (قال)"),
    ],
)
def test_the_flag_of_a_lost_negation_or_speaker_can_be_read_without_arabic(
    source: str, output: str, detail: str
) -> None:
    assert detail in [flag.detail for flag in check_pair(source, output)]


def test_a_model_is_the_same_after_it_is_written_and_read() -> None:
    rows = [join_letters(steps) for steps in [[("", "u"), ("ع", ""), ("م", "m"), ("ر", "r"), ("", "e")]] * 3]
    assert rows[0] == (("ع", "u"), ("م", "m"), ("ر", "re"))
    counts = count_sequences(rows)
    text = spelling_model_text(counts)
    assert spelling_model_text(counts_of(read_speller(text))) == text
    assert Speller(counts).spellings("عمر") == read_speller(text).spellings("عمر")
    assert Speller(counts).spellings("عمر")[0][0] == "umre"


def counts_of(speller: Speller) -> dict[tuple[tuple[str, str], ...], dict[tuple[str, str], int]]:
    return {context: dict(following) for context, following in speller._counts.items()}


def test_the_gloss_of_a_word_is_its_most_typical_translation_in_its_usual_form() -> None:
    known = Lexicon(
        translations={"كتب": ("book", "librari"), "مكتب": ("offic",)}, arabic_counts={"كتب": 3, "مكتب": 2}
    )
    pairs = [(["كتب", "مكتب"], latin_words("Books in an office")), (["كتب"], latin_words("the books"))] * 5
    pairs += [(["كتب"], latin_words("a library")), (["مكتب"], latin_words("two walls"))]
    nothing: list[str] = []
    filler = [
        (nothing, latin_words(" ".join(f"{a}{b}x" for a in "abcdefghijkl" for b in "mnopqrstuvwz")))
    ] * 20
    assert choose_glosses(known, pairs + filler) == {"كتب": "books", "مكتب": "office"}


@pytest.mark.parametrize(
    ("arabic", "english", "detail"),
    [
        ("قتل خمسون شخصا في الهجوم", "Forty people were killed in the attack", "50 (خمسون)"),
        ("وصل في 5 تشرين الأول", "He arrived on 5 May", "October (تشرين الأول)"),
        ("استمرت الحرب عامين", "The war lasted three years", "two years (عامين)"),
        ("بني قبل قرنين", "It was built four centuries ago", "two centuries (قرنين)"),
        ("حصل الحزب على ثلث المقاعد", "The party won half of the seats", "1/3 (ثلث)"),
        ("حصل على ثلاثة أرباع المقاعد", "It won half of the seats", "3/4 (ثلاثة أرباع)"),
        ("ولد في الثمانينيات", "He was born in the seventies", "80s (الثمانينيات)"),
        ("استقال بعد خمس سنوات", "He resigned after six years", "5 or 1/5 (خمس)"),
        ("قتل سبعة عشر شخصا", "Thirteen people were killed", "17 (سبعة عشر)"),
        ("استقال أحد عشر وزيرا", "Nine ministers resigned", "11 (أحد عشر)"),
        (
            "دفع ثلاثة آلاف وخمسمئة دولار خلال عامين",
            "He paid 500 dollars in two years",
            "3,500 (دفع ثلاثة آلاف وخمسمئة دولار خلال عامين)",
        ),
        ("بلغت الكلفة ٢٥٠ دولارا", "The cost was high", "250"),
    ],
)
def test_the_flag_of_a_missing_number_can_be_read_without_arabic(
    arabic: str, english: str, detail: str
) -> None:
    details = [flag.detail for flag in check_pair(arabic, english) if flag.name == "number missing"]
    assert details == [detail]
