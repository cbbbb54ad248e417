"""Print the result of `--dry-run`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from translate.views.terminal import show, styled

if TYPE_CHECKING:
    from rich.console import Console

    from translate.pipeline.survey import NeededModel, Survey

__all__ = ["print_survey"]


def print_survey(survey: Survey, target: Console) -> None:
    """Print the sentences, time, disk space and models that a run would need."""
    show(
        target,
        styled(
            f"{survey.articles:,} articles to translate: {survey.sentences:,} sentences, "
            f"{survey.source_words:,} words."
            + (f" The memory knows {survey.remembered:,} of the sentences." if survey.remembered else "")
        ),
    )
    for row in survey.rejected:
        show(target, styled(f"{row.id}: {row.status.value}: {row.reason}"))
    for model in survey.models:
        show(target, styled(_model(model)))
    since = "as earlier runs went" if survey.measured else "a guess: not all of the models have run here yet"
    taken = timedelta(seconds=round(survey.seconds))
    show(target, styled(f"About {taken} (h:mm:ss; {since}), and {_size(survey.disk_bytes)} of disk."))


def _size(count: int) -> str:
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} kB"


def _model(model: NeededModel) -> str:
    verb = "translates" if model.task == "translate" else "summarises"
    if model.folder is not None:
        return f"{model.name} {verb}: here, in {model.folder}"
    if model.tokens is not None:
        read, written = model.tokens
        price = "" if model.price is None else f", at the profile's prices {model.price:,.2f}"
        return f"{model.name} {verb}: about {read:,} tokens to read and {written:,} to write{price}"
    size = f"{model.entry.bytes / 1e6:,.0f} MB" if model.entry.bytes else "size unknown"
    return f"{model.name} {verb}: to be fetched or prepared first ({size})"
