from dataclasses import replace
from pathlib import Path

import pytest

from tests.articles import article_of, line_of
from tests.fakes import FakeModel
from translate.records import (
    Article,
    Line,
    Output,
    Sentence,
    TranslatedArticle,
    TranslatedLine,
    TranslatedSentence,
)
from translate.summaries.base import EnglishArticle, Summary, whole_sentences
from translate.summaries.checks import check_summary
from translate.summaries.lead import LeadSummarizer
from translate.summaries.model import ModelSummarizer

MORE = "Nothing more is known about the plans. " * 9  # 63 words: an article of 60 is its own summary
ARTICLE = EnglishArticle(
    "Alibaba hires",
    ("The company wants 3,000 interns. Half of them will work on AI.", "Mr. Wu said so on Tuesday.", MORE),
)
LONG = EnglishArticle("Long", tuple(f"Paragraph {n} says that number {n} is a number." for n in range(60)))


def translated(*lines: str) -> TranslatedArticle:
    """Return an article whose translation is these lines."""
    return article_of(*(line_of(text, number=number, source="نص") for number, text in enumerate(lines, 1)))


def test_a_summary_never_stops_in_the_middle_of_a_sentence() -> None:
    model = FakeModel(lambda _: "Alibaba wants interns. Half of them will", max_input_tokens=100)
    assert ModelSummarizer(model, 60, 1000).summarize([ARTICLE])[0].text == "Alibaba wants interns."


def test_a_summary_keeps_to_its_length_in_words() -> None:
    sentences = ["One two three.", "Four five six.", "Seven eight nine."]
    assert whole_sentences(sentences, 6) == "One two three. Four five six."
    assert whole_sentences(sentences, 1) == "One two three."


def test_a_repeated_sentence_is_in_the_summary_once() -> None:
    assert whole_sentences(["Yes.", "Yes.", "No."], 10) == "Yes. No."


def test_lead_takes_the_first_sentences_after_the_headline() -> None:
    summaries = LeadSummarizer(12).summarize([ARTICLE])
    assert summaries[0].text == "The company wants 3,000 interns. Half of them will work on AI."


def test_an_article_of_one_line_has_that_line_as_its_lead() -> None:
    assert LeadSummarizer(12).summarize([EnglishArticle("Only a title.", ())])[0].text == "Only a title."


def test_without_a_complete_sentence_the_lead_is_used_and_flagged() -> None:
    summary = ModelSummarizer(FakeModel(lambda _: "no end", max_input_tokens=100), 60, 1000).summarize(
        [ARTICLE]
    )[0]
    assert summary.text.startswith("The company wants")
    assert [f.name for f in summary.flags] == ["lead instead of summary"]


def test_the_whole_of_a_long_article_is_read_in_sections_and_their_summaries_summarised() -> None:
    model = FakeModel(lambda text: f"It has {len(text)} letters.", max_input_tokens=50)
    summary = ModelSummarizer(model, 60, 1000).summarize([LONG])[0]
    seen = " ".join(model.sentences_seen)
    assert all(paragraph in seen for paragraph in LONG.paragraphs)
    assert all(count <= 50 for count in model.count_tokens(model.sentences_seen))
    assert model.sentences_seen[-1].startswith("Long\n")
    assert summary.text == f"It has {len(model.sentences_seen[-1])} letters."


def test_a_model_that_does_not_shorten_does_not_loop_for_ever() -> None:
    model = FakeModel(lambda text: text.replace("\n", " "), max_input_tokens=50)
    assert ModelSummarizer(model, 60, 1000).summarize([LONG])[0].text


def test_articles_of_different_lengths_keep_their_own_summaries() -> None:
    model = FakeModel(lambda text: f"It begins with {text.split()[0]}.", max_input_tokens=50)
    texts = [ARTICLE, LONG, EnglishArticle("Short", ("One line.",))]
    summaries = ModelSummarizer(model, 60, 60).summarize(texts)
    assert [s.text for s in summaries] == [
        "It begins with Alibaba.",
        "It begins with Long.",
        "One line.",
    ]


@pytest.mark.parametrize(
    ("title", "paragraphs", "own"),
    [
        ("Only a title", (), "Only a title"),
        ("A headline", ("Two lines", "make the body. It has three sentences. Or four."), None),
        ("The first line is a sentence.", ("The second one is.",), None),
    ],
)
def test_an_article_no_longer_than_a_summary_is_its_own_summary_and_no_model_is_asked(
    title: str, paragraphs: tuple[str, ...], own: str | None
) -> None:
    article = EnglishArticle(title, paragraphs)
    expected = own or " ".join(paragraphs if article.headline else (title, *paragraphs))
    model = FakeModel(lambda _: "Thirty-six words that nobody wrote.", max_input_tokens=50)
    for summarizer in (ModelSummarizer(model, article.words, 60), LeadSummarizer(article.words)):
        assert summarizer.summarize([article]) == [Summary(expected)]
    assert model.batches == []
    assert check_summary(article, expected) == ()


def test_an_article_one_word_longer_than_a_summary_is_summarised() -> None:
    model = FakeModel(lambda _: "It hires.", max_input_tokens=100)
    article = EnglishArticle("Alibaba hires", ("The company wants 3,000 interns.",))
    assert ModelSummarizer(model, article.words - 1, 60).summarize([article])[0].text == "It hires."


def test_no_summary_is_longer_than_its_article() -> None:
    model = FakeModel(lambda _: f"The company hires {'and hires ' * 50}.", max_input_tokens=100)
    article = EnglishArticle("Alibaba hires", ("The company wants 3,000 interns.",))
    (summary,) = ModelSummarizer(model, 5, 60).summarize([article])
    assert summary.text == "The company wants 3,000 interns."
    assert [(flag.name, flag.detail) for flag in summary.flags] == [
        ("lead instead of summary", "longer than the article")
    ]


def test_a_summary_does_not_repeat_the_headline() -> None:
    model = FakeModel(lambda _: "Alibaba: Hires. It wants interns.", max_input_tokens=100)
    article = EnglishArticle("Alibaba hires", ("The company wants 3,000 interns.", MORE))
    assert ModelSummarizer(model, 60, 1000).summarize([article])[0].text == "It wants interns."


def test_a_first_sentence_that_is_no_headline_may_open_the_summary() -> None:
    model = FakeModel(lambda _: "Alibaba hires. It wants interns.", max_input_tokens=100)
    article = EnglishArticle("Alibaba hires.", ("The company wants 3,000 interns.", MORE))
    text = ModelSummarizer(model, 60, 1000).summarize([article])[0].text
    assert text == "Alibaba hires. It wants interns."


def test_the_whole_of_a_long_article_on_one_line_is_summarised() -> None:
    sentences = [f"Sentence number {n} reports one more separate fact." for n in range(60)]
    article = EnglishArticle.of(translated(" ".join(sentences)))
    assert article.title == sentences[0]
    model = FakeModel(lambda text: f"It has {len(text)} letters.", max_input_tokens=60)
    summary = ModelSummarizer(model, 60, 1000).summarize([article])[0]
    assert all(sentence in " ".join(model.sentences_seen) for sentence in sentences)
    assert summary == Summary(f"It has {len(model.sentences_seen[-1])} letters.")


def test_an_endless_sentence_does_not_loop_for_ever() -> None:
    article = EnglishArticle.of(translated("word " * 400 + "end."))
    for answer in ("no end", "It ends."):
        model = FakeModel(lambda _, answer=answer: answer, max_input_tokens=100)  # type: ignore[misc]
        assert ModelSummarizer(model, 60, 1000).summarize([article])[0].text


def test_a_section_without_a_summary_is_flagged() -> None:
    model = FakeModel(
        lambda text: "It says." if "says that number 59" in text else "no end", max_input_tokens=50
    )
    summary = ModelSummarizer(model, 60, 1000).summarize([LONG])[0]
    assert "sections not summarised" in [flag.name for flag in summary.flags]


def test_a_sentence_with_an_invented_number_or_name_is_left_out_and_flagged() -> None:
    said = "It wants interns. Dovetail pays $7 billion. Half will work on AI."
    summary = ModelSummarizer(FakeModel(lambda _: said, max_input_tokens=100), 60, 1000).summarize([ARTICLE])[
        0
    ]
    assert summary.text == "It wants interns. Half will work on AI."
    assert [(flag.name, flag.detail) for flag in summary.flags] == [
        ("unsupported sentence left out", "7, Dovetail: Dovetail pays $7 billion.")
    ]


def test_where_every_sentence_has_something_invented_the_summary_stays() -> None:
    model = FakeModel(lambda _: "It wants 70 interns.", max_input_tokens=100)
    assert ModelSummarizer(model, 60, 1000).summarize([ARTICLE])[0] == Summary("It wants 70 interns.")


def test_a_summary_has_three_sentences_at_most() -> None:
    said = "It wants interns. Half will work on AI. Wu said so. The company said so."
    model = FakeModel(lambda _: said, max_input_tokens=100)
    for summarizer in (ModelSummarizer(model, 60, 1000), LeadSummarizer(60)):
        article = EnglishArticle("A title", (said, MORE))
        assert (
            summarizer.summarize([article])[0].text == "It wants interns. Half will work on AI. Wu said so."
        )


def _line(
    number: int, source: str, text: str, *, copied: bool = False, joint: str | None = None
) -> TranslatedLine:
    if copied:
        return TranslatedLine(Line(number, source, copied=text))
    sentence = Sentence(source, joint=joint)
    one = TranslatedSentence(sentence, Output(text, 1, 1, finished=True))
    return TranslatedLine(Line(number, source, sentences=(sentence,)), (one,))


def test_figures_times_links_and_rows_of_tables_are_not_summarised() -> None:
    lines = [
        _line(1, "خبر", "The train arrived late"),
        _line(2, "x", "00:00:01,000 --> 00:00:03,000", copied=True),
        _line(3, "x", "@user_name #tag https://a.example/the-long-way", copied=True),
        _line(4, "x", "AI-2024-X7", copied=True),
        _line(5, "الرياض", "Riyadh", joint="7009100\t"),
        _line(6, "x", "Attention Is All You Need", copied=True),
        _line(7, "خبر", "It left at noon."),
    ]
    article = TranslatedArticle(
        Article("a", Path("a"), "utf-8", "", tuple(one.line for one in lines)), tuple(lines)
    )
    assert EnglishArticle.of(article).text.split("\n") == [
        "The train arrived late",
        "Attention Is All You Need",
        "It left at noon.",
    ]
    figures = replace(article, lines=tuple(lines[1:2]))
    assert EnglishArticle.of(figures).text.strip() == "00:00:01,000 --> 00:00:03,000"
