"""The recipe as a whole, on models of seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.training.conftest import settings, toy_pairs, write_tsv
from translate.errors import RunFolderError
from translate.progress import Advance, Silent
from translate.training.merge import WEIGHTS_FILE, merge_adapter, read_card
from translate.training.recipe import PairFiles, train
from translate.training.student import Base


class Stopped(Exception):
    """The power goes."""


class StopsAfter(Silent):
    """A Progress that stops the training after a number of steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps + 1  # the first call tells of no step yet

    @contextmanager
    def task(self, description: str, total: int | None = None) -> Iterator[Advance]:
        def advance(_units: int) -> None:
            self._left -= 1
            if self._left == 0:
                raise Stopped

        yield advance


@pytest.fixture
def pairs(tmp_path: Path) -> PairFiles:
    return PairFiles((write_tsv(tmp_path / "toy.tsv", toy_pairs(80)),))


def adapter_bytes(output: Path) -> bytes:
    return (output / "adapter" / WEIGHTS_FILE).read_bytes()


def test_the_same_seed_gives_the_same_adapter_to_the_last_bit(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        train(pairs, tiny_causal, tmp_path / name, settings(), Silent())
    other = settings(seed=18)
    train(pairs, tiny_causal, tmp_path / "other", other, Silent())
    assert adapter_bytes(tmp_path / "one") == adapter_bytes(tmp_path / "two")
    assert adapter_bytes(tmp_path / "one") != adapter_bytes(tmp_path / "other")


@pytest.mark.parametrize("stop", [4, 6, 7])
def test_a_training_that_was_stopped_goes_on_to_the_adapter_it_would_have_made(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path, stop: int
) -> None:
    train(pairs, tiny_causal, tmp_path / "undisturbed", settings(), Silent())
    with pytest.raises(Stopped):
        train(pairs, tiny_causal, tmp_path / "stopped", settings(), StopsAfter(stop))
    assert not (tmp_path / "stopped" / "adapter").exists()
    result = train(pairs, tiny_causal, tmp_path / "stopped", settings(), Silent())
    assert result.steps == 8
    assert adapter_bytes(tmp_path / "stopped") == adapter_bytes(tmp_path / "undisturbed")


@pytest.mark.parametrize(("family", "learnt"), [("tiny_marian", 60), ("tiny_m2m100", 30)])
def test_a_model_adapted_on_200_pairs_beats_itself_on_pairs_it_has_not_seen(
    family: str, learnt: float, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    files = PairFiles(
        (write_tsv(tmp_path / "toy.tsv", toy_pairs(220)[:200]),),
        dev=write_tsv(tmp_path / "dev.tsv", toy_pairs(220)[200:]),
    )
    wanted = settings(
        method="full",
        optimizer={"steps": 400, "learning_rate": 4e-3, "batch_tokens": 400, "warmup_steps": 20},
        checkpoints={"dev_pairs": 20, "max_output_tokens": 8, "every_steps": 200},
    )
    result = train(files, request.getfixturevalue(family), tmp_path / "out", wanted, Silent())
    assert result.before is not None
    assert result.after is not None
    assert result.before[1] < 10
    assert result.after[1] > learnt
    assert result.adapter is None


def test_marian_with_lora_leaves_the_base_as_it_was_and_writes_a_model_that_loads(
    tiny_marian: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    from transformers import MarianMTModel

    result = train(pairs, tiny_marian, tmp_path / "out", settings(), Silent())
    assert result.adapter is not None
    base = MarianMTModel.from_pretrained(tiny_marian.folder).state_dict()
    adapted = MarianMTModel.from_pretrained(result.model).state_dict()
    merged = merge_adapter(base, result.adapter)
    changed = {name for name, weight in adapted.items() if not weight.equal(base[name])}
    assert changed
    assert all("proj" in name or "fc" in name for name in changed)
    assert all(weight.allclose(merged[name]) for name, weight in adapted.items())


def test_a_finished_training_is_not_done_again_and_another_does_not_overwrite_it(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    first = train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
    assert train(pairs, tiny_causal, tmp_path / "out", settings(), StopsAfter(0)) == first
    assert first.curves.stat().st_size > 1000
    with pytest.raises(RunFolderError, match="another training"):
        train(pairs, tiny_causal, tmp_path / "out", settings(seed=3), Silent())


def test_the_card_tells_the_prompt_that_was_trained(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    result = train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
    assert result.adapter is not None
    card = read_card(result.adapter)
    assert (card.base, card.prompt) == ("tiny-causal", "Arabic: {source}\nEnglish: {target}\n")
    assert read_card(result.model) == card
