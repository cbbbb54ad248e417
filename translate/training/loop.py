"""The training loop of all families; a resumed training reaches the same weights.

This loop replaces transformers' Trainer, which was a sixth as fast on the embedded base (tests/benchmarks/README.md).
It cuts batches by tokens from groups with changing shares, computes no logits for the prompt or for other scripts, and
resumes inside an epoch without reading it again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import RequestError
from translate.progress import Progress
from translate.runs.atomic import write_atomic
from translate.training.batching import BatchStream
from translate.training.checkpoint import TrainingState, save_state
from translate.training.curves import draw_curves
from translate.training.dev import DevScore, score_dev
from translate.training.interruption import Interruption, StopAsked
from translate.training.pairs import Pair
from translate.training.settings import OptimizerSettings
from translate.training.student import Student

if TYPE_CHECKING:
    import torch
    from torch import Tensor

__all__ = ["CURVES_FILE", "HISTORY_FILE", "Loop", "fold_in", "learning_rate", "schedule_position"]

HISTORY_FILE = "history.jsonl"
CURVES_FILE = "curves.png"


@dataclass(frozen=True, slots=True)
class Loop:
    """The parts of a training: the model, the batches, the dev pairs and the output folder."""

    student: Student
    stream: BatchStream
    dev: Sequence[Pair]
    output: Path
    progress: Progress
    steps: int  # of the whole schedule

    def run(self, state: TrainingState) -> None:
        """Train from `state` to the end of the schedule, updating `state` and writing checkpoints.

        SIGINT and SIGTERM take effect between two steps, after the state is saved. If the program's own handler
        returns, the training goes on. Raises RequestError if the training diverges; the last checkpoint stays.
        """
        optimizer = _optimizer(self.student, self.student.settings.optimizer)
        self._take_up(state, optimizer)
        while not self._train_until_signal(state, optimizer):
            pass

    def _train_until_signal(self, state: TrainingState, optimizer: torch.optim.Optimizer) -> bool:
        """Train until the end, or until a signal whose handler returned; return whether the training is finished."""
        with Interruption() as interruption:
            try:
                self._train(state, optimizer, interruption)
                finished = True
            except StopAsked:
                finished = False
                if state.step > 0:
                    self._capture(state, optimizer)
                    self._save(state)
                    self.progress.note(
                        f"saved at step {state.step} of {self.steps}; run the same command to resume"
                    )
            interruption.deliver()  # a signal may also have come after the last step
        return finished

    def _train(
        self, state: TrainingState, optimizer: torch.optim.Optimizer, interruption: Interruption
    ) -> None:
        if state.step == 0 and not state.history:
            self._score(state, interruption)
        elif state.step > 0 and state.score_is_due:
            self._score(state, interruption)
            self._save(state)
        saved_at = time.monotonic()
        with self.progress.task("training", total=self.steps) as advance:
            advance(state.step)
            while (done := self._position(state)) < 1:
                interruption.check()
                begun = time.monotonic()
                self._step(state, optimizer, done)
                state.seconds += time.monotonic() - begun
                advance(1)
                by_schedule = self._score_is_due(state)
                if by_schedule or self._checkpoint_is_due(state.step, saved_at):
                    self._capture(state, optimizer)
                    if by_schedule or self.student.settings.checkpoints.dev_scores is None:
                        self._keep_and_score(state, interruption)
                    self._save(state)
                    saved_at = time.monotonic()
        if state.history[-1].get("bleu") is None:
            self._capture(state, optimizer)
            self._keep_and_score(state, interruption)
            self._save(state)

    def _step(self, state: TrainingState, optimizer: torch.optim.Optimizer, done: float) -> None:
        import torch

        settings = self.student.settings.optimizer
        rate = learning_rate(state.step, done, settings)
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = self.stream.next(done)
        with self.student.computing():
            loss, _ = self.student.loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.student.trainable.values(), settings.max_gradient_norm)
        if not (loss.isfinite() & norm.isfinite()):
            raise _diverged(state.step + 1, rate)
        optimizer.step()
        optimizer.zero_grad()
        state.step += 1
        if settings.average_decay:
            fold_in(state.average, self.student.trainable, state.step, settings.average_decay)
        state.tokens += sum(len(example) for example in batch)
        state.history.append(
            {"step": state.step, "tokens": state.tokens, "loss": round(loss.item(), 4), "learning_rate": rate}
        )

    def _position(self, state: TrainingState) -> float:
        return schedule_position(state, self.steps, self.student.settings.optimizer.minutes)

    def _score_is_due(self, state: TrainingState) -> bool:
        """Return whether the schedule has passed a point for a dev score; always false if the clock decides."""
        wanted = self.student.settings.checkpoints.dev_scores
        if wanted is None or not self.dev:
            return False
        scored = sum("bleu" in entry for entry in state.history) - 1  # the first score is the base model's
        return int(self._position(state) * wanted) > scored

    def _checkpoint_is_due(self, step: int, saved_at: float) -> bool:
        settings = self.student.settings.checkpoints
        if settings.every_steps is not None and step % settings.every_steps == 0:
            return True
        return time.monotonic() - saved_at >= settings.every_minutes * 60

    def _take_up(self, state: TrainingState, optimizer: torch.optim.Optimizer) -> None:
        import torch

        torch.manual_seed(self.student.settings.seed)
        if state.step == 0:
            return
        self.student.load_trainable(state.weights)
        state.average = {name: weight.to(self.student.device) for name, weight in state.average.items()}
        optimizer.load_state_dict(state.optimizer)
        self.stream.restore(state.stream)
        torch.set_rng_state(state.generators["cpu"])
        if self.student.device == "cuda" and "cuda" in state.generators:  # missing if it began without a GPU
            torch.cuda.set_rng_state(state.generators["cuda"])
        self.progress.note(f"resuming at step {state.step}")

    def _capture(self, state: TrainingState, optimizer: torch.optim.Optimizer) -> None:
        """Copy the weights, the optimizer and the generators into the state; raises RequestError as `run` does."""
        import torch

        weights = {name: w.detach().cpu().clone() for name, w in self.student.trainable.items()}
        if not all(weight.isfinite().all() for weight in weights.values()):
            raise _diverged(
                state.step, next(e["learning_rate"] for e in reversed(state.history) if "loss" in e)
            )
        state.weights = weights
        state.optimizer = optimizer.state_dict()
        state.stream = self.stream.state()
        state.generators = {"cpu": torch.get_rng_state()}
        if self.student.device == "cuda":
            state.generators["cuda"] = torch.cuda.get_rng_state()

    def _save(self, state: TrainingState) -> None:
        save_state(state, self.output)
        write_atomic(self.output / HISTORY_FILE, "".join(json.dumps(entry) + "\n" for entry in state.history))
        draw_curves(state.history, self.output / CURVES_FILE)

    def _keep_and_score(self, state: TrainingState, interruption: Interruption) -> None:
        """Save the captured state, then score it: scoring takes minutes, and a kill must not lose the state."""
        if self.dev:
            state.score_is_due = True
            save_state(state, self.output)
        self._score(state, interruption)

    def _score(self, state: TrainingState, interruption: Interruption) -> None:
        """Score on the dev pairs, and keep the weights with the best chrF; without dev pairs, the last weights."""
        # The weights that would be the result: the average, if there is one.
        candidate = {name: w.cpu().clone() for name, w in state.average.items()} or state.weights
        if not self.dev:
            state.best = candidate
            return
        state.score_is_due = True  # a training stopped here starts with the scoring when it is resumed
        score = self._score_candidate(state, interruption)
        state.score_is_due = False
        entry = {"step": state.step, "tokens": state.tokens, "bleu": score.bleu, "chrf": score.chrf}
        state.history.append(entry)
        self.progress.note(f"step {state.step}: dev BLEU {score.bleu:.1f}, chrF {score.chrf:.1f}")
        if score.chrf > state.best_score and state.step > 0:
            state.best, state.best_score = candidate, score.chrf

    def _score_candidate(self, state: TrainingState, interruption: Interruption) -> DevScore:
        batch_sentences = self.student.settings.checkpoints.dev_batch_sentences
        if state.average:
            self.student.load_trainable(state.average)
        try:
            with self.progress.task("scoring", total=len(self.dev)) as advance:

                def scored(sentences: int) -> None:
                    advance(sentences)
                    interruption.check()

                return score_dev(self.student, self.dev, batch_sentences, scored)
        finally:
            if state.average:
                self.student.load_trainable(state.weights)


def fold_in(average: dict[str, Tensor], weights: Mapping[str, Tensor], step: int, decay: float) -> None:
    """Move an exponential average towards the weights after `step` steps; an empty one becomes a copy of them.

    The decay rises to its full value as (1 + step) / (10 + step), as in TensorFlow's ExponentialMovingAverage, so
    that the first weights do not dominate.
    """
    share = 1 - min(decay, (1 + step) / (10 + step))
    for name, weight in weights.items():
        if name in average:
            average[name].lerp_(weight.detach(), share)
        else:
            average[name] = weight.detach().clone()


def schedule_position(state: TrainingState, steps: int, minutes: float | None) -> float:
    """Return the position in the schedule, from 0 to 1: by steps or by the clock, whichever is further."""
    by_clock = state.seconds / (minutes * 60) if minutes is not None else 0.0
    return max(state.step / steps, by_clock)


def learning_rate(step: int, done: float, settings: OptimizerSettings) -> float:
    """Return the learning rate: a linear warm-up times a linear decay that reaches zero at `done` = 1."""
    warm = min(1.0, (step + 1) / settings.warmup_steps) if settings.warmup_steps else 1.0
    return settings.learning_rate * warm * (1 - done)


def _diverged(step: int, rate: float) -> RequestError:
    return RequestError(
        f"the training has diverged: step {step}, at a learning rate of {rate:g}, gave numbers that are not finite. "
        "Start again in another folder with a lower optimizer.learning_rate, or more optimizer.warmup_steps"
    )


def _optimizer(student: Student, settings: OptimizerSettings) -> torch.optim.Optimizer:
    import torch

    return torch.optim.AdamW(
        student.trainable.values(),
        lr=settings.learning_rate,
        betas=(0.9, settings.adam_beta2),
        weight_decay=0.0,
        fused=True,
    )
