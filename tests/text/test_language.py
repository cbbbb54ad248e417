"""Other languages are recognised, and Arabic is never taken for one of them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEEDS
from translate.text.cleaning import clean
from translate.text.language import UNKNOWN_LANGUAGE, foreign_language

LANGUAGES = Path(__file__).parent / "languages"
FLORES = ROOT.parent / "shared" / "benchmarks" / "flores-dev" / "flores-dev.ar"
OTHERS = {"persian": "Persian", "urdu": "Urdu", "sorani": "Kurdish", "pashto": "Pashto"}
ARABIC = sorted(path.stem for path in LANGUAGES.glob("*.txt") if path.stem not in OTHERS)
# Arabic as typed on keyboards of Iran, and as stored in old pages and PDF files.
AS_IRAN_TYPES = str.maketrans("يك", "یک")


def lines_of(path: Path) -> list[str]:
    return [clean(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def paragraphs_of(lines: list[str], size: int) -> list[str]:
    return ["\n".join(lines[i : i + size]) for i in range(0, len(lines), size)]


def in_presentation_forms(text: str) -> str:
    """Return every letter in its isolated form (U+FE70-U+FEFC), as in some PDF files."""
    forms = {
        unicodedata.normalize("NFKC", chr(code)): chr(code)
        for code in range(0xFE80, 0xFEFD)
        if "ISOLATED" in unicodedata.name(chr(code), "")
    }
    return "".join(forms.get(letter, letter) for letter in text)


@pytest.mark.parametrize("name", OTHERS)
def test_an_article_in_another_language_of_arabic_script_is_named(name: str) -> None:
    lines = lines_of(LANGUAGES / f"{name}.txt")
    assert len(lines) >= 30
    assert {foreign_language(text) for text in paragraphs_of(lines, 4)} == {OTHERS[name]}
    found = [foreign_language(line) for line in lines]
    assert set(found) <= {OTHERS[name], None}
    assert found.count(None) <= 6  # of single sentences, which have little evidence


@pytest.mark.parametrize("name", ARABIC)
def test_dialects_vowels_and_names_are_still_arabic(name: str) -> None:
    lines = lines_of(LANGUAGES / f"{name}.txt")
    for text in (*lines, *paragraphs_of(lines, 4)):
        assert foreign_language(text) is None, text
        assert foreign_language(clean(in_presentation_forms(text))) is None, text


@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_no_line_of_a_seed_is_skipped_with_any_form_of_ya(seed: Path) -> None:
    text = clean(seed.read_text(encoding="utf-8"))
    for line in (*lines_of(seed), text):
        if any("\u0621" <= character <= "\u064a" for character in line):
            assert foreign_language(line) is None, line
            assert foreign_language(line.translate(AS_IRAN_TYPES)) is None, line


@pytest.mark.skipif(not FLORES.is_file(), reason="FLORES-200 is not in the project")
def test_no_line_of_flores_is_skipped_with_any_form_of_ya() -> None:
    lines = lines_of(FLORES)
    assert len(lines) == 997
    for line in lines:
        assert foreign_language(line) is None, line
        assert foreign_language(line.translate(AS_IRAN_TYPES)) is None, line


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said on Monday that the work would begin next week.", "English"),
        ("Le ministre a déclaré lundi que les travaux commenceraient la semaine prochaine.", "French"),
        ("Министр заявил в понедельник, что работы начнутся на следующей неделе.", "Russian"),
        ("Bakan pazartesi günü çalışmaların gelecek hafta başlayacağını söyledi.", "Turkish"),
        ("השר אמר ביום שני שהעבודה תתחיל בשבוע הבא.", "Hebrew"),
        ("部长星期一表示，工作将于下周开始。", "Chinese"),
        ("مىنىستىر دۈشەنبە كۈنى خىزمەتنىڭ كېلەر ھەپتە باشلىنىدىغانلىقىنى ئېيتتى.", "Uyghur"),
        ("The minister said on Monday that the work would begin. نعم", "English"),
    ],
)
def test_languages_of_other_scripts_are_named(text: str, language: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize("text", ["Xyzzy", "q w x", "ꔀꔁꔂꔃ"])
def test_an_unknown_language_is_reported_as_another_language(text: str) -> None:
    assert foreign_language(text) == UNKNOWN_LANGUAGE


def test_two_words_with_a_persian_letter_are_too_few_to_skip_an_article() -> None:
    assert foreign_language("هادي سورپريز.") is None


def test_persian_that_quotes_an_arabic_verse_is_persian_and_arabic_that_quotes_persian_is_arabic() -> None:
    persian = "\n".join(lines_of(LANGUAGES / "persian.txt")[:8])
    arabic = "\n".join(lines_of(SEEDS / "001_b016bf4549f9c029.txt"))
    verse = "إِنَّ العِلْمَ نُورٌ"
    assert foreign_language(f"{persian}\n{clean(verse)}") == "Persian"
    assert foreign_language(f"{arabic}\n{persian.splitlines()[0]}") is None


def test_persian_with_few_persian_letters_is_persian() -> None:
    text = "این برنامه برای کاربران است که می خواهند از دو حالت در سایت استفاده کنند و شما را راهنمایی می کند"
    assert foreign_language(text) == "Persian"


@pytest.mark.parametrize(
    "text",
    [
        "ما أجمل البحر https://t.co/AbCdEfGhIjKl https://example.org/some/long/path",
        "@first_reader @second_reader @third_reader شكرا يا أصدقاء",
        "مساء الخير #evening #goodevening #sunsetlovers #photography",
    ],
)
def test_a_tweet_is_not_skipped_for_its_links_and_handles(text: str) -> None:
    assert foreign_language(text) is None


def test_a_tweet_in_english_is_still_english() -> None:
    assert foreign_language("The weather is lovely today, is it not? @someone #مساء") == "English"
