"""The models of a run: loading, engines, licences, timing and speeds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import Event

from translate.config.catalogue import Task
from translate.config.profile import EngineSettings, Profile
from translate.engines.endpoint import EndpointModel, endpoint_of
from translate.engines.loading import LoadedModel, open_model
from translate.engines.machine import EngineChoice
from translate.engines.processors import processor_kind
from translate.engines.selection import choose_engine
from translate.errors import RequestError
from translate.memory.model import RememberingModel
from translate.memory.store import TranslationMemory
from translate.models.base import EndpointUsage, ModelFiles, ModelIdentity
from translate.models.batches import Shortage
from translate.models.licences import licence_of
from translate.pipeline.retry import Reviser
from translate.pipeline.speeds import Speed, Speeds
from translate.pipeline.summarization import SummarySource
from translate.pipeline.tally import Tally
from translate.progress import Progress
from translate.summaries.base import Summarizer
from translate.text.glossary import Glossary

__all__ = ["RunModels"]

_LONGEST_LOADING_SECONDS = 30.0
_OF_SHORTAGE = ("batches_halved", "attempts_lost")


@dataclass(slots=True)
class RunModels:
    """The models of a run: found and described at the start, loaded on first use.

    `with_memory` says whether the translation memory is used. `shortage` counts batches and retries that did not fit
    into memory. Setting `stop` ends the summariser's work.
    """

    files: ModelFiles
    identity: ModelIdentity
    summary: SummarySource
    profile: Profile
    glossary: Glossary
    progress: Progress
    with_memory: bool
    shortage: Shortage = field(default_factory=Shortage)
    stop: Event = field(default_factory=Event)
    loading_seconds: dict[Task, float] = field(default_factory=lambda: {"translate": 0.0, "summarize": 0.0})
    _translator: RememberingModel | None = None
    _processor_kind: str | None = None
    _loaded: LoadedModel | EndpointModel | None = None
    _summarizer: Summarizer | None = None

    def identities(self) -> dict[str, dict[str, str]]:
        """Return the identity of each model; the run's identity depends on them."""
        return {"translation": self.identity.as_dict(), "summary": self.summary.describe()}

    def translator(self) -> RememberingModel:
        """Return the translation model, loaded on the first call, with the translation memory if it is used.

        Raises RequestError if the profile wants context sentences and the model cannot read them.
        """
        if self._translator is None:
            settings = self.profile.translation
            with self._loading("translate", f"translation model '{self.files.name}'"):
                loaded = open_model(self.files, "translate", settings, progress=self.progress)
                memory = TranslationMemory() if self.with_memory else None
            self._loaded = loaded
            if settings.context_sentences and not loaded.takes_context:
                raise RequestError(
                    f"model '{self.files.name}' cannot read context sentences: set context_sentences to 0, or choose "
                    "an instruct model or an endpoint whose prompt has a 'context_instruction'"
                )
            self._translator = RememberingModel(loaded, memory, settings.decoding)
        return self._translator

    def reviser(self) -> Reviser:
        """Return the reviser of the translation model's outputs; loads the model, as `translator` does."""
        profile = self.profile
        return Reviser(
            self.translator(),
            self.glossary,
            profile.batching.batch_tokens,
            profile.checks.retry,
            self.shortage,
            self.files.entry.doubt_per_nat,
        )

    def summarizer(self) -> Summarizer:
        """Return the summariser, loaded on the first call."""
        if self._summarizer is None:
            label = f"summarisation model '{self.summary.name}'"
            no_model = self.summary.files is None  # `lead` or `none`
            with nullcontext() if no_model else self._loading("summarize", label):
                self._summarizer = self.summary.open(
                    self.profile.batching.summary_batch_tokens, self.progress, self.shortage, self.stop
                )
        return self._summarizer

    def engines(self) -> dict[str, dict[str, str | int]]:
        """Return the engine of each model, with its workers and threads; `lead` and `none` have no engine."""
        return {name: choice.as_dict() for name, choice in self._choices().items()}

    def processor_kind(self) -> str:
        """Return the kind of processor, or the GPU, that runs the models."""
        if self._processor_kind is None:
            self._processor_kind = processor_kind(self._choices().values())
        return self._processor_kind

    def _choices(self) -> dict[str, EngineChoice]:
        choices = {"translation": choose_engine(self.files, self.profile.translation)}
        if self.summary.files is not None:
            choices["summary"] = choose_engine(self.summary.files, self.profile.summary)
        return choices

    def endpoints(self) -> dict[str, dict[str, str | int | float]]:
        """Return the usage of endpoints in this process, with its price if the profile has prices."""
        asked: list[tuple[str, ModelFiles | None, EngineSettings]] = [
            ("translation", self.files, self.profile.translation),
            ("summary", self.summary.files, self.profile.summary),
        ]
        found: dict[str, dict[str, str | int | float]] = {}
        for name, files, settings in asked:
            if files is None or files.usage is None:
                continue
            source = endpoint_of(files)
            found[name] = {"server": source.url, "model": source.model, **files.usage.as_dict()}
            price = settings.price(files.usage.prompt_tokens, files.usage.output_tokens)
            if price is not None:
                found[name]["price"] = round(price, 6)
        return found

    def used(self) -> Counter[str]:
        """Return counts of this process: requests and tokens of endpoints, and effects of a lack of memory."""
        counts = Counter({kind: getattr(self.shortage, kind) for kind in _OF_SHORTAGE})
        for name, usage in self._usages().items():
            counts.update({f"{name} {kind}": count for kind, count in usage.as_dict().items()})
        return counts

    def add_used(self, counts: Mapping[str, int]) -> None:
        """Add counts of other processes, so that `endpoints` and `shortage` include them."""
        self.shortage.add(*(counts.get(kind, 0) for kind in _OF_SHORTAGE))
        for name, usage in self._usages().items():
            for kind, count in usage.as_dict().items():
                setattr(usage, kind, count + counts.get(f"{name} {kind}", 0))

    def _usages(self) -> dict[str, EndpointUsage]:
        files = {"translation": self.files, "summary": self.summary.files}
        return {name: one.usage for name, one in files.items() if one and one.usage}

    def licences(self) -> dict[str, dict[str, str | bool]]:
        """Return the licence of each model, and whether it forbids commercial use."""
        licences = {"translation": licence_of(self.files).as_dict()}
        if self.summary.files is not None:
            licences["summary"] = licence_of(self.summary.files).as_dict()
        return licences

    def timed(self) -> dict[str, float]:
        """Return seconds of this process: `loading` of models, and `model`, the busy time of the translation engine."""
        return {
            "loading": sum(self.loading_seconds.values()),
            "model": self._loaded.busy_seconds if self._loaded else 0.0,
        }

    def keep_speeds(self, words_translated: int, words_summarised: int, seconds_summarising: float) -> None:
        """Save the measured speed of each model, for later estimates."""
        speeds = Speeds()
        done: list[tuple[Task, str, EngineSettings, float, float]] = [
            ("translate", self.files.name, self.profile.translation, words_translated, self.timed()["model"])
        ]
        if self.summary.files is not None:
            summary = (self.summary.name, self.profile.summary, words_summarised, seconds_summarising)
            done.append(("summarize", *summary))
        for task, name, settings, words, seconds in done:
            if words and seconds:
                loading = self.loading_seconds[task]
                speeds.keep(
                    task, name, settings, Speed(words=words, seconds=seconds, loading_seconds=loading)
                )

    def expect(self, tally: Tally) -> None:
        """Set the tally's estimates from the speeds of earlier runs on this machine."""
        speeds = Speeds()
        if translation := speeds.of("translate", self.files.name, self.profile.translation):
            tally.translation_seconds_a_word = translation.seconds / translation.words
        if self.summary.files is None:
            tally.summary_seconds_a_word = 0.0
        elif summary := speeds.of("summarize", self.summary.name, self.profile.summary):
            tally.summary_seconds_a_word = summary.seconds / summary.words
            # The first load of a model includes a one-time conversion, so a longer time will not repeat.
            tally.summary_loading_seconds = min(summary.loading_seconds, _LONGEST_LOADING_SECONDS)

    def close(self) -> None:
        """Free the loaded models."""
        for model in (self._translator, self._summarizer):
            if model is not None:
                model.close()

    @contextmanager
    def _loading(self, task: Task, what: str) -> Iterator[None]:
        began = time.monotonic()
        with self.progress.task(f"Loading {what}"):
            yield
        self.loading_seconds[task] += time.monotonic() - began
