"""Check that settings fit a base, as far as possible before it is downloaded or loaded."""

from __future__ import annotations

from translate.config.catalogue import ModelEntry
from translate.errors import RequestError
from translate.models.model_folder import detect_family
from translate.models.registry import find_prepared
from translate.training.settings import TrainingSettings

__all__ = ["check_causal", "check_fit", "check_seq2seq"]


def check_fit(name: str, entry: ModelEntry, settings: TrainingSettings) -> None:
    """Check that the settings fit the family of a base model, if the family is known before the download.

    Raises RequestError if they do not; ModelNotFound or ModelDamaged if the base on this machine is not a model.
    """
    family = entry.family
    if family is None:
        folder = find_prepared(entry, name)
        family = None if folder is None else detect_family(folder)
    if family == "causal":
        check_causal(settings)
    elif family is not None:
        check_seq2seq(settings)


def check_causal(settings: TrainingSettings) -> None:
    """Raise RequestError if the settings cannot be used with a causal model."""
    if settings.method == "full":
        raise RequestError("method = 'full' is for encoder-decoder models; a causal model takes 'lora'")
    template = settings.asked.template
    if template is not None and not template.partition("{target}")[2]:
        raise RequestError(
            "prompt.template must end with one token after {target}, at which generation stops; for example a line "
            "break"
        )


def check_seq2seq(settings: TrainingSettings) -> None:
    """Raise RequestError if the settings cannot be used with an encoder-decoder."""
    if settings.task == "summarize":
        raise RequestError(
            "task = 'summarize' is for causal models; an encoder-decoder is adapted to translate"
        )
