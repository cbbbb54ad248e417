"""Draw the curves of a training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from translate.runs.atomic import replacing

__all__ = ["draw_curves"]


def draw_curves(history: Sequence[dict[str, float]], path: Path) -> None:
    """Draw the loss, and below it dev BLEU and chrF (0-100), over the training tokens seen, as a PNG.

    `history` contains dicts with `tokens` and either `loss` or `bleu` and `chrf`. Raises OutOfSpace or CannotGoOn if
    the file cannot be written.
    """
    from matplotlib.figure import Figure

    losses = [entry for entry in history if "loss" in entry]
    scores = [entry for entry in history if "bleu" in entry]
    figure = Figure(figsize=(7, 6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.plot([e["tokens"] for e in losses], [e["loss"] for e in losses], color="0.4", linewidth=1)
    upper.set_ylabel("training loss (nats a token)")
    for metric, label, colour in (("bleu", "BLEU", "tab:blue"), ("chrf", "chrF", "tab:orange")):
        lower.plot(
            [e["tokens"] for e in scores], [e[metric] for e in scores], "o-", color=colour, label=label
        )
    lower.set_ylabel("dev score")
    lower.set_xlabel("training tokens")
    if scores:
        lower.legend()
    with replacing(path) as file:
        figure.savefig(file, format="png", dpi=120)
