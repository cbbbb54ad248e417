"""Test names that a summary invents, and names that it writes in another form."""

from __future__ import annotations

import pytest

from translate.summaries.names import new_names

ARTICLE = (
    "Iberdrola and the union sign\n"
    "John Marlow, who leads the office of the World Trade Organization in Geneva, met Anne Lovelace on Monday. "
    "She works on artificial intelligence in Germany, the Netherlands and the United Kingdom. Egyptian and "
    "Brazilian officials, and one of Bogot\u00e1, said that who pays us is clear. Their gross domestic product grew. "
    'UNESCO and Zarif-Khan, a company of Niger, were there. "Nobody disagreed," said Lovelace.'
)


@pytest.mark.parametrize(
    "summary",
    [
        "The talks were about AI and the GDP, said the WTO.",
        "Officials of Egypt, of Brazil and of Bogota met a German, and the Dutch met the British.",
        "There the United Nations Educational, Scientific and Cultural Organization met John Marlow.",
        "There Marlow\u2019s office met Ms Lovelace, a Genevan of the UK, and Zarif.",
        "Meanwhile the union signed: Nobody disagreed.",
        "IBERDROLA AND THE UNION SIGN.",
        "For Anne Lovelace it was clear. Marlow John agreed.",
    ],
)
def test_a_name_of_the_article_in_another_form_is_no_new_name(summary: str) -> None:
    assert new_names(ARTICLE, summary) == []


@pytest.mark.parametrize(
    ("summary", "new"),
    [
        ("The talks were about the UN.", ["UN"]),  # its letters are initials of words that belong to no name
        ("The talks were about the OA.", ["OA"]),
        (
            "The talks were about the WHO, and in the US.",
            ["WHO", "US"],
        ),  # "who" and "us" are words of the article
        ("There Johnson met Lovering.", ["Johnson", "Lovering"]),  # John and Lovelace, half of each
        ("There John Wu met Anne.", ["Wu"]),
        ("There Anne Marlow met nobody.", ["Anne Marlow"]),  # two names of the article, half of each
        ("It is a company of Nigeria.", ["Nigeria"]),
        ("Eddie Wu met Marlow. Baidu\u2019s office did not.", ["Eddie", "Wu", "Baidu\u2019s"]),
        ("It was paid by Deutsche-Khan.", ["Deutsche-Khan"]),
    ],
)
def test_an_acronym_or_half_a_name_of_the_article_supports_no_other_name(
    summary: str, new: list[str]
) -> None:
    assert new_names(ARTICLE, summary) == new


def test_a_sentence_of_a_million_words_takes_seconds() -> None:
    article = "Word " * 200_000
    assert new_names(article, "There Word met Wu.") == ["Wu"]


ARABIC_NAMES = (
    "Ahmed al-Sharif went to the office in Khartoum and met Mohamed Hamdan Dagalo. Abdel Fattah el-Burhan was there. "
    "Saudi officials spoke to Joe Biden. OPEC cut its output."
)


@pytest.mark.parametrize(
    ("summary", "new"),
    [
        ("Meanwhile Ahmed al-Nasser was there.", ["al-Nasser"]),
        ("There Ahmed Dagalo met nobody.", ["Ahmed Dagalo"]),
        ("There Hamdan al-Sharif met nobody.", ["Hamdan al-Sharif"]),
    ],
)
def test_an_invented_name_with_the_arabic_article_is_reported(summary: str, new: list[str]) -> None:
    assert new_names(ARABIC_NAMES, summary) == new


@pytest.mark.parametrize(
    "summary",
    [
        "There Ahmed Al-Sharif met Dagalo.",
        "There Ahmed Sharif met Abdel Fattah al-Burhan.",
        "There Burhan met officials of Saudi Arabia.",
        "The OPEC cut its output.",
    ],
)
def test_a_name_with_another_form_of_the_arabic_article_is_no_new_name(summary: str) -> None:
    assert new_names(ARABIC_NAMES, summary) == []
