"""Batches that depend only on the window, so that a resumed run gives the same outputs."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from translate.config.profile import Decoding
from translate.errors import OutOfMemory
from translate.interruption import ending
from translate.models.base import TextModel
from translate.models.partial_batches import TextsRefused
from translate.records import Output

__all__ = ["Shortage", "generate_all", "generate_halving", "plan_batches", "unique"]

# A short input counts as this many tokens, or as 1/32 of a smaller batch. The search takes a place for each input at
# every step, so its cost is not proportional to a very short length.
_MIN_TOKENS = 32
# The last batches shrink to this many tokens, so that all workers end at about the same time: each has at most a third
# of the tokens that are left. Batches affect the outputs, so they must not depend on the number of workers.
# `tests/benchmarks/README.md` has the measurements.
_SMALLEST_LAST = 256
_SHARE_OF_REST = 3
_NO_OUTPUT = Output("", source_tokens=0, output_tokens=0, finished=False)


def plan_batches(token_counts: Sequence[int], batch_tokens: int) -> list[tuple[int, ...]]:
    """Cut the indices of `token_counts` into batches, longest first.

    A batch has at most `batch_tokens`, padding included, and the last batches have fewer. A longer input gets its own
    batch. Sorting by length reduces padding; with the longest first, a lack of memory appears at once.
    """
    least = min(_MIN_TOKENS, batch_tokens // 32)
    counts = [max(count, least) for count in token_counts]
    left = sum(counts)
    batches: list[tuple[int, ...]] = []
    current: list[int] = []
    most = _most_tokens(batch_tokens, left)
    for index in sorted(range(len(counts)), key=lambda i: (-token_counts[i], i)):
        if current and counts[current[0]] * (len(current) + 1) > most:
            batches.append(tuple(current))
            left -= sum(counts[i] for i in current)
            most = _most_tokens(batch_tokens, left)
            current = []
        current.append(index)
    if current:
        batches.append(tuple(current))
    return batches


def _most_tokens(batch_tokens: int, left: int) -> int:
    """Return the limit of the next batch, if `left` tokens are left."""
    return min(batch_tokens, max(left // _SHARE_OF_REST, _SMALLEST_LAST))


def unique(items: Sequence[str]) -> dict[str, int]:
    """Return the distinct items with their index, in the order of first occurrence."""
    places: dict[str, int] = {}
    for item in items:
        places.setdefault(item, len(places))
    return places


class Shortage:
    """Count the effects of a lack of memory; parallel batches may share one instance."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._halved = 0
        self._lost = 0

    @property
    def batches_halved(self) -> int:
        """Return how often a batch was split in two."""
        return self._halved

    @property
    def attempts_lost(self) -> int:
        """Return how many texts got no second attempt because not even one of them fitted."""
        return self._lost

    def halved(self) -> None:
        """Count a batch that did not fit and is run in halves."""
        with self._lock:
            self._halved += 1

    def add(self, batches_halved: int, attempts_lost: int) -> None:
        """Add the counts of another process."""
        with self._lock:
            self._halved += batches_halved
            self._lost += attempts_lost

    def lost(self, texts: int) -> None:
        """Count `texts` that got no second attempt."""
        with self._lock:
            self._lost += texts


def generate_halving(
    model: TextModel, texts: Sequence[str], decoding: Decoding | None, shortage: Shortage
) -> list[Output]:
    """Run a batch, in halves if it does not fit the memory; return the outputs in order.

    Raises OutOfMemory if not even one text fits.
    """
    try:
        return model.generate(texts, decoding)
    except OutOfMemory:
        if len(texts) == 1:
            raise
    shortage.halved()
    middle = len(texts) // 2
    return [
        output
        for half in (texts[:middle], texts[middle:])
        for output in generate_halving(model, half, decoding, shortage)
    ]


def generate_all(
    model: TextModel,
    texts: Sequence[str],
    batches: Sequence[Sequence[int]],
    decoding: Decoding | None,
    shortage: Shortage,
) -> list[Output]:
    """Run all `batches` of indices into `texts`, in parallel to keep the engine busy; return outputs in order.

    A text that a server refuses has an empty output.
    """

    def run(batch: Sequence[int]) -> list[Output]:
        try:
            return generate_halving(model, [texts[i] for i in batch], decoding, shortage)
        except TextsRefused as refused:
            return [output or _NO_OUTPUT for output in refused.outputs]

    if len(batches) == 1:  # mostly second attempts, in the thread of the first attempt
        written = [run(batches[0])]
    else:
        threads = ThreadPoolExecutor(model.parallel)
        try:
            written = list(threads.map(run, batches))
        except KeyboardInterrupt:
            with ending():
                threads.shutdown(cancel_futures=True)
            raise
        finally:
            threads.shutdown(cancel_futures=True)
    outputs = {
        i: output
        for batch, of_batch in zip(batches, written, strict=True)
        for i, output in zip(batch, of_batch, strict=True)
    }
    return [outputs[i] for i in range(len(texts))]
