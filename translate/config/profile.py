"""Profiles: the typed settings of a run; unknown keys are rejected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from translate.config.tomlfile import explain
from translate.errors import ProfileError

__all__ = [
    "BatchSettings",
    "CheckSettings",
    "CleaningSettings",
    "ComputeType",
    "Decoding",
    "DeviceName",
    "EngineName",
    "EngineSettings",
    "InputSettings",
    "Profile",
    "Settings",
    "SummarySettings",
    "TranslationDecoding",
    "TranslationSettings",
    "is_none",
    "load_profile",
    "override",
    "profile_names",
    "validated",
]

EngineName = Literal["auto", "ctranslate2", "torch"]
ComputeType = Literal["auto", "float32", "bfloat16", "float16", "int8"]
DeviceName = Literal["auto", "cpu", "cuda"]


class Settings(BaseModel):
    """The base class of all tables of a profile: immutable; unknown keys and infinite numbers are rejected."""

    # TOML has `inf` and `nan`, but no setting has a use for them, and JSON cannot record them.
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


_SettingsT = TypeVar("_SettingsT", bound=Settings)


def is_none(value: object) -> bool:
    """Return whether a setting is unset: `exclude_if` leaves it out of dumps then."""
    return value is None


class Decoding(Settings):
    """Decoding settings; None means the value of the model's own generation settings.

    There is no sampling, so the same input gives the same output.
    """

    beams: int | None = Field(
        default=None, ge=1, le=16, description="beam size; 1 is greedy search", examples=[4]
    )
    length_penalty: float | None = Field(
        default=None, description="above 1 favours longer outputs, below 1 shorter ones", examples=[1.0]
    )
    repetition_penalty: float | None = Field(
        default=None,
        ge=1.0,
        description="above 1 makes repeated tokens less likely",
        examples=[1.1],
    )
    no_repeat_ngram_tokens: int | None = Field(
        default=None,
        ge=0,
        description="length in tokens of sequences that must not be repeated; 0 allows all",
        examples=[4],
    )
    output_tokens_per_source_token: float | None = Field(
        default=None, gt=0, description="maximum output tokens per source token", examples=[2.0]
    )
    output_tokens_extra: int | None = Field(
        default=None, ge=1, description="added to the maximum output tokens", examples=[20]
    )

    def over(self, defaults: Decoding) -> Decoding:
        """Return these settings, with the values of `defaults` where these are None."""
        return defaults.model_copy(update=self.model_dump(exclude_none=True))


class TranslationDecoding(Decoding):
    """Decoding settings of a translation model.

    With `lost_content_penalty`, a translation is chosen among all outputs of the beam search: from the score of each
    (its log-probability, divided by its length to the power of the length penalty), this many nats are subtracted per
    nat of evidence that words of the source are missing (`translate.checks.content.lost_content`).
    """

    # Left out of dumps if unset: models without it keep their identity.
    lost_content_penalty: float | None = Field(
        default=None,
        ge=0,
        description="prefers outputs of the beam search that keep the content of the Arabic sentence; 0 is off",
        examples=[0.05],
        exclude_if=is_none,
    )


class EngineSettings(Settings):
    """The engine, device, precision and decoding of a model.

    `workers` batches run at the same time, with `threads` cores each; None means a value chosen for the machine. These
    and the device are not part of a run's identity. For an endpoint, `workers` is the number of parallel requests, and
    `input_price` and `output_price` are prices per million tokens, in any currency.
    """

    engine: EngineName = Field(default="auto", description="engine: auto, ctranslate2 or torch")
    compute_type: ComputeType = Field(
        default="auto", description="precision: auto, float32, bfloat16, float16 or int8"
    )
    device: DeviceName = Field(default="auto", description="device: auto, cpu or cuda")
    workers: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="parallel batches (or requests to an endpoint); default: chosen for the machine",
        examples=[1],
    )
    threads: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="cores per worker; default: chosen for the machine",
        examples=[4],
    )
    decoding: Decoding = Decoding()
    input_price: float | None = Field(
        default=None,
        ge=0,
        description="price per million input tokens of an endpoint, in any currency",
        examples=[0.1],
    )
    output_price: float | None = Field(
        default=None, ge=0, description="price per million output tokens of an endpoint", examples=[0.4]
    )

    def price(self, prompt_tokens: int, output_tokens: int) -> float | None:
        """Return the price of this many tokens of an endpoint; None if the profile has no prices."""
        if self.input_price is None and self.output_price is None:
            return None
        million = 1_000_000
        return (prompt_tokens * (self.input_price or 0) + output_tokens * (self.output_price or 0)) / million


class TranslationSettings(EngineSettings):
    """Settings of the translation model: a name of the catalogue, a hub id, a folder, or an endpoint.

    With `context_sentences`, a causal model or an endpoint also reads that many sentences before each sentence, without
    translating them.
    """

    model: str = Field(
        min_length=1,
        description="translation model: a name (see `tarjama models`), a hub id, a folder or openai:NAME@URL",
    )
    decoding: TranslationDecoding = TranslationDecoding()
    context_sentences: int = Field(
        default=0,
        ge=0,
        le=20,
        description="preceding sentences that a causal model or an endpoint also reads, 0 to 20",
    )


class SummarySettings(EngineSettings):
    """Settings of the summarisation model: as for translation, or `lead` or `none`."""

    model: str = Field(min_length=1, description="summarisation model: as above, or `lead` or `none`")
    words: int = Field(default=60, ge=10, le=500, description="maximum summary length in words, 10 to 500")


class BatchSettings(Settings):
    """Settings of windows and batches.

    Whole articles are added to a window until it has `window_sentences` sentences. Its sentences are sorted by length
    and split into batches of at most `batch_tokens` source tokens, padding included. `summary_batch_tokens` is the
    limit for batches of articles to summarise, which are longer than sentences.
    """

    window_sentences: int = Field(
        default=2048,
        ge=1,
        description="minimum sentences of a window; whole articles are added until it has as many",
    )
    batch_tokens: int = Field(
        default=1024,
        ge=1,
        description="maximum source tokens of a batch, padding included; a smaller value needs less memory",
    )
    summary_batch_tokens: int = Field(
        default=8192, ge=1, description="maximum tokens of a batch of articles to summarise"
    )


class InputSettings(Settings):
    """Settings for reading the input.

    `text_field` and `id_field` are fields of rows in `.jsonl`, `.csv`, `.parquet` and hub datasets; `a.b` is the field
    b of the object in a. The default text field has a usual name (`text`, `content`, `body`, `نص`) or is the only one
    with long Arabic texts. The default id is the value of the field `id`, or the row number. `any_language` also
    translates articles that are not Arabic; otherwise they are skipped. `unwrap` joins the lines of hard-wrapped
    paragraphs: the translation is at the first line of each paragraph, and its other lines are empty.
    """

    text_field: str | None = Field(
        default=None,
        min_length=1,
        description="field with the text of each row; a.b for nested fields; default: detected",
        examples=["text"],
    )
    id_field: str | None = Field(
        default=None,
        min_length=1,
        description="field with the id of each row; default: id if present, else the row number",
        examples=["id"],
    )
    any_language: bool = Field(default=False, description="also translate articles that are not Arabic")
    unwrap: bool = Field(default=False, description="join the lines of hard-wrapped paragraphs")


class CleaningSettings(Settings):
    """Additional files of furniture patterns (page elements to skip), relative to the profile."""

    furniture: tuple[Path, ...] = Field(
        default=(), description="additional files of furniture patterns, relative to this file"
    )


class CheckSettings(Settings):
    """Settings of retries and the glossary.

    With `retry`, a broken output (empty, not English, in a loop, cut short) is translated again in other ways.
    `glossary` is a file of terms, relative to the profile.
    """

    retry: bool = Field(
        default=True,
        description="translate again in other ways if an output is broken (empty, in a loop, cut short, Arabic left)",
    )
    glossary: Path | None = Field(
        default=None, description="file of terms, relative to this file", examples=["glossary.tsv"]
    )


class Profile(Settings):
    """A named set of settings, from a TOML file."""

    translation: TranslationSettings
    summary: SummarySettings
    batching: BatchSettings = BatchSettings()
    cleaning: CleaningSettings = CleaningSettings()
    checks: CheckSettings = CheckSettings()
    input: InputSettings = InputSettings()


def load_profile(name: str) -> Profile:
    """Return the profile with this name or TOML file path, merged with the profiles that it extends.

    Raises ProfileError if it does not exist (with the valid names) or a value is invalid (with file and key).
    """
    from translate.config.profile_files import find_profile

    return find_profile(name).profile


def profile_names() -> list[str]:
    """Return the names of the included and the user's profiles, sorted."""
    from translate.config.profile_files import list_profiles

    return [profile.name for profile in list_profiles()]


def validated(model: type[_SettingsT], values: Mapping[str, object], where: str) -> _SettingsT:
    """Return `values` as settings; raises ProfileError with messages that begin with `where`."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ProfileError("\n".join(f"{where}: {line}" for line in explain(error, model))) from error


def override(profile: Profile, changes: Mapping[str, Mapping[str, object]]) -> Profile:
    """Return the profile with the values of `changes`, by table; raises ProfileError for an invalid value."""
    values = profile.model_dump()
    for table, entries in changes.items():
        values[table].update(entries)
    return validated(Profile, values, "command line")
