"""Everything that may be set about a training, typed, unknown keys refused."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from translate.config.catalogue import Prompt, Task
from translate.config.paths import configs_dir
from translate.config.profile import DeviceName, Settings
from translate.config.tomlfile import load_toml
from translate.errors import ProfileError
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
    """Which pairs are left out as noise, and how neighbours are joined to longer ones.

    `join_probability` is the chance that a pair takes its neighbour in, drawn anew each epoch, as long as the
    English stays within `join_words`. `shuffle_before_joining` is for files whose neighbours have nothing to do
    with one another. Of articles and their summaries `min_target_words` alone is asked.
    """

    min_target_words: int = Field(default=1, ge=1)
    max_source_latin_share: float = Field(default=0.4, ge=0, le=1)
    min_length_ratio: float = Field(default=0.55, gt=0)
    max_length_ratio: float = Field(default=2.3, gt=0)
    drop_markup: bool = False
    join_probability: float = Field(default=0.0, ge=0, lt=1)
    join_words: int = Field(default=60, ge=1)
    shuffle_before_joining: bool = False


class GroupSettings(Settings):
    """Pair files that are drawn from together; a file named twice counts twice.

    A batch comes from this group with a probability that moves from `share` at the start to `final_share` at the
    end, relative to the other groups: what is nearest to the use comes last (Wang et al. 2018, "Denoising Neural
    Machine Translation Training with Trusted Data").
    """

    files: tuple[str, ...] = ()
    share: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    final_share: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    filter: FilterSettings = FilterSettings()


class LoraSettings(Settings):
    """The size of the adapter: rank, and alpha, by which B A is scaled as alpha / rank (Hu et al. 2021).

    `storage` is the precision of the file that is written. peft itself reads float32 and float16 alone.
    """

    rank: int = Field(default=32, ge=1)
    alpha: int = Field(default=32, ge=1)
    storage: Storage = "float32"


class OptimizerSettings(Settings):
    """AdamW with a linear warm-up and a linear decay to zero.

    The length is `steps`, or else `epochs`: as many batches as that many passes over all pairs make.
    `minutes` ends the schedule early by the clock, for a machine whose speed is not known beforehand; with it,
    two runs are not the same. With `average_decay`, an exponential average of the weights is scored and kept in
    place of the weights themselves (0.99: roughly the last hundred steps); 0 is none.
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
    """What a causal model reads, as in the catalogue: a template, or an instruction in its chat template.

    It is stored with the adapter. What follows `{target}` in a template must be one token; the output ends at it.
    `{words}` in an instruction is 60 while the model learns, and the profile's `summary.words` in a run.
    `sampled_tokens` is how many tokens that no pair holds get a logit each step, so that they are learnt not to be.
    """

    template: str | None = Field(default=None, pattern=r"\{source\}(.|\n)*\{target\}")
    instruction: str | None = Field(default=None, pattern=r"\{source\}")
    system: str | None = None
    sampled_tokens: int = Field(default=6000, ge=0)

    @model_validator(mode="after")
    def _one_of_both(self) -> PromptSettings:
        if self.template is not None and self.instruction is not None:
            raise ValueError("give either 'template' (base model) or 'instruction' (chat model)")
        if self.system is not None and self.instruction is None:
            raise ValueError("'system' goes with 'instruction' (chat model)")
        return self


class CheckpointSettings(Settings):
    """How often the state is kept, and what is scored then. At most `every_minutes` of work are lost.

    The dev pairs are scored whenever the state is kept, which the clock decides; with `dev_scores` they are scored
    at that many evenly spread points of the schedule instead, so that which weights are the best does not depend on
    the clock.
    """

    every_minutes: float = Field(default=10, gt=0)
    every_steps: int | None = Field(default=None, ge=1)
    dev_pairs: int = Field(default=100, ge=0)
    dev_scores: int | None = Field(default=None, ge=1)
    dev_batch_sentences: int = Field(default=25, ge=1)
    max_output_tokens: int = Field(default=128, ge=1)


class TrainingSettings(Settings):
    """One training. `task` is what the pairs show: translations, or summaries of English articles.

    `method` "full" trains all weights (of an encoder-decoder) and writes no adapter.

    `precision` is that of the computation; "auto" is bfloat16 on a GPU that has it, and float32 elsewhere.
    `base_adapter` is for a base of the catalogue that comes with an adapter (`embedded`): adapt it further with that
    one merged; with "continued", go on training that adapter itself, whose rank `lora` must have; with "none", begin
    from the model underneath.
    """

    seed: int = 17
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
        """What a causal model is asked: the settings' prompt, or the task's own."""
        own = self.prompt
        if own.template is not None or own.instruction is not None:
            return Prompt(template=own.template, instruction=own.instruction, system=own.system)
        return Prompt(template=_TRANSLATION) if self.task == "translate" else SUMMARY_INSTRUCTION

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
            raise ValueError(f"articles are not joined: join_probability of {', '.join(joining)} must be 0")
        return self

    @model_validator(mode="after")
    def _a_group_to_begin_with(self) -> TrainingSettings:
        if self.groups and not any(group.share for group in self.groups.values()):
            raise ValueError("every group's 'share' is 0: nothing to begin with; give one of them more")
        return self


def load_training_settings(name: str) -> TrainingSettings:
    """Read training settings by their name (`embedded` for `configs/train-embedded.toml`) or a TOML file's path.

    Raises ProfileError where there are none, with the names there are, or where the file does not hold.
    """
    if name.endswith(".toml"):
        return load_toml(Path(name), TrainingSettings)
    known = sorted(path.stem.removeprefix(_PREFIX) for path in configs_dir().glob(f"{_PREFIX}*.toml"))
    if name not in known:
        raise ProfileError(
            f"no training settings '{name}'; there are {', '.join(known)}, or give a .toml file"
        )
    return load_toml(configs_dir() / f"{_PREFIX}{name}.toml", TrainingSettings)
