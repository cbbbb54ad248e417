"""Test the whole recipe with tiny models."""

from __future__ import annotations

import itertools
import json
import math
import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.training.conftest import settings, toy_pairs, write_tsv
from translate.config.profile import Decoding
from translate.errors import ModelDamaged, RequestError, RunFolderError
from translate.models.adapters import WEIGHTS_FILE, merge_adapter, read_card
from translate.models.quiet import quiet_libraries
from translate.progress import Advance, Silent
from translate.training import loop
from translate.training.batching import Example
from translate.training.causal import CausalStudent
from translate.training.checkpoint import CHECKPOINT_FILE, TrainingState
from translate.training.dev import DevScore, score_dev
from translate.training.loop import Loop, fold_in
from translate.training.pairs import Pair
from translate.training.recipe import PairFiles, _pairs, check_request, train
from translate.training.result import RESULT_FILE
from translate.training.settings import TrainingSettings
from translate.training.student import Base, Student


class Stopped(Exception):
    """An error that stops the training, as a power cut would."""


class Killed(BaseException):
    """An exception that nothing catches."""


class StopsAfter(Silent):
    """A Progress that stops the training after a number of steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps + 1  # the first call is before the first step

    @contextmanager
    def task(self, description: str, total: int | None = None) -> Iterator[Advance]:
        def advance(_units: int) -> None:
            self._left -= description == "training"
            if self._left == 0:
                raise Stopped

        yield advance


@pytest.fixture
def pairs(tmp_path: Path) -> PairFiles:
    return PairFiles((write_tsv(tmp_path / "toy.tsv", toy_pairs(500)),))


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


@pytest.mark.parametrize("where", ["loss", "gradient", "weights"])
def test_a_training_that_diverges_says_where_and_keeps_its_last_good_checkpoint(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    loss, step = CausalStudent.loss, Loop._step
    steps = itertools.count(1)

    def bad_loss(self: CausalStudent, batch: Sequence[Example]) -> tuple[torch.Tensor, int]:
        mean, count = loss(self, batch)
        if next(steps) == 5:
            weight = next(iter(self.trainable.values()))
            mean = mean * float("nan") if where == "loss" else mean + torch.sqrt(0 * weight.sum())
        return mean, count

    def bad_step(self: Loop, state: TrainingState, *arguments: object) -> None:
        step(self, state, *arguments)  # type: ignore[arg-type]
        if state.step == 5:
            next(iter(self.student.trainable.values())).data[0] = float("inf")

    if where == "weights":
        monkeypatch.setattr(Loop, "_step", bad_step)
    else:
        monkeypatch.setattr(CausalStudent, "loss", bad_loss)
    checkpoints = {"dev_pairs": 6, "max_output_tokens": 8, "every_steps": 1}
    with pytest.raises(RequestError, match=r"step 5, at a learning rate of 0\.005, .*lower optimizer"):
        train(pairs, tiny_causal, tmp_path / "out", settings(checkpoints=checkpoints), Silent())
    assert not {"model", "adapter", "training.json"} & {path.name for path in (tmp_path / "out").iterdir()}
    state = torch.load(tmp_path / "out" / "checkpoint.pt", weights_only=True)
    assert state["step"] == 4
    assert all(weight.isfinite().all() for weight in state["weights"].values())


def test_an_absurd_learning_rate_makes_no_model(tiny_causal: Base, pairs: PairFiles, tmp_path: Path) -> None:
    optimizer = {"steps": 8, "learning_rate": 1e30, "batch_tokens": 120, "warmup_steps": 2}
    with pytest.raises(RequestError, match="diverged: step"):
        train(pairs, tiny_causal, tmp_path / "out", settings(optimizer=optimizer), Silent())
    assert not (tmp_path / "out" / "model").exists()


def averaged(decay: float) -> TrainingSettings:
    optimizer = {"steps": 8, "learning_rate": 0.01, "batch_tokens": 120, "warmup_steps": 2}
    return settings(optimizer={**optimizer, "average_decay": decay})


@pytest.mark.parametrize(("stop", "decay"), [(4, 0), (6, 0), (7, 0.9)])
def test_an_interrupted_training_resumes_to_the_same_adapter(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path, stop: int, decay: float
) -> None:
    wanted = averaged(decay)
    train(pairs, tiny_causal, tmp_path / "undisturbed", wanted, Silent())
    with pytest.raises(Stopped):
        train(pairs, tiny_causal, tmp_path / "stopped", wanted, StopsAfter(stop))
    assert not (tmp_path / "stopped" / "adapter").exists()
    result = train(pairs, tiny_causal, tmp_path / "stopped", wanted, Silent())
    assert result.steps == 8
    assert adapter_bytes(tmp_path / "stopped") == adapter_bytes(tmp_path / "undisturbed")


@pytest.mark.parametrize(("score", "step"), [(2, 4), (3, 8)])
def test_a_kill_while_the_dev_pairs_are_scored_loses_no_step(
    tiny_causal: Base,
    pairs: PairFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    score: int,
    step: int,
) -> None:
    twice = settings(checkpoints={"dev_pairs": 6, "max_output_tokens": 8, "dev_scores": 2})
    train(pairs, tiny_causal, tmp_path / "undisturbed", twice, Silent())
    calls = itertools.count(1)

    def killed(student: Student, *arguments: Any) -> DevScore:
        if next(calls) == score:
            raise Killed
        return score_dev(student, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(loop, "score_dev", killed)
        with pytest.raises(Killed):
            train(pairs, tiny_causal, tmp_path / "killed", twice, Silent())
    kept = torch.load(tmp_path / "killed" / CHECKPOINT_FILE, weights_only=True)
    assert kept["step"] == step
    train(pairs, tiny_causal, tmp_path / "killed", twice, Silent())
    assert adapter_bytes(tmp_path / "killed") == adapter_bytes(tmp_path / "undisturbed")
    history = [(tmp_path / name / loop.HISTORY_FILE).read_bytes() for name in ("killed", "undisturbed")]
    assert history[0] == history[1]


@pytest.mark.parametrize("share", [0.2, 0.7, 0.9])
def test_all_weights_of_a_model_with_dropout_are_the_same_to_the_last_bit_when_stopped_in_any_epoch(
    tiny_marian: Base, tmp_path: Path, share: float
) -> None:
    base = Base(shutil.copytree(tiny_marian.folder, tmp_path / "base"), "dropping")
    config = json.loads((base.folder / "config.json").read_text(encoding="utf-8"))
    (base.folder / "config.json").write_text(json.dumps({**config, "dropout": 0.2}), encoding="utf-8")
    files = [write_tsv(tmp_path / f"{name}.tsv", toy_pairs(60, seed)) for seed, name in enumerate("ab")]
    joined = {"join_probability": 0.3}
    wanted = settings(
        method="full",
        optimizer={"epochs": 2, "learning_rate": 0.01, "batch_tokens": 200, "warmup_steps": 2},
        checkpoints={"dev_pairs": 6, "max_output_tokens": 8, "every_steps": 2, "dev_scores": 3},
        groups={
            "a": {"files": ["a.tsv"], "share": 3, "final_share": 1, "filter": joined},
            "b": {"files": ["b.tsv"], "share": 1, "final_share": 3},
        },
    )
    pairs = PairFiles(tuple(files))
    whole = train(pairs, base, tmp_path / "whole", wanted, Silent())
    with pytest.raises(Stopped):
        train(pairs, base, tmp_path / "stopped", wanted, StopsAfter(int(share * whole.steps)))
    train(pairs, base, tmp_path / "stopped", wanted, Silent())
    assert whole.adapter is None
    for name in ("history.jsonl", "training.json", "model/model.safetensors", "model/config.json"):
        assert (tmp_path / "stopped" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_the_averaged_weights_are_the_result_and_do_not_change_what_is_learnt(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    losses = {}
    for name, decay in (("plain", 0.0), ("averaged", 0.9)):
        train(pairs, tiny_causal, tmp_path / name, averaged(decay), Silent())
        history = (tmp_path / name / "history.jsonl").read_text(encoding="utf-8").split("\n")
        losses[name] = [line for line in history if "loss" in line]
    assert losses["plain"] == losses["averaged"]
    assert adapter_bytes(tmp_path / "plain") != adapter_bytes(tmp_path / "averaged")


def test_an_average_follows_the_weights_by_its_decay() -> None:
    average: dict[str, torch.Tensor] = {}
    fold_in(average, {"w": torch.tensor([2.0])}, 1, 0.5)
    assert average["w"].item() == 2.0
    fold_in(average, {"w": torch.tensor([4.0])}, 100, 0.5)
    assert average["w"].item() == 3.0
    fold_in(average, {"w": torch.tensor([0.0])}, 1, 0.999)  # 2/11 of the old at the beginning
    assert average["w"].item() == pytest.approx(3 * 2 / 11)


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


@pytest.mark.parametrize("family", ["tiny_causal", "tiny_marian"])
@pytest.mark.parametrize("stored", [torch.float32, torch.bfloat16])
def test_an_adapter_trained_in_bfloat16_is_merged_in_the_precision_of_the_base(
    family: str, stored: torch.dtype, request: pytest.FixtureRequest, pairs: PairFiles, tmp_path: Path
) -> None:
    from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

    loader: Any = AutoModelForSeq2SeqLM if family == "tiny_marian" else AutoModelForCausalLM
    found: Base = request.getfixturevalue(family)
    base = Base(shutil.copytree(found.folder, tmp_path / "base"), family)
    with quiet_libraries():
        loader.from_pretrained(found.folder, dtype=stored).save_pretrained(base.folder)
    result = train(pairs, base, tmp_path / "out", settings(precision="bfloat16"), Silent())
    assert result.adapter is not None
    with quiet_libraries():
        before = loader.from_pretrained(base.folder, dtype="auto").state_dict()
        after = loader.from_pretrained(result.model, dtype="auto").state_dict()
    assert all(weight.dtype is stored for weight in after.values())
    merged = merge_adapter(before, result.adapter)
    assert all(weight.equal(merged[name]) for name, weight in after.items())


@pytest.mark.parametrize("family", ["tiny_causal", "tiny_marian"])
def test_a_base_that_lacks_a_layer_is_not_trained_on_random_numbers(
    family: str, request: pytest.FixtureRequest, pairs: PairFiles, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    found: Base = request.getfixturevalue(family)
    base = Base(shutil.copytree(found.folder, tmp_path / "base"), family)
    weights = load_file(base.folder / "model.safetensors")
    lost = sorted(name for name in weights if "layers.0" in name)[:2]
    kept = {name: weight for name, weight in weights.items() if name not in lost}
    save_file(kept, base.folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelDamaged, match=f"2 of the model's weights are missing, among them {lost[0]}"):
        train(pairs, base, tmp_path / "out", settings(), Silent())


@pytest.mark.usefixtures("real_curves")
def test_a_finished_training_is_not_repeated_and_not_overwritten_by_another(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    first = train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
    assert train(pairs, tiny_causal, tmp_path / "out", settings(), StopsAfter(0)) == first
    assert first.curves.stat().st_size > 1000
    with pytest.raises(RunFolderError, match="another training"):
        train(pairs, tiny_causal, tmp_path / "out", settings(seed=3), Silent())


def test_a_finished_training_without_its_model_or_adapter_is_reported(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
    for name in ("adapter", "model"):
        made = tmp_path / "out" / name
        made.rename(tmp_path / name)
        with pytest.raises(RunFolderError, match=f"out/{name}: missing .* restore it, or remove .*out and"):
            train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
        (tmp_path / name).rename(made)
    assert train(pairs, tiny_causal, tmp_path / "out", settings(), Silent()).steps == 8


@pytest.mark.parametrize("finished", [False, True])
def test_another_training_is_refused_with_what_differs(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path, *, finished: bool
) -> None:
    def refused(files: PairFiles, base: Base, **changes: Any) -> str:
        with pytest.raises(RunFolderError, match="another training") as raised:
            train(files, base, tmp_path / "out", settings(**changes), Silent())
        return str(raised.value)

    if finished:
        train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
    else:
        with pytest.raises(Stopped):
            train(pairs, tiny_causal, tmp_path / "out", settings(), StopsAfter(4))
    others = PairFiles((write_tsv(tmp_path / "others.tsv", toy_pairs(499)),))
    assert "training: seed is 17 there, 3 here; use the" in refused(pairs, tiny_causal, seed=3)
    assert "training: the pairs differ; use the" in refused(others, tiny_causal)
    assert "training: the base is tiny-causal there, x here; use" in refused(
        pairs, replace(tiny_causal, name="x")
    )
    assert "training: the files of the base tiny-causal differ; use" in refused(
        pairs, replace(tiny_causal, sha256="0")
    )
    both = refused(others, tiny_causal, lora={"rank": 2, "alpha": 8})
    assert "training: lora.rank is 4 there, 2 here; the pairs differ; use the" in both
    assert "device is" in refused(pairs, tiny_causal, device="auto")


def test_the_saving_interval_may_change_if_the_scores_do_not_depend_on_it(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    def kept(steps: int | None, scores: int | None) -> TrainingSettings:
        return settings(
            checkpoints={
                "dev_pairs": 6,
                "max_output_tokens": 8,
                "dev_scores": scores,
                "every_steps": steps,
                "every_minutes": steps or 10,
            }
        )

    train(pairs, tiny_causal, tmp_path / "undisturbed", kept(None, 2), Silent())
    with pytest.raises(Stopped):
        train(pairs, tiny_causal, tmp_path / "out", kept(3, 2), StopsAfter(4))
    train(pairs, tiny_causal, tmp_path / "out", kept(2, 2), Silent())
    assert adapter_bytes(tmp_path / "out") == adapter_bytes(tmp_path / "undisturbed")
    with pytest.raises(Stopped):
        train(pairs, tiny_causal, tmp_path / "scored", kept(3, None), StopsAfter(4))
    with pytest.raises(RunFolderError, match=r"checkpoints\.every_minutes is 3"):
        train(pairs, tiny_causal, tmp_path / "scored", kept(2, None), Silent())


def test_the_card_states_the_trained_prompt(tiny_causal: Base, pairs: PairFiles, tmp_path: Path) -> None:
    result = train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
    assert result.adapter is not None
    card = read_card(result.adapter)
    assert (card.base, card.prompt) == ("tiny-causal", "Arabic: {source}\nEnglish: {target}\n")
    assert read_card(result.model) == card


def test_the_adapted_model_keeps_the_catalogue_settings_of_its_base(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    from translate.config.catalogue import load_catalogue
    from translate.models.registry import prepare_model

    decoding = Decoding(beams=3, no_repeat_ngram_tokens=7)
    base = replace(tiny_causal, decoding=decoding, max_input_tokens=99)
    result = train(pairs, base, tmp_path / "out", settings(), Silent())
    own = json.loads((result.model / "generation_config.json").read_text(encoding="utf-8"))
    assert (own["num_beams"], own["no_repeat_ngram_size"]) == (3, 7)
    files = prepare_model(str(result.model), "translate", load_catalogue(), Silent())
    assert files.entry.max_input_tokens == 99
    assert files.entry.prompt is not None
    assert files.entry.prompt.template == settings().asked.template


def test_the_length_in_epochs_is_that_many_passes_over_the_pairs(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    optimizer = {"epochs": 1, "learning_rate": 0.01, "batch_tokens": 1000, "warmup_steps": 2}
    once = train(pairs, tiny_causal, tmp_path / "one", settings(optimizer=optimizer), Silent())
    optimizer["epochs"] = 0.5
    half = train(pairs, tiny_causal, tmp_path / "half", settings(optimizer=optimizer), Silent())
    assert once.steps > 4
    assert half.steps == math.ceil(once.steps / 2)


def grouped(seed: int, dev_pairs: int, *names: str) -> TrainingSettings:
    groups = {name: {"files": [f"{name}.tsv"]} for name in names}
    return settings(seed=seed, groups=groups, checkpoints={"dev_pairs": dev_pairs, "max_output_tokens": 8})


def test_a_group_of_one_pair_keeps_it_whichever_pairs_are_held_out(tmp_path: Path) -> None:
    many, one = toy_pairs(40)[:39], toy_pairs(40)[39:]
    files = PairFiles((write_tsv(tmp_path / "many.tsv", many), write_tsv(tmp_path / "one.tsv", one)))
    for seed in range(8):
        (_, last), dev = _pairs(files, grouped(seed, 20, "many", "one"))
        assert (last.pairs, len(dev)) == (one, 20)


def test_groups_too_small_to_hold_any_pair_out_are_refused(tmp_path: Path) -> None:
    names = [f"g{number}" for number in range(12)]
    files = [
        write_tsv(tmp_path / f"{name}.tsv", [pair]) for name, pair in zip(names, toy_pairs(12), strict=True)
    ]
    with pytest.raises(RequestError, match="12 pairs in 12 groups are too few to hold any out"):
        _pairs(PairFiles(tuple(files)), grouped(0, 100, *names))


@pytest.mark.parametrize("dev_pairs", [0, 6])
@pytest.mark.parametrize("place", ["_step", "_save"])
def test_a_signal_after_the_last_step_ends_the_training_before_it_writes_the_model(
    tiny_causal: Base,
    pairs: PairFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dev_pairs: int,
    place: str,
) -> None:
    wanted = settings(checkpoints={"dev_pairs": dev_pairs, "max_output_tokens": 8})
    real = getattr(Loop, place)

    def signalled(self: Loop, state: TrainingState, *arguments: object) -> None:
        real(self, state, *arguments)
        if state.step == 8:
            signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr(Loop, place, signalled)
        with pytest.raises(KeyboardInterrupt):
            train(pairs, tiny_causal, tmp_path / "out", wanted, Silent())
    assert not (tmp_path / "out" / "model").exists()
    assert train(pairs, tiny_causal, tmp_path / "out", wanted, Silent()).steps == 8


@pytest.mark.parametrize("stop", [0, 4])
def test_a_training_goes_on_after_a_signal_that_the_program_itself_handles(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    wanted = settings(checkpoints={"dev_pairs": 6, "max_output_tokens": 8, "dev_scores": 4})
    train(pairs, tiny_causal, tmp_path / "undisturbed", wanted, Silent())
    handled: list[int] = []
    step, score = Loop._step, Loop._score

    def signalled(self: Loop, state: TrainingState, *arguments: object) -> None:
        (step if stop else score)(self, state, *arguments)  # type: ignore[arg-type]
        if state.step == stop and not handled:
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(Loop, "_step" if stop else "_score", signalled)
    before = signal.signal(signal.SIGTERM, lambda number, _frame: handled.append(number))
    try:
        result = train(pairs, tiny_causal, tmp_path / "out", wanted, Silent())
    finally:
        signal.signal(signal.SIGTERM, before)
    assert handled == [signal.SIGTERM]
    assert result.steps == 8
    assert adapter_bytes(tmp_path / "out") == adapter_bytes(tmp_path / "undisturbed")
    history = [(tmp_path / name / loop.HISTORY_FILE).read_bytes() for name in ("out", "undisturbed")]
    assert history[0] == history[1]


def test_a_training_begun_without_a_gpu_can_be_resumed_with_one(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Stopped):
        train(pairs, tiny_causal, tmp_path / "out", settings(), StopsAfter(4))
    take_up = Loop._take_up

    def with_gpu(self: Loop, state: TrainingState, optimizer: torch.optim.Optimizer) -> None:
        self.student.device = "cuda"
        take_up(self, state, optimizer)
        self.student.device = "cpu"

    monkeypatch.setattr(Loop, "_take_up", with_gpu)
    assert train(pairs, tiny_causal, tmp_path / "out", settings(), Silent()).steps == 8


def test_what_a_killed_save_has_left_does_not_fill_the_disk(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path
) -> None:
    left = tmp_path / "out" / f".{CHECKPOINT_FILE}.123.tmp"
    left.parent.mkdir()
    left.write_bytes(b"half a checkpoint")
    train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
    assert not left.exists()


def test_the_weights_are_on_the_disk_before_the_training_counts_as_finished(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    result = train(pairs, tiny_causal, tmp_path / "out", settings(), Silent())
    assert result.adapter is not None
    made = [file for folder in (result.model, result.adapter) for file in folder.iterdir()]
    # A new file can get the inode of a removed one: the last sync of an inode is that of the file that is there.
    last = {inode: place for place, inode in enumerate(synced)}
    finished = last[(tmp_path / "out" / RESULT_FILE).stat().st_ino]
    assert max(last[file.stat().st_ino] for file in made) < finished


def test_a_dev_file_that_would_not_be_scored_is_not_ignored(pairs: PairFiles, tmp_path: Path) -> None:
    dev = write_tsv(tmp_path / "dev.tsv", toy_pairs(510)[500:])
    with pytest.raises(RequestError, match=r"dev\.tsv: checkpoints\.dev_pairs = 0"):
        check_request(replace(pairs, dev=dev), tmp_path / "out", settings(checkpoints={"dev_pairs": 0}))


def test_a_pair_of_a_file_that_counts_three_times_is_held_out_once(tmp_path: Path) -> None:
    file = write_tsv(tmp_path / "a.tsv", toy_pairs(60))
    wanted = settings(
        groups={"all": {"files": ["a.tsv"] * 3}}, checkpoints={"dev_pairs": 30, "max_output_tokens": 8}
    )
    (group,), dev = _pairs(PairFiles((file,)), wanted)
    assert len(set(dev)) == 30
    assert Counter(group.pairs) == dict.fromkeys(set(toy_pairs(60)) - set(dev), 3)


class Notes(Silent):
    """A Progress that keeps the notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def test_a_pair_longer_than_the_positions_of_marian_does_not_end_the_training(
    tiny_marian: Base, tmp_path: Path
) -> None:
    long = [Pair(f"{'كتاب ' * 70}{word}", f"{'book ' * 70}{word}") for word in "abc"]
    files = PairFiles(
        (write_tsv(tmp_path / "a.tsv", [*toy_pairs(60), *long[:2]]),),
        write_tsv(tmp_path / "dev.tsv", [*toy_pairs(64)[60:], long[2]]),
    )
    wanted = settings(
        optimizer={"epochs": 1, "learning_rate": 0.01, "batch_tokens": 400, "max_pair_tokens": 400},
        checkpoints={"dev_pairs": 6, "max_output_tokens": 100, "dev_scores": 1},
    )
    progress = Notes()
    train(files, tiny_marian, tmp_path / "out", wanted, progress)
    assert (
        "dev pairs left out, as longer than the 64 tokens that the model accepts on a side: 1"
        in progress.notes
    )
    limit = "optimizer.max_pair_tokens = 400, or than the 64 tokens that the model accepts on a side"
    assert f"2 longer than {limit} left out" in progress.notes


@pytest.mark.parametrize(("warmup", "noted"), [(7, False), (8, True), (30, True)])
def test_a_training_that_ends_within_its_warm_up_says_so(
    tiny_causal: Base, pairs: PairFiles, tmp_path: Path, *, warmup: int, noted: bool
) -> None:
    wanted = settings(optimizer={"steps": 8, "warmup_steps": warmup}, checkpoints={"dev_pairs": 0})
    progress = Notes()
    train(pairs, tiny_causal, tmp_path / "out", wanted, progress)
    assert any("never reaches the full learning rate" in note for note in progress.notes) is noted
