"""Print the result of a training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate.views.terminal import plain

if TYPE_CHECKING:
    from rich.console import Console

    from translate.config.catalogue import Task
    from translate.training.result import TrainingResult

__all__ = ["print_training"]


def print_training(result: TrainingResult, target: Console, task: Task = "translate") -> None:
    """Print the dev scores before and after, the files, and how to use them."""
    lines = []
    option = "--model" if task == "translate" else "--summarizer"
    if result.before is not None and result.after is not None:
        (bleu, chrf), (bleu_after, chrf_after) = result.before, result.after
        lines.append(f"dev chrF {chrf:.1f} -> {chrf_after:.1f}, BLEU {bleu:.1f} -> {bleu_after:.1f}")
        lines += [f"  {name}: {signature}" for name, signature in sorted(result.signatures.items())]
        if chrf_after <= chrf:
            lines.append(
                "The training did not improve the dev scores: more pairs, or a lower learning rate, may help."
            )
    lines.append(f"Model:   {result.model}")
    if result.adapter is not None:
        lines.append(f"Adapter: {result.adapter}")
    lines += [f"Curves:  {result.curves}", f"Use it:  tarjama run ARTICLES {option} {result.model}"]
    for line in lines:
        target.out(plain(line), highlight=False)
