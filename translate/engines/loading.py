"""Load a model: its text side, and the engine that executes its weights."""

from __future__ import annotations

import hashlib
import json
import math
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from translate.config.catalogue import Task
from translate.config.profile import Decoding, EngineSettings, TranslationDecoding
from translate.engines.busy_clock import BusyClock
from translate.engines.selection import Where, choose_engine, open_engine
from translate.errors import ModelDamaged
from translate.models.base import Encoded, Engine, Family, Generated, ModelFiles, ModelIdentity
from translate.models.registry import open_family
from translate.progress import Progress, Silent
from translate.records import Output
from translate.text.cleaning import without_commands
from translate.text.context import own_text

if TYPE_CHECKING:
    from translate.engines.endpoint import EndpointModel

__all__ = ["LoadedModel", "describe_model", "open_model"]


def describe_model(files: ModelFiles, settings: EngineSettings, where: Where = "here") -> ModelIdentity:
    """Return the identity of a model without loading its weights.

    The fingerprint covers the files and the catalogue's settings: prompt, languages, input limit, decoding. `where` is
    the machine that will run the model.
    """
    if files.family == "endpoint":
        from translate.engines.endpoint import describe_endpoint

        return describe_endpoint(files)
    asked = files.entry.model_dump(
        mode="json", include={"prompt", "source_language", "target_language", "max_input_tokens", "decoding"}
    )
    settings_json = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    choice = choose_engine(files, settings, where)
    return ModelIdentity(
        name=files.name,
        revision=files.revision,
        fingerprint=hashlib.sha256(f"{files.fingerprint}\n{settings_json}".encode()).hexdigest(),
        family=files.family,
        engine=choice.engine,
        compute_type=choice.compute_type,
        normalisation=_normalisation(files),
    )


def _normalisation(files: ModelFiles) -> str:
    if files.family != "marian":
        return ""
    from translate.models.marian import text_normalisation

    try:
        return text_normalisation(files.folder)
    except (OSError, RuntimeError) as error:
        raise ModelDamaged(f"{files.folder}: source.spm cannot be read: {error}") from error


def open_model(
    files: ModelFiles,
    task: Task,
    settings: EngineSettings,
    words: int | None = None,
    progress: Progress | None = None,
) -> LoadedModel | EndpointModel:
    """Load a model, after converting it for its engine if needed; `words` is the requested length of a summary.

    Raises ModelDamaged if the files cannot be loaded, OutOfMemory if the weights do not fit, and RequestError if the
    engine cannot run the model as requested.
    """
    if files.family == "endpoint":
        from translate.engines.endpoint import EndpointModel

        return EndpointModel(files, task, settings, words)
    decoding = settings.decoding.over(files.entry.decoding)
    try:
        family = open_family(files, task, decoding, words)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise ModelDamaged(f"{files.folder}: its tokenizer or settings cannot be read: {error}") from error
    engine = open_engine(files, settings, family.constraints, progress or Silent())
    return LoadedModel(describe_model(files, settings), family, engine, decoding)


_DECIMALS = 3  # of a log-probability: further decimals differ between machines


class LoadedModel:
    """A text model that combines a family's text side (tokens, prompt) with an engine."""

    def __init__(self, identity: ModelIdentity, family: Family, engine: Engine, decoding: Decoding) -> None:
        self.identity = identity
        self.max_input_tokens = family.max_input_tokens
        self.parallel = engine.parallel
        self.takes_context = family.takes_context
        self._family = family
        self._engine = engine
        self._decoding = decoding
        self._busy = BusyClock()
        self._text_side = threading.Lock()  # fast tokenizers refuse a second thread ("Already borrowed")

    @property
    def busy_seconds(self) -> float:
        """Return the seconds during which at least one thread was searching."""
        return self._busy.seconds

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the input tokens of each text, special tokens and prompt included."""
        with self._text_side:
            return self._family.count_tokens(texts)

    def generate(
        self, texts: Sequence[str], decoding: Decoding | None = None, max_tokens: int | None = None
    ) -> list[Output]:
        """Run one batch and return an output for each text, in order; a blank text has an empty output.

        `decoding` overrides the model's own settings, except the output length; `max_tokens` replaces the minimum and
        maximum length. Raises SourceNotSeen if a text does not fit the input limit, OutOfMemory if the batch does not
        fit.
        """
        encoded = self._encoded(texts)
        if max_tokens is not None:
            encoded = [e and replace(e, max_output_tokens=max_tokens, min_output_tokens=0) for e in encoded]
        search = self._decoding if decoding is None else decoding.over(self._decoding)
        penalty = search.lost_content_penalty if isinstance(search, TranslationDecoding) else None
        found = self._search(encoded, search, None if penalty else 1)
        with self._text_side:
            outputs = [
                [(one.score, self._output(source, one)) for one in generated]
                or [(-math.inf, self._output(source, None))]
                for source, generated in zip(encoded, found, strict=True)
            ]
        return [_best(own_text(t), scored, penalty or 0.0) for t, scored in zip(texts, outputs, strict=True)]

    def hypotheses(self, texts: Sequence[str], count: int) -> list[list[Output]]:
        """Return up to `count` different outputs for each text, most likely first; none for a blank text.

        Raises the errors of `generate`.
        """
        encoded = self._encoded(texts)
        search = Decoding(beams=max(count, self._decoding.beams or 1)).over(self._decoding)
        generated = self._search(encoded, search, count)
        with self._text_side:
            found = [[self._output(e, one) for one in new] for e, new in zip(encoded, generated, strict=True)]
        return [
            list({output.text: output for output in reversed(outputs)}.values())[::-1] for outputs in found
        ]

    def _search(
        self, encoded: Sequence[Encoded | None], search: Decoding, count: int | None
    ) -> list[list[Generated]]:
        """Return the outputs of the engine for each input, none for a blank one."""
        batch = [e for e in encoded if e is not None]
        with self._busy.at_work():
            found = iter(
                self._engine.hypotheses(batch, search, self._family.constraints, count) if batch else ()
            )
        return [next(found) if e else [] for e in encoded]

    def _encoded(self, texts: Sequence[str]) -> list[Encoded | None]:
        with self._text_side:
            return [self._family.encode(text) if text.strip() else None for text in texts]

    def close(self) -> None:
        """Free the weights."""
        self._engine.close()

    def _output(self, source: Encoded | None, new: Generated | None) -> Output:
        if source is None or new is None:
            return Output(text="", source_tokens=0, output_tokens=0, finished=True)
        text = without_commands(self._family.decode(new.ids))
        certainty = None if new.log_probability is None else round(new.log_probability, _DECIMALS)
        return Output(text, len(source.ids), len(new.ids), new.finished, certainty)


def _best(source: str, scored: Sequence[tuple[float, Output]], penalty: float) -> Output:
    """Return the output with the best score after the penalty for lost content; of equals, the first."""
    best, highest = scored[0][1], -math.inf
    if len(scored) == 1:
        return best

    from translate.checks.content import lost_content

    for score, output in scored:
        if score <= highest:  # the penalty can only lower it
            continue
        penalised = score - penalty * lost_content(source, output.text)
        if penalised > highest:
            best, highest = output, penalised
    return best
