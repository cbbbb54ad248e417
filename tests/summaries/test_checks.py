from __future__ import annotations

import pytest

from translate.summaries.base import EnglishArticle
from translate.summaries.checks import Measures, check_summary, measure
from translate.summaries.lead import lead

ARTICLE = EnglishArticle(
    "Alibaba targets AI talent",
    (
        "The Chinese company wants 3,000 interns, half of them for artificial intelligence, said Jane Fang.",
        "It will invest 380 billion yuan in the cloud over the next three years, and open offices in Paris.",
        *(f"Paragraph {word} tells of nothing but {word}s." for word in ("tree", "river", "stone") * 8),
    ),
)


def names(summary: str) -> list[str]:
    return [flag.name for flag in check_summary(ARTICLE, summary)]


@pytest.mark.parametrize(
    "summary",
    [
        "Alibaba, a company of China, wants 3000 interns, half of them for AI.",
        "It will invest 380,000 million yuan over the next 3 years, said Fang.",
        lead(ARTICLE, 40).text,
        "",
    ],
)
def test_a_faithful_summary_raises_no_flag(summary: str) -> None:
    assert names(summary) == []


@pytest.mark.parametrize(
    ("summary", "flag", "detail"),
    [
        ("The company wants 4,000 interns, half of them for AI.", "number not in article", "4,000"),
        ("The company wants 3,000 interns, said Eddie Wu.", "name not in article", "Eddie, Wu"),
        ("The company will open offices in the UN.", "name not in article", "UN"),
        ("The company wants 3,000 interns, half of", "unfinished summary", "ends in 'of'"),
        ("My cat sleeps on a warm roof under the moon.", "far from the article", "coverage"),
    ],
)
def test_claims_missing_in_the_article_are_reported(summary: str, flag: str, detail: str) -> None:
    (found,) = [f for f in check_summary(ARTICLE, summary) if f.name == flag]
    assert detail in found.detail


def test_a_summary_as_long_as_its_article_is_reported() -> None:
    assert names(ARTICLE.text) == ["hardly shortened"]


def test_a_summary_may_copy_a_whole_short_article() -> None:
    short = EnglishArticle("A title.", ("One line only.",))
    assert check_summary(short, "One line only.") == ()


def test_coverage_and_density_are_those_of_the_paper() -> None:
    # "the cat sat" and "on" of the article "the cat sat down on it": 3 + 1 of 6 words; (9 + 1) / 6
    found = measure("the cat sat down on it", "the cat sat firmly on mats")
    assert found == Measures(compression=1.0, coverage=4 / 6, density=10 / 6)
