"""Measure tokens per second in training: the project's loop and the Trainer of transformers, on the same batches.

    python -m tests.benchmarks.training PAIRS.tsv [--steps 6] [--base embedded]

Both adapt the same weights by LoRA of the same rank, with AdamW, over the same batches of pairs, forward and back. Each
variant runs in its own process. Its name says what differs: the Trainer computes logits and loss over the whole
vocabulary, the project's loop only over tokens of English, at the target positions. The result is the median step
without the first two.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from translate.config.catalogue import load_catalogue
from translate.progress import Silent
from translate.training.base_model import find_base
from translate.training.batching import BatchStream, Example
from translate.training.causal import CausalStudent
from translate.training.pair_files import read_pairs
from translate.training.pairs import Group
from translate.training.settings import GroupSettings, TrainingSettings, load_training_settings

WARM_UP = 2
IGNORED = -100  # a label without a loss, for transformers
JEMALLOC = Path("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2")  # Debian's libjemalloc2
MALLOC = "dirty_decay_ms:5000,muzzy_decay_ms:5000,background_thread:true"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to take a step."""

    name: str
    trainer: bool
    precision: str
    jemalloc: bool


VARIANTS = (
    Variant("Trainer, float32", trainer=True, precision="float32", jemalloc=False),
    Variant("the loop, float32", trainer=False, precision="float32", jemalloc=False),
    Variant("Trainer, bfloat16", trainer=True, precision="bfloat16", jemalloc=False),
    Variant("the loop, bfloat16", trainer=False, precision="bfloat16", jemalloc=False),
    Variant("Trainer, bfloat16, jemalloc", trainer=True, precision="bfloat16", jemalloc=True),
    Variant("the loop, bfloat16, jemalloc", trainer=False, precision="bfloat16", jemalloc=True),
)


def main() -> int:
    """Run every variant in turn; print a row for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--base", default="embedded")
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--variant", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.variant is not None:
        print(json.dumps(_measure(VARIANTS[args.variant], args.base, args.pairs, args.steps)))
        return 0
    print("| step | tokens a second | against the first |\n|---|---:|---:|")
    first = None
    for number, variant in enumerate(VARIANTS):
        if variant.jemalloc and not JEMALLOC.is_file():
            print(f"| {variant.name} | not tried: no {JEMALLOC.name} | |")
            continue
        added = {"LD_PRELOAD": str(JEMALLOC), "MALLOC_CONF": MALLOC} if variant.jemalloc else {}
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.training", *sys.argv[1:], "--variant", str(number)],
            env=os.environ | added,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        speed = float(json.loads(done.stdout.splitlines()[-1]))
        first = first or speed
        print(f"| {variant.name} | {speed:.0f} | {speed / first:.1f} |", flush=True)
    return 0


def _measure(variant: Variant, base: str, pairs: Path, steps: int) -> float:
    """Return tokens per second: the mean tokens of a batch by the median step time."""
    shipped = load_training_settings("embedded")
    settings = shipped.model_copy(update={"precision": variant.precision, "groups": {}})
    read = read_pairs(pairs)
    found = find_base(base, load_catalogue(), settings, Silent())
    student = CausalStudent(found, settings, read)
    stream = BatchStream(
        [Group("all", GroupSettings(), (tuple(read),))],
        student.encode,
        batch_tokens=settings.optimizer.batch_tokens,
        max_pair_tokens=settings.optimizer.max_pair_tokens,
        seed=settings.seed,
    )
    batches = [stream.next(0.0) for _ in range(WARM_UP + steps)]
    seconds = (_with_trainer if variant.trainer else _with_loop)(student, batches, settings)
    # The Trainer orders the batches differently; they are nearly of one size.
    return statistics.mean(sum(map(len, batch)) for batch in batches) / statistics.median(seconds[WARM_UP:])


def _with_loop(
    student: CausalStudent, batches: Sequence[list[Example]], settings: TrainingSettings
) -> list[float]:
    """Return the seconds of each step of `translate.training.loop`."""
    import torch

    from translate.training.loop import _optimizer

    optimizer = _optimizer(student, settings.optimizer)
    seconds = []
    for batch in batches:
        began = time.perf_counter()
        with student.computing():
            loss, _ = student.loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(student.trainable.values(), settings.optimizer.max_gradient_norm)
        optimizer.step()
        optimizer.zero_grad()
        seconds.append(time.perf_counter() - began)
    return seconds


def _with_trainer(
    student: CausalStudent, batches: Sequence[list[Example]], settings: TrainingSettings
) -> list[float]:
    """Return the seconds between the starts of the Trainer's steps, and of the last step."""
    from transformers import Trainer, TrainerCallback, TrainingArguments

    ticks: list[float] = []

    class Clock(TrainerCallback):
        def on_step_begin(self, *_args: Any, **_kwargs: Any) -> None:
            ticks.append(time.perf_counter())

        def on_train_end(self, *_args: Any, **_kwargs: Any) -> None:
            ticks.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            max_steps=len(batches),
            per_device_train_batch_size=1,  # the batches are complete already
            learning_rate=settings.optimizer.learning_rate,
            label_smoothing_factor=settings.optimizer.label_smoothing,
            max_grad_norm=settings.optimizer.max_gradient_norm,
            optim="adamw_torch_fused",
            bf16=settings.precision == "bfloat16",
            use_cpu=student.device == "cpu",
            save_strategy="no",
            report_to="none",
            logging_strategy="no",
            disable_tqdm=True,
            remove_unused_columns=False,
        )
        padded: list[dict[str, Any]] = [_padded(batch) for batch in batches]
        trainer = Trainer(
            model=student.model,
            args=arguments,
            train_dataset=padded,  # any sequence is valid
            data_collator=itemgetter(0),
            callbacks=[Clock()],
        )
        trainer.train()
    return [after - before for before, after in itertools.pairwise(ticks)]


def _padded(batch: Sequence[Example]) -> dict[str, Any]:
    import torch

    length = max(len(example) for example in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    labels = torch.full((len(batch), length), IGNORED)
    mask = torch.zeros(len(batch), length, dtype=torch.long)
    for row, example in enumerate(batch):
        ids[row, : len(example)] = torch.tensor(example.source + example.target)
        labels[row, len(example.source) : len(example)] = torch.tensor(example.target)
        mask[row, : len(example)] = 1
    return {"input_ids": ids, "labels": labels, "attention_mask": mask}


if __name__ == "__main__":
    raise SystemExit(main())
