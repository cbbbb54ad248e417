"""Outputs without a letter, and in another language than English."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from translate.checks.language import no_letter, not_english
from translate.checks.sentence import BROKEN

TRAINING = ROOT.parent / "shared" / "training"
BY_PEOPLE = ("ntrex", "xquad", "tico19", "tatoeba", "mt-geneval", "nllb-seed-ary")
SOURCE = "وقال الوزير إن الاجتماع سيعقد غدا في المدينة بحضور عدد من المسؤولين."


@pytest.mark.parametrize(
    ("source", "output"),
    [
        (SOURCE, "..."),
        (SOURCE, "2026"),
        (SOURCE, "- - -"),
        (SOURCE, "\u2581\u2581 !"),
        ("مرحبا \U0001f600", "\U0001f600"),
        ("خمسون دولارا", "?"),
        ("فاز الفريق 3-1", "3-1"),
    ],
)
def test_an_output_without_a_letter_is_broken(source: str, output: str) -> None:
    assert no_letter(source, output) is not None
    assert "no letter" in BROKEN


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("خمسون دولارا", "$50"),
        ("الساعة 6:30 مساء", "18:30"),
        ("السادسة إلا ربعا", "5:45"),
        ("5 في المئة", "5%"),
        ("7 آذار 1990", "7/3/1990"),
        ("من 10 إلى 12", "10-12"),
        ("أ. 4", "1. 4"),
        ("12/5", "12/5"),
        (SOURCE, ""),
        (SOURCE, "A"),
    ],
)
def test_an_output_of_figures_and_signs_alone_is_not_flagged(source: str, output: str) -> None:
    assert no_letter(source, output) is None


@pytest.mark.parametrize(
    "output",
    [
        "Le ministre a déclaré que la réunion aurait lieu demain dans la ville.",
        "Der Minister sagte, die Sitzung werde morgen in Berlin stattfinden.",
        "El ministro dijo que la reunión se celebrará mañana en Madrid.",
        "De inwoners van de stad vierden de overwinning van hun team.",
        "Bakan, toplantının yarın Ankara'da yapılacağını söyledi.",
        "Qala al-wazir inna al-ijtimaa sayuqad ghadan fi al-madina.",
        "Die Weizenpreise stiegen gestern weltweit.",
        "Die Regierung erhöht Steuern kräftig.",
        "Der Präsident verlässt Kairo vorzeitig.",
        "Министр сказал, что встреча состоится завтра.",
        "部长说会议明天将在北京举行。",
    ],
)
def test_an_output_in_another_language_is_broken(output: str) -> None:
    assert not_english(SOURCE, output) is not None
    assert "not English" in BROKEN


@pytest.mark.parametrize(
    ("source", "output"),
    [
        (SOURCE, "The minister said the meeting would be held tomorrow in the city."),
        (SOURCE, "Shares rise sharply, oil prices fall"),
        (SOURCE, "Goharshad Mosque, Pirzan Mosque, Imam Reza Mosque, Nayeb Mosque, Bala Sar, Jameh"),
        ("كتب رواية À la recherche du temps perdu في باريس", "He wrote À la recherche du temps perdu there."),
        (SOURCE, "Omdurman"),
        (SOURCE, "Mohammed bin Salman, Faisal bin Farhan and Saud al Qahtani"),
        (SOURCE, "Iga Swiatek, Aryna Sabalenka, Zheng Qinwen, Novak Djokovic"),
        (SOURCE, "Kevin De Bruyne, Virgil van Dijk, Matthijs de Ligt, Frenkie de Jong"),
        (SOURCE, "Wheat Prices Rise Sharply, Bakers Warn"),
        (SOURCE, "Khvicha Kvaratskhelia scores twice, Szczesny excels"),
        (SOURCE, ""),
    ],
)
def test_english_names_and_words_of_the_source_are_not_called_another_language(
    source: str, output: str
) -> None:
    assert not_english(source, output) is None


@pytest.mark.skipif(not TRAINING.is_dir(), reason="needs the training pairs beside the checkout")
def test_fewer_than_one_human_translation_in_two_thousand_is_flagged() -> None:
    alarms = lines = 0
    for name in BY_PEOPLE:
        for line in (TRAINING / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            arabic, _, english = line.partition("\t")
            lines += 1
            alarms += bool(no_letter(arabic, english) or not_english(arabic, english))
    assert lines > 30_000
    assert 2_000 * alarms < lines
