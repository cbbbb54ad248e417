"""Print the result of `--dry-run`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from translate.errors import counted
from translate.views.terminal import show, styled

if TYPE_CHECKING:
    from rich.console import Console

    from translate.pipeline.survey import NeededModel, Survey

__all__ = ["print_survey", "survey_json"]


def print_survey(survey: Survey, target: Console) -> None:
    """Print the sentences, time, disk space and models that a run would need."""
    show(
        target,
        styled(
            f"{counted(survey.articles, 'article')} to translate: {counted(survey.sentences, 'sentence')}, "
            f"{counted(survey.source_words, 'word')}."
            + (
                f" {survey.remembered:,} of the sentences are in the translation memory."
                if survey.remembered
                else ""
            )
        ),
    )
    for row in survey.rejected:
        show(target, styled(f"{row.id}: {row.status.value}: {row.reason}"))
    for model in survey.models:
        show(target, styled(_model(model)))
    since = (
        "estimated from earlier runs"
        if survey.measured
        else "a guess: not all models have run on this machine yet"
    )
    where = f" {survey.where}" if survey.where else ""
    taken = timedelta(seconds=round(survey.seconds))
    show(target, styled(f"About {taken} (h:mm:ss{where}; {since}), and {_size(survey.disk_bytes)} of disk."))
    if survey.finished:
        show(
            target,
            styled(f"{survey.folder}: already finished; run the same command without --dry-run to show it."),
        )
    elif survey.folder is not None:
        show(target, styled(f"Run folder: {survey.folder}"))
    if survey.other_summaries is not None:
        other = survey.other_summaries
        show(
            target,
            styled(
                f"{other.path} has the same translations; to replace only its summaries, run `{other.command}`."
            ),
        )


def _size(count: int) -> str:
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} kB"


def _model(model: NeededModel) -> str:
    verb = "translates" if model.task == "translate" else "summarises"
    if model.folder is not None:
        return f"{model.name} {verb}: on this machine, in {model.folder}"
    if model.tokens is not None:
        read, written = model.tokens
        price = "" if model.price is None else f", {model.price:,.2f} at the profile's prices"
        return f"{model.name} {verb}: about {read:,} input tokens and {written:,} output tokens{price}"
    count = model.fetch_bytes or model.entry.bytes
    size = _size(count) if count else "size unknown"
    return f"{model.name} {verb}: must be downloaded or prepared first ({size})"


def survey_json(survey: Survey) -> dict[str, Any]:
    """Return an entry of the `dry_run` document."""
    other = survey.other_summaries
    return {
        "run": None if survey.folder is None else str(survey.folder),
        "finished": survey.finished,
        "articles": survey.articles,
        "sentences": survey.sentences,
        "words": survey.source_words,
        "remembered": survey.remembered,
        "disk_bytes": survey.disk_bytes,
        "seconds": round(survey.seconds),
        "measured": survey.measured,
        "rejected": [
            {"id": row.id, "status": row.status.value, "reason": row.reason} for row in survey.rejected
        ],
        "models": [_model_json(model) for model in survey.models],
        "same_translations": None if other is None else {"run": str(other.path), "command": other.command},
    }


def _model_json(model: NeededModel) -> dict[str, Any]:
    read, written = model.tokens or (None, None)
    return {
        "name": model.name,
        "task": model.task,
        "folder": None if model.folder is None else str(model.folder),
        "fetch_bytes": model.fetch_bytes,
        "seconds": round(model.seconds),
        "measured": model.measured,
        "tokens_read": read,
        "tokens_written": written,
        "price": model.price,
    }
