"""The contestants' code: each way to translate runs in its own process (see `worker`)."""

from __future__ import annotations

import json
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from translate.bench.contestants import Job, Kind, Timing, Trial
from translate.bench.corpus import ARTICLE_SENTENCES
from translate.config.catalogue import load_catalogue
from translate.config.profile import (
    CheckSettings,
    Profile,
    SummarySettings,
    TranslationDecoding,
    TranslationSettings,
)
from translate.engines.cores import cores
from translate.engines.machine import EngineChoice, Parallelism
from translate.models.base import Encoded, Family, ModelFiles
from translate.models.registry import open_family, prepare_model
from translate.progress import Silent
from translate.text.article import read_articles
from translate.text.discovery import find_documents
from translate.text.furniture import load_furniture

__all__ = ["BareEngine", "ProductRun", "SentenceLoop", "TorchBatches", "Way", "open_way"]

T = TypeVar("T")

# The length limit is `ratio * tokens + extra`; a ratio near zero makes all outputs equally long.
_NO_RATIO = 1e-9


class Way(ABC):
    """A contestant with its model loaded and its sentences read."""

    def __init__(self, job: Job) -> None:
        self.job = job

    @abstractmethod
    def run(self, trial: Trial) -> Timing:
        """Translate once."""


class ProductRun(Way):
    """`tarjama run` on the articles, without the start of Python and the loading of the model.

    The memory is off, nothing is summarised, and no output gets a second attempt: outputs of random weights are all
    broken, real outputs rarely are.
    """

    def run(self, trial: Trial) -> Timing:
        """Run into a new folder, and read the times from its `run.json`."""
        from translate.pipeline.run import RunRequest, run

        output = Path(self.job.scratch) / "run"
        shutil.rmtree(output, ignore_errors=True)
        request = RunRequest(
            inputs=(Path(self.job.articles),),
            profile=self._profile(trial),
            outputs=output.parent,
            output=output,
            limit=-(-trial.sentences // ARTICLE_SENTENCES),
            memory=False,
        )
        began = time.perf_counter()
        run(request, Silent())
        seconds = time.perf_counter() - began
        facts = json.loads((output / "run.json").read_text(encoding="utf-8"))
        process, engine = facts["last_process"], facts["engines"]["translation"]
        return Timing(
            seconds=seconds - process["seconds"]["loading"],
            sentences=process["sentences_translated"],
            output_tokens=process["output_tokens"],
            workers=engine["workers"],
            threads=engine["threads"],
            model_seconds=process["seconds"]["model"],
        )

    def _profile(self, trial: Trial) -> Profile:
        chosen = self.job.contestant
        translation = {
            "model": self.job.model,
            "engine": chosen.engine,
            "compute_type": chosen.compute_type,
            "device": chosen.device,
            "workers": chosen.workers or None,
            "threads": chosen.threads or None,
            "decoding": _decoding(self.job, trial.beams),
        }
        return Profile(
            translation=TranslationSettings.model_validate(translation),
            summary=SummarySettings(model="none"),
            checks=CheckSettings(retry=False),
        )


class BareEngine(Way):
    """CTranslate2 alone, on tokenised sentences sorted by length."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._files, self._family, self._inputs = _tokenised(job)
        self._translator = _Translator(job, self._files, self._family)

    def run(self, trial: Trial) -> Timing:
        """Translate the batches, the longest first."""
        inputs = _spread(self._inputs, trial.sentences)
        began = time.perf_counter()
        tokens = self._translator.translate(inputs, trial, self.job.output_tokens)
        seconds = time.perf_counter() - began
        return Timing(
            seconds, len(inputs), tokens, self._translator.workers, self._translator.threads, seconds
        )


class TorchBatches(Way):
    """The product's torch engine alone, on tokenised sentences sorted by length."""

    def __init__(self, job: Job) -> None:
        from translate.engines.torch_engine import TorchEngine

        super().__init__(job)
        files, self._family, self._inputs = _tokenised(job)
        self._parallelism = Parallelism(1, job.contestant.threads or cores())
        self._engine = TorchEngine(files, _choice(job, "torch", self._parallelism))

    def run(self, trial: Trial) -> Timing:
        """Translate the batches, the longest first."""
        inputs = _spread(self._inputs, trial.sentences)
        decoding = _decoding(self.job, trial.beams)
        tokens = 0
        began = time.perf_counter()
        for start in range(0, len(inputs), trial.batch):
            found = self._engine.hypotheses(
                inputs[start : start + trial.batch], decoding, self._family.constraints, 1
            )
            tokens += sum(len(output.ids) for (output,) in found)
        seconds = time.perf_counter() - began
        return Timing(seconds, len(inputs), tokens, 1, self._parallelism.threads, seconds)


class SentenceLoop(Way):
    """transformers' `generate`, one sentence at a time, as most scripts call it."""

    def __init__(self, job: Job) -> None:
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        super().__init__(job)
        self._texts = _sentences(job)
        self._threads = job.contestant.threads or cores()
        torch.set_num_threads(self._threads)
        # transformers' Auto classes have few type hints.
        tokenizer: Any = AutoTokenizer
        loader: Any = AutoModelForSeq2SeqLM
        self._tokenizer = tokenizer.from_pretrained(
            job.folder, local_files_only=True, trust_remote_code=False
        )
        self._model = loader.from_pretrained(
            job.folder,
            local_files_only=True,
            trust_remote_code=False,
            dtype=getattr(torch, job.contestant.compute_type),
        ).to(job.contestant.device)

    def run(self, trial: Trial) -> Timing:
        """Tokenise, translate and write out each sentence in turn."""
        import torch

        length = self.job.output_tokens
        texts = _spread(self._texts, trial.sentences)
        began = time.perf_counter()
        for text in texts:
            inputs = self._tokenizer(text, return_tensors="pt").to(self._model.device)
            with torch.inference_mode():
                ids = self._model.generate(
                    **inputs,
                    num_beams=trial.beams,
                    min_new_tokens=length,
                    max_new_tokens=length,
                    max_length=None,
                )
            self._tokenizer.decode(ids[0], skip_special_tokens=True)
        seconds = time.perf_counter() - began
        return Timing(seconds, len(texts), length * len(texts), 1, self._threads)


def open_way(job: Job) -> Way:
    """Load the contestant of a job; raises ModelError or CannotGoOn."""
    contestant = job.contestant
    if contestant.kind is Kind.RUN:
        return ProductRun(job)
    if contestant.kind is Kind.LOOP:
        return SentenceLoop(job)
    return TorchBatches(job) if contestant.engine == "torch" else BareEngine(job)


class _Translator:
    """Call CTranslate2 directly, on the same weights as the product."""

    def __init__(self, job: Job, files: ModelFiles, family: Family) -> None:
        import ctranslate2

        from translate.engines.ctranslate2_conversion import convert
        from translate.engines.output_layer import read_vocabulary

        chosen = job.contestant
        converted = convert(files, chosen.compute_type, family.constraints, Silent())
        self._tokens = read_vocabulary(converted)
        self._defaults = chosen.kind is Kind.DEFAULTS
        settings: dict[str, Any] = {"device": chosen.device}
        if not self._defaults:
            settings |= {
                "compute_type": chosen.compute_type,
                "inter_threads": chosen.workers,
                "intra_threads": chosen.threads,
            }
        self._model: Any = ctranslate2.Translator(str(converted), **settings)
        self.workers = chosen.workers or 1  # CTranslate2's own choice: one worker, at most four threads
        self.threads = chosen.threads or min(4, cores())

    def translate(self, inputs: Sequence[Encoded], trial: Trial, output_tokens: int) -> int:
        """Return the number of output tokens."""
        sources = [[self._tokens[number] for number in encoded.ids] for encoded in inputs]
        prefixes = [[self._tokens[number] for number in encoded.target_prefix] for encoded in inputs]
        prefix_tokens = len(prefixes[0])
        settings: dict[str, Any] = {} if self._defaults else {"max_batch_size": trial.batch}
        results = self._model.translate_batch(
            sources,
            target_prefix=prefixes if prefix_tokens else None,
            beam_size=trial.beams,
            max_decoding_length=output_tokens + prefix_tokens,
            min_decoding_length=output_tokens,
            **settings,
        )
        return sum(len(result.hypotheses[0]) - prefix_tokens for result in results)


def _sentences(job: Job) -> list[str]:
    """Return the sentences of the articles in order, split as the product splits them."""
    profile = ProductRun(job)._profile(Trial(1, 1))
    documents = find_documents((Path(job.articles),), profile.input, None)
    read = read_articles(documents, load_furniture(()), profile.input)
    return [s.text for _, article in read if not isinstance(article, Exception) for s in article.sentences]


def _tokenised(job: Job) -> tuple[ModelFiles, Family, list[Encoded]]:
    """Return tokenised sentences: longest first, or in input order for an engine with its defaults."""
    files = prepare_model(job.model, "translate", load_catalogue(), Silent())
    family = open_family(files, "translate", _decoding(job, 1), None)
    inputs = [family.encode(text) for text in _sentences(job)]
    if job.contestant.kind is not Kind.DEFAULTS:
        inputs.sort(key=lambda encoded: -len(encoded.ids))
    return files, family, inputs


def _decoding(job: Job, beams: int) -> TranslationDecoding:
    return TranslationDecoding(
        beams=beams,
        output_tokens_per_source_token=_NO_RATIO,
        output_tokens_extra=job.output_tokens - 1,  # and one because the tiny ratio is rounded up
    )


def _choice(job: Job, engine: Literal["ctranslate2", "torch"], parallelism: Parallelism) -> EngineChoice:
    device: Literal["cpu", "cuda"] = "cuda" if job.contestant.device == "cuda" else "cpu"
    return EngineChoice(engine, device, job.contestant.compute_type, parallelism)


def _spread(items: Sequence[T], count: int) -> Sequence[T]:
    """Return `count` evenly spaced items, or all of them if there are fewer."""
    if count >= len(items):
        return items
    return [items[i * len(items) // count] for i in range(count)]
