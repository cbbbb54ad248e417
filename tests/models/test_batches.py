import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import FakeModel, english
from translate.errors import OutOfMemory
from translate.models.batches import Shortage, generate_all, generate_halving, plan_batches, unique


@given(st.lists(st.integers(1, 300)), st.integers(1, 600))
def test_every_sentence_is_in_one_batch_and_no_batch_is_over_its_tokens(
    counts: list[int], tokens: int
) -> None:
    batches = plan_batches(counts, tokens)
    assert sorted(i for batch in batches for i in batch) == list(range(len(counts)))
    for batch in batches:
        assert len(batch) == 1 or max(counts[i] for i in batch) * len(batch) <= tokens


def test_long_sentences_come_first_so_that_too_little_memory_shows_at_once() -> None:
    assert plan_batches([3, 9, 5, 9], 18) == [(1, 3), (2, 0)]


def test_a_repeated_sentence_is_translated_once() -> None:
    assert unique(["a", "b", "a"]) == {"a": 0, "b": 1}


def test_a_batch_too_large_for_the_memory_is_halved_and_comes_back_in_order() -> None:
    model, shortage = FakeModel(largest_batch=2), Shortage()
    texts = ["a", "b c", "d", "e f", "g"]
    outputs = generate_halving(model, texts, None, shortage)
    assert [o.text for o in outputs] == [english(t) for t in texts]
    assert shortage.batches_halved == 2


def test_a_text_that_does_not_fit_alone_is_reported_and_not_retried_forever() -> None:
    with pytest.raises(OutOfMemory):
        generate_halving(FakeModel(largest_batch=0), ["a", "b"], None, Shortage())


def test_batches_that_run_at_once_come_back_in_order() -> None:
    model = FakeModel()
    model.parallel = 3
    texts = [f"{n} " * (1 + n % 5) for n in range(40)]
    batches = plan_batches(model.count_tokens(texts), 12)
    assert [o.text for o in generate_all(model, texts, batches, None, Shortage())] == list(
        map(english, texts)
    )
