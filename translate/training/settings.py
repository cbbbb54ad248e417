"""Typed training settings; unknown keys are rejected."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from translate.config.catalogue import Prompt, Task
from translate.config.paths import configs_dir
from translate.config.profile import DeviceName, Settings
from translate.config.tomlfile import load_toml
from translate.errors import ProfileError, did_you_mean
from translate.models.adapters import Storage
from translate.models.prompts import SUMMARY_INSTRUCTION

__all__ = [
    "CheckpointSettings",
    "FilterSettings",
    "GroupSettings",
    "LoraSettings",
    "OptimizerSettings",
    "PromptSettings",
    "TrainingSettings",
    "load_training_settings",
]

_PREFIX = "train-"
_TRANSLATION = "Arabic: {source}\nEnglish: {target}\n"


class FilterSettings(Settings):
    """Which pairs to leave out as noise, and how to join neighbours to longer pairs.

    `join_probability` is the chance, drawn again each epoch, that a pair is joined with the next one, as long as the
    English has at most `join_words` words. Use `shuffle_before_joining` for files of unrelated lines. For articles
    and summaries only `min_target_words` applies.
    """

    min_target_words: int = Field(default=1, ge=1)
    max_source_latin_share: float = Field(default=0.4, ge=0, le=1)
    min_length_ratio: float = Field(default=0.55, gt=0)
    max_length_ratio: float = Field(default=2.3, gt=0)
    drop_markup: bool = False
    join_probability: float = Field(default=0.0, ge=0, lt=1)
    join_words: int = Field(default=60, ge=1)
    shuffle_before_joining: bool = False

    @model_validator(mode="after")
    def _a_ratio_between(self) -> FilterSettings:
        if self.min_length_ratio >= self.max_length_ratio:
            raise ValueError("'min_length_ratio' must be less than 'max_length_ratio'")
        return self


class GroupSettings(Settings):
    """A group of pair files; a file named twice counts twice.

    A batch comes from this group with a probability, relative to the other groups, that moves from `share` at the
    start to `final_share` at the end. So the data closest to the domain can come last (Wang et al. 2018, "Denoising
    Neural Machine Translation Training with Trusted Data").
    """

    files: tuple[str, ...] = ()
    share: float = Field(default=1.0, ge=0)
    final_share: float = Field(default=1.0, ge=0)
    filter: FilterSettings = FilterSettings()


class LoraSettings(Settings):
    """The adapter: its rank, and alpha; B A is scaled by alpha / rank (Hu et al. 2021).

    `storage` is the precision of the written file. peft itself reads only float32 and float16.
    """

    rank: int = Field(default=32, ge=1)
    alpha: int = Field(default=32, ge=1)
    storage: Storage = "float32"


class OptimizerSettings(Settings):
    """AdamW with a linear warm-up and a linear decay to zero.

    The length is `steps`, or else `epochs` (passes over all pairs). `minutes` ends the schedule early by the clock,
    for a machine of unknown speed; two such trainings give different weights. With `average_decay`, an exponential
    average of the weights is scored and saved instead of the weights (0.99: about the last hundred steps); 0 turns
    it off.
    """

    learning_rate: float = Field(default=1e-3, gt=0)
    steps: int | None = Field(default=None, ge=1)
    epochs: float | None = Field(default=None, gt=0)
    minutes: float | None = Field(default=None, gt=0)
    warmup_steps: int = Field(default=30, ge=0)
    batch_tokens: int = Field(default=2000, ge=1)
    max_pair_tokens: int = Field(default=320, ge=2)
    label_smoothing: float = Field(default=0.05, ge=0, lt=1)
    max_gradient_norm: float = Field(default=1.0, gt=0)
    adam_beta2: float = Field(default=0.98, gt=0, lt=1)
    average_decay: float = Field(default=0.0, ge=0, lt=1)

    @model_validator(mode="after")
    def _one_length(self) -> OptimizerSettings:
        if (self.steps is None) == (self.epochs is None):
            raise ValueError("give either 'steps' or 'epochs'")
        return self


class PromptSettings(Settings):
    """The prompt of a causal model, as in the catalogue: a template, or an instruction in its chat template.

    It is stored with the adapter. The text after `{target}` in a template must be one token; the output ends at it.
    `{words}` in an instruction is 60 during training, and the profile's `summary.words` in a run. `sampled_tokens` is
    the number of tokens outside the pairs that get a logit in each step, so that the model learns to avoid them.
    With `frequent_tokens`, a step computes logits only for that many most frequent tokens of the pairs' translations,
    for all tokens of its own targets and for `sampled_tokens` of all others; this saves time with a large vocabulary.
    """

    template: str | None = Field(default=None, pattern=r"\{source\}(.|\n)*\{target\}")
    instruction: str | None = Field(default=None, pattern=r"\{source\}")
    system: str | None = None
    sampled_tokens: int = Field(default=6000, ge=0)
    frequent_tokens: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_of_both(self) -> PromptSettings:
        if self.template is not None and self.instruction is not None:
            raise ValueError("give either 'template' (base model) or 'instruction' (chat model)")
        if self.system is not None and self.instruction is None:
            raise ValueError("'system' goes with 'instruction' (chat model)")
        return self


class CheckpointSettings(Settings):
    """How often to save and to score. A crash loses at most `every_minutes` of work.

    The dev pairs are scored at each save, which the clock decides. With `dev_scores` they are scored at that many
    evenly spread points of the schedule instead, so that the choice of the best weights does not depend on the clock.
    """

    every_minutes: float = Field(default=10, gt=0)
    every_steps: int | None = Field(default=None, ge=1)
    dev_pairs: int = Field(default=100, ge=0)
    dev_scores: int | None = Field(default=None, ge=1)
    dev_batch_sentences: int = Field(default=25, ge=1)
    max_output_tokens: int = Field(default=128, ge=1)


class TrainingSettings(Settings):
    """One training. `task` says what the pairs are: translations, or summaries of English articles.

    `method` "full" trains all weights (of an encoder-decoder) and writes no adapter. `precision` is the precision of
    the computation; "auto" is bfloat16 on a GPU that has it, and float32 elsewhere.

    `base_adapter` applies to a base with an adapter (`embedded`): "merged" merges it and trains a new adapter on top;
    "continued" continues that adapter, whose rank is at most `lora.rank` and whose alpha / rank is that of `lora`;
    "none" ignores it.
    """

    seed: int = Field(default=17, ge=-(2**63), lt=2**63)  # what torch accepts
    task: Task = "translate"
    method: Literal["lora", "full"] = "lora"
    device: DeviceName = "auto"
    precision: Literal["auto", "float32", "bfloat16"] = "float32"
    base_adapter: Literal["merged", "continued", "none"] = "merged"
    optimizer: OptimizerSettings
    lora: LoraSettings = LoraSettings()
    prompt: PromptSettings = PromptSettings()
    checkpoints: CheckpointSettings = CheckpointSettings()
    groups: dict[str, GroupSettings] = Field(default_factory=dict)

    @property
    def asked(self) -> Prompt:
        """Return the prompt of a causal model: from the settings, or the task's default."""
        own = self.prompt
        if own.template is not None or own.instruction is not None:
            return Prompt(template=own.template, instruction=own.instruction, system=own.system)
        return Prompt(template=_TRANSLATION) if self.task == "translate" else SUMMARY_INSTRUCTION

    @model_validator(mode="after")
    def _files_in_each_group(self) -> TrainingSettings:
        empty = [name for name, group in self.groups.items() if not group.files]
        if empty:
            raise ValueError(f"groups without 'files': {', '.join(empty)}")
        return self

    @model_validator(mode="after")
    def _each_file_in_one_group(self) -> TrainingSettings:
        names = [name for group in self.groups.values() for name in set(group.files)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"in more than one group: {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _articles_stay_apart(self) -> TrainingSettings:
        joining = [name for name, group in self.groups.items() if group.filter.join_probability]
        if self.task == "summarize" and joining:
            raise ValueError(f"join_probability of {', '.join(joining)} must be 0: articles cannot be joined")
        return self

    @model_validator(mode="after")
    def _a_group_to_begin_with(self) -> TrainingSettings:
        if self.groups and not any(group.share for group in self.groups.values()):
            raise ValueError("every group's 'share' is 0; at least one must be greater")
        return self


def load_training_settings(name: str) -> TrainingSettings:
    """Read training settings by their name (`embedded` for `configs/train-embedded.toml`) or a TOML file's path.

    Raises ProfileError if there are none (the message lists the valid names), or if the file is invalid.
    """
    if name.endswith(".toml"):
        return load_toml(Path(name), TrainingSettings)
    known = sorted(path.stem.removeprefix(_PREFIX) for path in configs_dir().glob(f"{_PREFIX}*.toml"))
    if name not in known:
        hint = did_you_mean(name, known)
        raise ProfileError(
            f"unknown training settings '{name}'{hint}; valid: {', '.join(known)}, or a .toml file"
        )
    return load_toml(configs_dir() / f"{_PREFIX}{name}.toml", TrainingSettings)
