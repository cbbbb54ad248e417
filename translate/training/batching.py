"""A stream of training batches that depends only on the seed and can be resumed at any batch."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from translate.errors import RequestError
from translate.training.pairs import Group, Pair, join_neighbours

__all__ = ["BatchStream", "Example", "cut_batches"]

_POOL_BATCHES = 24  # batches' worth of pairs that are sorted by length together


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as token ids. For a causal model `source` is the prompt; `target` ends with the stop token."""

    source: tuple[int, ...]
    target: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.source) + len(self.target)


_Encoder = Callable[[Sequence[Pair]], list[Example]]


class BatchStream:
    """Batches of near-equal lengths, drawn from groups by their shares.

    `state()` returns JSON from which `restore` resumes. It does not contain the batches: it contains the state of the
    random generator, and for each group its epoch and the number of batches already drawn.
    """

    def __init__(
        self,
        groups: Sequence[Group],
        encode: _Encoder,
        *,
        batch_tokens: int,
        max_pair_tokens: int,
        seed: int,
        max_side_tokens: int | None = None,
    ) -> None:
        self._groups = {group.name: group for group in groups}
        self._encode = encode
        self._batch_tokens = batch_tokens
        self._max_pair_tokens = max_pair_tokens
        self._max_side_tokens = max_pair_tokens if max_side_tokens is None else max_side_tokens
        self._seed = seed
        self._draw = random.Random(f"{seed}/draw")  # noqa: S311 (no secret)
        self._epochs = dict.fromkeys(self._groups, -1)
        self._taken = dict.fromkeys(self._groups, 0)
        self._laid_out: dict[str, list[list[Example]]] = {name: [] for name in self._groups}
        self._too_long = dict.fromkeys(self._groups, 0)

    @property
    def too_long(self) -> int:
        """Return how many (joined) pairs of the current epochs were left out as too long."""
        return sum(self._too_long.values())

    @property
    def limit(self) -> str:
        """Return the limit that longer pairs exceed, for messages."""
        pair = f"optimizer.max_pair_tokens = {self._max_pair_tokens}"
        if self._max_side_tokens >= self._max_pair_tokens:
            return pair
        return f"{pair}, or than the {self._max_side_tokens} tokens that the model accepts on a side"

    def next(self, progress: float) -> list[Example]:
        """Return the next batch; `progress`, from 0 to 1, moves the shares from `share` to `final_share`."""
        settings = [group.settings for group in self._groups.values()]
        shares = [s.share + (s.final_share - s.share) * progress for s in settings]
        name = self._draw.choices(list(self._groups), shares)[0]
        if self._taken[name] == len(self._laid_out[name]):
            self._epochs[name] += 1
            self._taken[name] = 0
            self._laid_out[name] = self._lay_out(name, self._epochs[name])
        batch = self._laid_out[name][self._taken[name]]
        self._taken[name] += 1
        return batch

    def state(self) -> dict[str, Any]:
        """Return the position in the stream, for `restore`."""
        version, internal, gauss = self._draw.getstate()
        return {"draw": [version, list(internal), gauss], "epochs": self._epochs, "taken": self._taken}

    def restore(self, state: dict[str, Any]) -> None:
        """Resume from the `state()` of a stream over the same pairs, settings and seed."""
        version, internal, gauss = state["draw"]
        self._draw.setstate((version, tuple(internal), gauss))
        self._epochs = dict(state["epochs"])
        self._taken = dict(state["taken"])
        self._laid_out = {
            name: self._lay_out(name, epoch) if epoch >= 0 else [] for name, epoch in self._epochs.items()
        }

    def count_epoch(self) -> int:
        """Return the number of batches in one pass over all groups; the position in the stream does not change.

        Raises RequestError if every pair of a group is too long.
        """
        return sum(len(self._lay_out(name, 0)) for name in self._groups)

    def _lay_out(self, name: str, epoch: int) -> list[list[Example]]:
        """Return the batches of a group's epoch, which depend only on the seed, the group and the epoch."""
        group = self._groups[name]
        rng = random.Random(f"{self._seed}/{name}/{epoch}")  # noqa: S311
        pairs = [pair for file in group.files for pair in join_neighbours(file, group.settings.filter, rng)]
        examples = [e for e in self._encode(pairs) if self._fits(e)]
        self._too_long[name] = len(pairs) - len(examples)
        if not examples:
            raise RequestError(f"group '{name}': every pair is longer than {self.limit}")
        rng.shuffle(examples)
        batches: list[list[Example]] = []
        for pool in _pools(examples, self._batch_tokens * _POOL_BATCHES):
            cut = cut_batches(sorted(pool, key=len), self._batch_tokens)
            rng.shuffle(cut)
            batches.extend(cut)
        return batches

    def _fits(self, example: Example) -> bool:
        side = max(len(example.source), len(example.target))
        return len(example) <= self._max_pair_tokens and side <= self._max_side_tokens


def cut_batches(examples: Sequence[Example], batch_tokens: int) -> list[list[Example]]:
    """Cut a sequence into batches of at most `batch_tokens`, padding included; at least one example each."""
    batches: list[list[Example]] = []
    longest = 0
    for example in examples:
        longest = max(longest, len(example))
        if not batches or (len(batches[-1]) + 1) * longest > batch_tokens:
            batches.append([])
            longest = len(example)
        batches[-1].append(example)
    return batches


def _pools(examples: Sequence[Example], tokens: int) -> list[list[Example]]:
    pools: list[list[Example]] = [[]]
    filled = 0
    for example in examples:
        if filled >= tokens:
            pools.append([])
            filled = 0
        pools[-1].append(example)
        filled += len(example)
    return pools
