"""Test splitting sentences longer than the model's input limit."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.errors import SourceNotSeen
from translate.records import Cut, Sentence
from translate.text.splitting import CountTokens, fit_each


def fit(sentences: Sequence[str], count_tokens: CountTokens, max_input_tokens: int) -> list[Sentence]:
    places = [f"sentence {number}" for number in range(1, len(sentences) + 1)]
    fitted = fit_each(sentences, places, count_tokens, max_input_tokens)
    return [piece for pieces in fitted for piece in pieces]


def _words(texts: Sequence[str]) -> list[int]:
    """Return one token per word, and one for the end of the sentence."""
    return [len(text.split()) + 1 for text in texts]


def _characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def _subwords(texts: Sequence[str]) -> list[int]:
    """Return tokens of up to three characters, starting anew at every word and every mark."""
    return [1 + sum(-(-len(run) // 3) for run in re.findall(r"\w+|[^\w\s]", text)) for text in texts]


def _flatten(text: str) -> str:
    return "".join(text.split())


def test_a_sentence_that_fits_is_not_split() -> None:
    assert fit(["نعم، هذا صحيح"], _words, 4) == [Sentence("نعم، هذا صحيح")]
    assert fit([], _words, 4) == []


def test_a_long_sentence_is_split_at_clause_marks_first() -> None:
    text = "جاء الرجل ومعه الكتاب، ثم ذهب إلى البيت؛ وقال كلاما كثيرا"
    assert fit([text], _words, 6) == [
        Sentence("جاء الرجل ومعه الكتاب،", Cut.CLAUSE),
        Sentence("ثم ذهب إلى البيت؛", Cut.CLAUSE),
        Sentence("وقال كلاما كثيرا"),
    ]


def test_without_marks_a_sentence_is_split_before_a_conjunction_and_not_before_a_word_like_one() -> None:
    text = "جاء وزير المالية وقت الغداء والتقى الوفد بينما غادر والد الطفل مبكرا"
    assert fit([text], _words, 6) == [
        Sentence("جاء وزير المالية وقت الغداء", Cut.CONJUNCTION),
        Sentence("والتقى الوفد", Cut.CONJUNCTION),
        Sentence("بينما غادر والد الطفل مبكرا"),
    ]


def test_without_conjunctions_a_sentence_is_split_evenly_between_words() -> None:
    pieces = fit(["كلمة " * 10], _words, 8)
    assert [len(p.text.split()) for p in pieces] == [5, 5]
    assert [p.cut for p in pieces] == [Cut.TOKENS, None]


def test_a_giant_word_is_split_and_never_before_a_vowel_mark() -> None:
    pieces = fit(["مُدَرِّسَةٌ" * 20], _characters, 7)
    assert all(len(p.text) <= 7 and p.cut is Cut.TOKENS for p in pieces[:-1])
    assert not any(p.text[0] in "ًٌٍَُِّْ" for p in pieces)
    assert "".join(p.text for p in pieces) == "مُدَرِّسَةٌ" * 20


def test_commas_in_numbers_and_times_are_not_clause_marks() -> None:
    pieces = fit(["بلغ العدد 24,940 موظفا في الساعة 10:30 صباحا، بعد تأخر طويل"], _words, 10)
    assert [p.text[-6:] for p in pieces] == ["صباحا،", " طويل"[-6:]] or pieces[0].text.endswith("صباحا،")
    assert len(pieces) == 2


def test_only_long_sentences_are_split_and_the_order_is_kept() -> None:
    texts = ["أول.", "كلمة " * 9 + "نهاية.", "آخر."]
    pieces = fit([t.strip() for t in texts], _words, 7)
    assert [p.cut for p in pieces] == [None, Cut.TOKENS, None, None]
    assert pieces[0].text == "أول."
    assert pieces[-1].text == "آخر."


def test_a_character_unknown_to_the_model_is_an_error_and_not_dropped() -> None:
    with pytest.raises(
        SourceNotSeen, match=r"sentence 2: 'ك' alone has 9 tokens, and the model's limit is 8"
    ):
        fit(["", "كلمة"], lambda texts: [9 * len(t) for t in texts], 8)


_COUNTS: list[Callable[[Sequence[str]], list[int]]] = [_words, _characters, _subwords]
_TEXTS = st.lists(
    st.sampled_from(
        ["قال", "وقال", "ثم", "،", "؛", "نعم،", "والتقى", "بينما", "أو", ".", "3,5", "م" * 9, "َ", "ل\u0651"]
    ),
    min_size=1,
).map(" ".join)


@given(st.lists(_TEXTS, max_size=4), st.sampled_from(_COUNTS), st.integers(3, 12))
def test_every_piece_fits_no_character_is_lost_and_every_split_is_recorded(
    texts: list[str], count: Callable[[Sequence[str]], list[int]], limit: int
) -> None:
    pieces = fit(texts, count, limit)
    assert all(tokens <= limit for tokens in count([p.text for p in pieces]))
    assert _flatten("".join(p.text for p in pieces)) == _flatten("".join(texts))
    assert sum(piece.cut is None for piece in pieces) == len(texts)


def test_pieces_are_counted_as_they_will_be_sent() -> None:
    """With this tokenizer, two parts together have more tokens than both alone."""

    def count(texts: Sequence[str]) -> list[int]:
        return [len(t.split()) ** 2 for t in texts]

    pieces = fit(["كلمة، " * 20], count, 8)
    assert all(tokens <= 8 for tokens in count([p.text for p in pieces]))


def test_the_tokenizer_is_asked_a_few_times_for_many_long_sentences() -> None:
    calls = 0

    def count(texts: Sequence[str]) -> list[int]:
        nonlocal calls
        calls += 1
        return _words(texts)

    fit(["كلمة أخرى، " * 50] * 40 + ["كلمة " * 300] * 40, count, 20)
    assert calls <= 8


@pytest.mark.parametrize("unit", ["قال أحمد إن الأمر جيد، وقال ", "كلمة ", "كلمة"])
def test_a_sentence_of_five_megabytes_is_cut_in_seconds(unit: str) -> None:
    text = (unit * (5_000_000 // len(unit.encode()) + 1)).strip()
    started = time.perf_counter()
    pieces = fit([text], _characters, 400)
    assert time.perf_counter() - started < 30
    assert sum(len(_flatten(p.text)) for p in pieces) == len(_flatten(text))


def test_a_text_without_punctuation_is_split_into_short_pieces() -> None:
    text = " ".join(["وقال المزارع إن المطر تأخر هذا العام في الجبال"] * 25)
    pieces = fit([text], _words, 512)
    assert all(len(piece.text.split()) <= 60 for piece in pieces)
    assert [piece.cut for piece in pieces[:-1]] == [Cut.CONJUNCTION] * (len(pieces) - 1)
    assert _flatten("".join(piece.text for piece in pieces)) == _flatten(text)


def test_a_sentence_of_sixty_words_is_not_split() -> None:
    text = " ".join(["كلمة"] * 60)
    assert fit([text], _words, 512) == [Sentence(text)]
