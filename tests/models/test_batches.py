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


def test_short_sentences_are_not_all_in_the_last_batch_which_one_worker_translates_alone() -> None:
    batches = plan_batches([40] * 25 + [6] * 150, 1024)
    assert [len(batch) for batch in batches] == [25, 32, 32, 28, 19, 13, 8, 8, 8, 2]


def test_the_last_batches_are_smaller_so_that_no_worker_waits_long_for_another() -> None:
    batches = plan_batches([50] * 200, 1000)
    assert [len(batch) for batch in batches] == [20] * 8 + [13, 9, 6, 5, 5, 2]


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
