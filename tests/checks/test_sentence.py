import pytest

from translate.checks.sentence import check_sentence
from translate.records import Cut, Output, Sentence

SOURCE = "أعلنت الشركة عن خططها لاستثمار ما لا يقل عن 380 مليار يوان."


def names(text: str, *, source: str = SOURCE, finished: bool = True, cut: Cut | None = None) -> list[str]:
    return [f.name for f in check_sentence(Sentence(source, cut), Output(text, 20, 20, finished))]


def test_a_good_translation_raises_no_flag() -> None:
    assert names("The company announced plans to invest at least 380 billion yuan.") == []


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("", "empty"),
        ("The company announced plans to invest at least 380 مليار yuan today.", "Arabic left"),
        ("The company&apos;s plans are to invest at least 380 billion yuan.", "entity"),
        ("The company said that it said that it would invest 380 billion yuan.", "phrase loop"),
        ("The company.", "length ratio"),
        ("The company announced. " * 9, "length ratio"),
    ],
)
def test_a_broken_translation_is_flagged(text: str, flag: str) -> None:
    assert flag in names(text)


def test_a_translation_stopped_at_its_limit_is_flagged() -> None:
    assert "cut short" in names("The company announced plans to invest at least 380 billion", finished=False)


def test_a_sentence_cut_for_the_input_limit_need_not_end_in_a_stop() -> None:
    text = "The company announced plans to invest at least"
    assert "no final stop" in names(text)
    assert "no final stop" not in names(text, cut=Cut.CLAUSE)


def test_a_missing_full_stop_alone_is_not_flagged() -> None:
    assert names("The company announced plans to invest at least 380 billion yuan") == []


def test_a_short_source_is_not_flagged_for_its_length() -> None:
    assert names("Technology and science", source="تقنية") == []


def test_a_source_without_letters_may_come_out_empty() -> None:
    assert names("", source="***") == []


@pytest.mark.parametrize(
    ("log_probability", "doubt_per_nat", "flags"),
    [(-1.1, 14.5, ["content added"]), (-0.3, 14.5, []), (-1.1, 0.0, []), (None, 14.5, [])],
)
def test_the_models_own_doubt_counts_where_it_was_measured(
    log_probability: float | None, doubt_per_nat: float, flags: list[str]
) -> None:
    source = "في كثير من البلدان يعد التلويح باليد تحية ودية."
    text = "In many countries, petting a dog is a friendly greeting."
    output = Output(text, 12, 12, finished=True, log_probability=log_probability)
    assert [flag.name for flag in check_sentence(Sentence(source), output, doubt_per_nat)] == flags
