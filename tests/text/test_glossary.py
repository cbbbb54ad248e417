from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT, SEEDS
from translate.errors import ProfileError
from translate.records import Change
from translate.text.glossary import Glossary, apply_terms, load_glossary, missing_terms


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    path = tmp_path / "names.tsv"
    path.write_text(
        "# names\n\nعلي بابا\tAlibaba\tAli Baba|Ali-Baba\nالصين\tChina\nسحابة\tAlibaba Cloud\tCloud\r\n"
        "الذكاء الاصطناعي\tartificial intelligence\tAI\n",
        encoding="utf-8",
    )
    return load_glossary(path)


def english(glossary: Glossary, source: str) -> list[str]:
    return [term.english for term in glossary.terms_in(source)]


@pytest.mark.parametrize(
    "source",
    [
        "قالت علي بابا",
        "لعلي بابا دور",
        "«عَلِيّ بَابَا»",
        "وبعلي بابا",
        "على ما يبدو، علي  بابا",
        "شركة علي بابا.",
    ],
)
def test_a_term_is_found_whatever_is_attached_to_it(glossary: Glossary, source: str) -> None:
    assert english(glossary, source) == ["Alibaba"]


@pytest.mark.parametrize("source", ["في الصين", "بالصين", "للصين", "والصين"])
def test_a_term_with_the_definite_article_is_found_after_prepositions(
    glossary: Glossary, source: str
) -> None:
    assert english(glossary, source) == ["China"]


@pytest.mark.parametrize("source", ["علي بابادوبولوس", "تعلي بابا", "صين", "الصينيون"])
def test_a_term_inside_another_word_is_not_that_term(glossary: Glossary, source: str) -> None:
    assert english(glossary, source) == []


def test_a_variant_becomes_the_wanted_form_and_the_change_is_recorded(glossary: Glossary) -> None:
    terms = glossary.terms_in("قالت علي بابا")
    text, changes = apply_terms(terms, "Ali Baba's men and ali  baba said it.")
    assert text == "Alibaba's men and Alibaba said it."
    assert changes == (
        Change("glossary", "Ali Baba", "Alibaba"),
        Change("glossary", "ali  baba", "Alibaba"),
    )


def test_a_variant_is_kept_if_the_source_does_not_contain_the_term(glossary: Glossary) -> None:
    text = "Ali Baba and the forty thieves."
    assert apply_terms(glossary.terms_in("قصة الأربعين لصا"), text) == (text, ())


def test_a_variant_inside_its_wanted_form_is_not_replaced(glossary: Glossary) -> None:
    terms = glossary.terms_in("السحابة من علي بابا")
    text, _ = apply_terms(terms, "Alibaba Cloud and the Cloud, Cloudy")
    assert text == "Alibaba Cloud and the Alibaba Cloud, Cloudy"


def test_a_replaced_first_word_keeps_its_capital(glossary: Glossary) -> None:
    terms = glossary.terms_in("الذكاء الاصطناعي")
    assert apply_terms(terms, "AI is here. It is AI.")[0] == (
        "Artificial intelligence is here. It is artificial intelligence."
    )


def test_a_term_that_the_output_lacks_is_reported_in_both_languages(glossary: Glossary) -> None:
    terms = glossary.terms_in("علي بابا في الصين")
    flag = missing_terms(terms, "The company in china")
    assert flag is not None
    assert (flag.name, flag.detail) == ("term missing", "Alibaba (علي بابا)")
    assert missing_terms(terms, "Alibaba in China") is None


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("علي بابا", 1, "1 column;"),
        ("# names\nعلي بابا\tAlibaba\tAli Baba\tmore", 2, "4 columns"),
        ("Ali Baba\tAlibaba", 1, "no Arabic letters"),
        ("علي بابا\tعلي", 1, "with Arabic letters"),
        ("علي بابا\t ", 1, "no English form"),
        ("علي بابا\tAlibaba\tAli Baba||Ali", 1, "no English form"),
        ("علي بابا\tAlibaba\talibaba", 1, "is the wanted form"),
        ("علي بابا\tAlibaba\tAli Baba|ali baba", 1, "duplicate variant"),
        ("علي بابا\tAlibaba\n\nعَلِي بابا\tAlly", 3, "is already in line 1"),
    ],
)
def test_a_faulty_glossary_is_refused_with_file_and_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    path = tmp_path / "names.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=rf"names\.tsv, line {line}: .*{message}"):
        load_glossary(path)


def test_a_file_that_is_not_a_glossary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="No such file"):
        load_glossary(tmp_path / "nowhere.tsv")
    (tmp_path / "empty.tsv").write_text("# nothing\n")
    with pytest.raises(ProfileError, match="no terms"):
        load_glossary(tmp_path / "empty.tsv")
    (tmp_path / "latin.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_glossary(tmp_path / "latin.tsv")


def test_another_term_changes_the_fingerprint_and_no_glossary_has_an_empty_one(glossary: Glossary) -> None:
    assert Glossary().fingerprint == ""
    assert Glossary(glossary.terms[:2]).fingerprint != glossary.fingerprint


def test_every_term_of_the_seeds_glossary_occurs_in_a_seed_or_its_reference() -> None:
    glossary = load_glossary(ROOT / "configs" / "glossary-seeds.tsv")
    seeds = "\n".join(seed.read_text(encoding="utf-8") for seed in SEEDS.glob("*.txt"))
    assert {t.arabic for t in glossary.terms} == {t.arabic for t in glossary.terms_in(seeds)}


def test_a_large_glossary_does_not_slow_a_run_down(glossary: Glossary) -> None:
    import time

    from translate.text.glossary import Term

    names = [f"اسم{chr(0x627 + n // 28 % 28)}{chr(0x628 + n % 28)}{n}" for n in range(5000)]
    large = Glossary(tuple(Term(name, f"Name {n}", (f"N {n}",)) for n, name in enumerate(names)))
    large.terms_in("تهيئة")
    began = time.perf_counter()
    for _ in range(20):
        large.terms_in("وأعلنت الشركة عن خططها لاستثمار مبالغ كبيرة في البنية التحتية")
    assert (time.perf_counter() - began) / 20 < 0.05
