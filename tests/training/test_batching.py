"""Test the stream of batches: nothing lost, nothing over the budget, reproducible."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import pytest

from tests.training.conftest import toy_pairs
from translate.errors import RequestError
from translate.training.batching import BatchStream, Example, cut_batches
from translate.training.pairs import Group, Pair
from translate.training.settings import GroupSettings


def encode(pairs: Sequence[Pair]) -> list[Example]:
    return [Example(tuple(map(ord, p.source)), tuple(map(ord, p.target))) for p in pairs]


def stream(seed: int = 1, **shares: tuple[float, float]) -> BatchStream:
    groups = [
        Group(name, GroupSettings(share=start, final_share=end), (tuple(toy_pairs(30, seed=index)),))
        for index, (name, (start, end)) in enumerate((shares or {"all": (1, 1)}).items())
    ]
    return BatchStream(groups, encode, batch_tokens=120, max_pair_tokens=60, seed=seed)


def test_an_epoch_sees_every_pair_once() -> None:
    batches = stream()
    seen: Counter[Example] = Counter()
    while sum(seen.values()) < 30:
        seen.update(batches.next(0.0))
    assert seen == Counter(encode(toy_pairs(30, seed=0)))


def test_no_batch_is_over_the_budget_with_its_padding() -> None:
    examples = sorted(encode(toy_pairs(100)), key=len)
    batches = cut_batches(examples, 120)
    assert [e for batch in batches for e in batch] == examples
    assert all(len(batch) * max(map(len, batch)) <= 120 for batch in batches)
    assert len(cut_batches(examples, 1)) == 100


@pytest.mark.parametrize("taken", [0, 1, 5, 23])
def test_a_stream_restored_from_its_state_gives_the_same_batches(taken: int) -> None:
    whole = stream(news=(1, 3), rest=(2, 1))
    for step in range(taken):
        whole.next(step / 60)
    state = json.loads(json.dumps(whole.state()))
    again = stream(news=(1, 3), rest=(2, 1))
    again.restore(state)
    for step in range(taken, 60):
        assert again.next(step / 60) == whole.next(step / 60)


def test_the_shares_shift_from_general_pairs_to_pairs_of_the_domain() -> None:
    near, far = set(encode(toy_pairs(30, seed=0))), set(encode(toy_pairs(30, seed=1)))
    batches = stream(near=(0, 1), far=(1, 0))
    assert set(batches.next(0.0)) <= far
    assert set(batches.next(1.0)) <= near
    drawn = [set(batches.next(0.5)) <= near for _ in range(100)]
    assert 25 < sum(drawn) < 75


def test_another_seed_gives_another_order() -> None:
    one, two = stream(seed=1), stream(seed=2)
    assert [one.next(0) for _ in range(5)] != [two.next(0) for _ in range(5)]


def test_pairs_that_are_all_too_long_are_an_error_and_no_endless_loop() -> None:
    groups = [Group("all", GroupSettings(), (tuple(toy_pairs(3)),))]
    with pytest.raises(RequestError, match="max_pair_tokens = 4"):
        BatchStream(groups, encode, batch_tokens=120, max_pair_tokens=4, seed=1).next(0)
