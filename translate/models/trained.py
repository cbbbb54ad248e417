"""What a model made by `tarjama train` tells of itself in the file beside its weights."""

from __future__ import annotations

from pathlib import Path

from translate.config.catalogue import ModelEntry, Task
from translate.training.merge import CARD_FILE, read_card


def with_card(entry: ModelEntry, folder: Path, task: Task) -> ModelEntry:
    """The entry with the prompt and the window that the model was trained with for a task, where the folder tells them.

    What the catalogue says goes first. Raises ModelDamaged where the file is malformed.
    """
    if not (folder / CARD_FILE).is_file():
        return entry
    card = read_card(folder)
    if card.task != task:
        return entry
    return entry.model_copy(
        update={
            "prompt": entry.prompt or card.asked,
            "window_tokens": entry.window_tokens or card.window_tokens,
        }
    )
