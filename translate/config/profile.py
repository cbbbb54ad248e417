"""A profile: everything that a user may set about a run, typed, unknown keys refused."""

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
    "TranslationSettings",
    "load_profile",
    "override",
    "profile_names",
    "validated",
]

EngineName = Literal["auto", "ctranslate2", "torch"]
ComputeType = Literal["auto", "float32", "bfloat16", "float16", "int8"]
DeviceName = Literal["auto", "cpu", "cuda"]


class Settings(BaseModel):
    """What all tables of a profile have in common: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


SettingsT = TypeVar("SettingsT", bound=Settings)


class Decoding(Settings):
    """How a model searches for its output; what is left out stays as the model's own generation settings have it.

    Nothing is sampled, so the same input gives the same output.
    """

    beams: int | None = Field(
        default=None, ge=1, le=16, description="beams of the search; 1 is greedy", examples=[4]
    )
    length_penalty: float | None = Field(
        default=None, description="above 1 favours longer outputs, below 1 shorter ones", examples=[1.0]
    )
    repetition_penalty: float | None = Field(
        default=None,
        ge=1.0,
        description="above 1 makes tokens less likely that were written before",
        examples=[1.1],
    )
    no_repeat_ngram_tokens: int | None = Field(
        default=None,
        ge=0,
        description="no sequence of this many tokens is written twice; 0 allows it",
        examples=[4],
    )
    output_tokens_per_source_token: float | None = Field(
        default=None, gt=0, description="maximum output tokens for each source token", examples=[2.0]
    )
    output_tokens_extra: int | None = Field(
        default=None, ge=1, description="maximum output tokens besides these", examples=[20]
    )

    def over(self, defaults: Decoding) -> Decoding:
        """These settings, with those of `defaults` where these are left out."""
        return defaults.model_copy(update=self.model_dump(exclude_none=True))


class EngineSettings(Settings):
    """What executes a model, and in which precision.

    `workers` search a batch each at the same time, with `threads` cores each; what is left out is chosen for the
    machine. Like the device they are no part of a run's identity. For a model behind an endpoint, `workers` is how many
    requests are sent at once, and `input_price` and `output_price` are prices of a million tokens, in any currency.
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
        description="batches at the same time (requests to an endpoint); default: chosen for the machine",
        examples=[1],
    )
    threads: int | None = Field(
        default=None,
        ge=1,
        le=1024,
        description="cores of each worker; default: chosen for the machine",
        examples=[4],
    )
    decoding: Decoding = Decoding()
    input_price: float | None = Field(
        default=None,
        ge=0,
        description="price of a million tokens that an endpoint reads, in any currency",
        examples=[0.1],
    )
    output_price: float | None = Field(
        default=None, ge=0, description="price of a million tokens that an endpoint writes", examples=[0.4]
    )

    def price(self, prompt_tokens: int, output_tokens: int) -> float | None:
        """Return what so many tokens of an endpoint cost; None where the profile has no price."""
        if self.input_price is None and self.output_price is None:
            return None
        million = 1_000_000
        return (prompt_tokens * (self.input_price or 0) + output_tokens * (self.output_price or 0)) / million


class TranslationSettings(EngineSettings):
    """The model that translates: a name of the catalogue, a hub id, or a folder.

    With `context_sentences` a causal model or an endpoint reads that many sentences before each sentence, without
    translating them.
    """

    model: str = Field(
        min_length=1,
        description="translation model: a name that `tarjama models` lists, a hub id, a folder or openai:NAME@URL",
    )
    context_sentences: int = Field(
        default=0,
        ge=0,
        le=20,
        description="sentences before each one that a causal model or an endpoint reads too, 0 to 20",
    )


class SummarySettings(EngineSettings):
    """The model that summarises: a name of the catalogue, a hub id, a folder, `lead` or `none`."""

    model: str = Field(min_length=1, description="summariser: the same, or `lead` or `none`")
    words: int = Field(default=60, ge=10, le=500, description="maximum summary length in words, 10 to 500")


class BatchSettings(Settings):
    """How sentences are gathered for the model.

    A window is filled with whole articles until it holds `window_sentences`; its sentences are sorted by length
    and cut into batches of at most `batch_tokens` source tokens, padding included. Articles to be summarised
    are longer than sentences: `summary_batch_tokens` lets several share a batch.
    """

    window_sentences: int = Field(
        default=2048,
        ge=1,
        description="sentences that are planned together; whole articles are added until there are so many",
    )
    batch_tokens: int = Field(
        default=1024,
        ge=1,
        description="maximum source tokens of a batch, padding included; less takes less memory",
    )
    summary_batch_tokens: int = Field(
        default=8192, ge=1, description="the same for the articles of a batch to summarise"
    )


class InputSettings(Settings):
    """Which fields of a row (of `.jsonl`, `.csv`, `.parquet` or a hub dataset) hold the text and the id.

    `a.b` is the field b of the object in a. Without `text_field`, the text is in the field with a usual name (`text`,
    `content`, `body`, `نص`), or in the only one with long Arabic texts. Without `id_field`, a row's id is what its
    field `id` holds, or else its number. `any_language` translates articles in other languages than Arabic too, which
    are skipped without it. `unwrap` joins the lines of wrapped paragraphs: the translation of each is at
    its first line, and its other lines are empty.
    """

    text_field: str | None = Field(
        default=None,
        min_length=1,
        description="field with the text of each row; a.b is field b in a; default: found by its name or its Arabic",
        examples=["text"],
    )
    id_field: str | None = Field(
        default=None,
        min_length=1,
        description="field with the id of each row; default: id, or else the row's number",
        examples=["id"],
    )
    any_language: bool = Field(default=False, description="translate articles that are not Arabic too")
    unwrap: bool = Field(default=False, description="join the lines of wrapped paragraphs")


class CleaningSettings(Settings):
    """Files of furniture patterns used besides the ones that come along; relative to the profile."""

    furniture: tuple[Path, ...] = Field(
        default=(), description="files of furniture patterns besides the included ones, relative to this file"
    )


class CheckSettings(Settings):
    """What is done about doubts.

    `retry`: a broken output (empty, not English, in a loop, cut short) is tried again in other ways.
    `glossary`: a file of terms, relative to the profile.
    """

    retry: bool = Field(
        default=True,
        description="try a broken output (empty, in a loop, cut short, Arabic left) again in other ways",
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
    """Read a profile by its name, or by the path of a TOML file, merged over what it extends.

    Raises ProfileError, with the names there are, if there is none, and with file and key if a value is not valid.
    """
    from translate.config.profile_files import find_profile

    return find_profile(name).profile


def profile_names() -> list[str]:
    """Return the names of the included profiles and the user's, sorted."""
    from translate.config.profile_files import list_profiles

    return [profile.name for profile in list_profiles()]


def validated(model: type[SettingsT], values: Mapping[str, object], where: str) -> SettingsT:
    """`values` as settings; raises ProfileError that begins with `where`."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ProfileError("\n".join(f"{where}: {line}" for line in explain(error, model))) from error


def override(profile: Profile, changes: Mapping[str, Mapping[str, object]]) -> Profile:
    """The profile with the values of `changes`, table by table; raises ProfileError for a bad one."""
    values = profile.model_dump()
    for table, entries in changes.items():
        values[table].update(entries)
    return validated(Profile, values, "command line")
