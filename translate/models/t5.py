"""T5 and FLAN-T5 models, for summaries with the prefix `summarize: `."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from translate.config.catalogue import ModelEntry
from translate.models.condensing import CondensingFamily
from translate.models.limits import news_tokens
from translate.models.model_folder import ModelConfig
from translate.models.tokens import piece_ids

__all__ = ["T5Family"]

_PROMPT = "summarize: "  # from T5's training mixture, which is a part of FLAN-T5's (Raffel et al. 2020, section 2.4)
# Relative positions allow longer inputs, but no model of the family was trained on more tokens.
_TRAINED_TOKENS = 512
_MOST_TOKENS = 200  # default summary length; from `task_specific_params` of the published models


class T5Family(CondensingFamily):
    """Text side of T5: `summarize: pieces </s>`."""

    def __init__(self, folder: Path, entry: ModelEntry, settings: ModelConfig, words: int | None) -> None:
        task = _summarization_settings(settings)
        least, most = int(task.get("min_length", 0)), int(task.get("max_length", _MOST_TOKENS))
        if words is not None:
            least, most = min(least, words // 2), news_tokens(words)
        longest = _TRAINED_TOKENS if entry.max_input_tokens is None else entry.max_input_tokens
        super().__init__(folder, longest, (least, most))
        prompt = str(task.get("prefix", _PROMPT)) + "{source}"
        if entry.prompt is not None and entry.prompt.instruction is not None:
            prompt = entry.prompt.instruction.replace("{words}", str(words or 60))
        before, _, after = prompt.partition("{source}")
        self._before, self._after = (tuple(ids) for ids in piece_ids(self._tokenizer, [before, after]))
        self._suppress_rows_past_the_tokenizer(settings.config["vocab_size"])


def _summarization_settings(settings: ModelConfig) -> dict[str, Any]:
    """Return the task's settings in the model's `config.json`; empty if there are none."""
    tasks = settings.config.get("task_specific_params") or {}
    return dict(tasks.get("summarization") or {})
