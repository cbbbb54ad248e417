"""Models on a server with an OpenAI-compatible interface: vLLM, llama.cpp, Ollama, LM Studio and others.

Their answers are not reproducible: the server may batch, round or update its model at any time. `run.json` says so.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Lock
from typing import Any

from translate.config.catalogue import EndpointSource, Prompt, Task
from translate.config.profile import Decoding, EngineSettings
from translate.engines.busy_clock import BusyClock
from translate.engines.endpoint_client import EndpointClient, RequestRefused
from translate.errors import CannotGoOn, ModelNotFound, SourceNotSeen, TarjamaError
from translate.interruption import ending
from translate.models.base import EndpointUsage, ModelFiles, ModelIdentity
from translate.models.partial_batches import Attempted
from translate.models.prompt_layout import WORDS
from translate.models.prompts import default_prompt, without_marks
from translate.records import Output
from translate.text.cleaning import without_commands
from translate.text.context import own_text, split_context

__all__ = [
    "DEFAULT_REQUESTS",
    "EndpointModel",
    "describe_endpoint",
    "endpoint_of",
    "estimate_prompt_tokens",
    "estimate_tokens",
]

DEFAULT_REQUESTS = 8  # parallel requests if the profile has no `workers`
SEED = 0
_MAX_INPUT_TOKENS = {"translate": 1024, "summarize": 8192}  # estimated, without the prompt
_BYTES_PER_TOKEN = 4  # UTF-8 bytes, approximately, of a token of current vocabularies, for English and Arabic
_OUTPUT_TOKENS_PER_WORD = 3
# For second attempts. There is no common repetition penalty across servers, so OpenAI's frequency penalty replaces it,
# with a value in the range that its documentation calls reasonable (0.1 to 1).
_FREQUENCY_PENALTY = 0.5
# A text that no server refuses: if one does, it refuses every request.
_HARMLESS: dict[Task, str] = {"translate": "صباح الخير.", "summarize": "The weather was fine on Sunday."}
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


def describe_endpoint(files: ModelFiles) -> ModelIdentity:
    """Return the identity of an endpoint: the server, its model and the prompt; the weights are not known."""
    source = endpoint_of(files)
    prompts = [_prompt(files, task).model_dump(mode="json") for task in ("translate", "summarize")]
    asked = json.dumps([source.url, source.model, prompts, SEED], sort_keys=True, ensure_ascii=False)
    return ModelIdentity(
        name=files.name,
        revision="as served",
        fingerprint=hashlib.sha256(asked.encode()).hexdigest(),
        family="endpoint",
        engine="endpoint",
        compute_type="as served",
    )


def endpoint_of(files: ModelFiles) -> EndpointSource:
    """Return the server and model of an entry; raises ModelNotFound if it is not an endpoint."""
    if not isinstance(files.entry.source, EndpointSource):
        raise ModelNotFound(f"{files.name} is not an endpoint")
    return files.entry.source


def estimate_tokens(text: str) -> int:
    """Return the estimated tokens of a text, without the server's tokenizer."""
    return math.ceil(len(text.encode()) / _BYTES_PER_TOKEN)


def estimate_prompt_tokens(files: ModelFiles, task: Task) -> int:
    """Return the estimated tokens of each request without its text."""
    prompt = _prompt(files, task)
    return estimate_tokens((prompt.system or "") + (prompt.instruction or ""))


class EndpointModel:
    """A TextModel on a server: one text per request, with a limited number of parallel requests.

    The server decides on beams and length penalties; the temperature is 0 and the seed is fixed.
    """

    parallel = 2  # batches; the requests of the next start while the last ones of the previous are running

    def __init__(
        self, files: ModelFiles, task: Task, settings: EngineSettings, words: int | None = None
    ) -> None:
        source = endpoint_of(files)
        self.identity = describe_endpoint(files)
        self.max_input_tokens = files.entry.max_input_tokens or _MAX_INPUT_TOKENS[task]
        self.takes_context = _prompt(files, task).context_instruction is not None
        self._model = source.model
        self._prompt = _prompt(files, task)
        self._words = words or WORDS
        self._task = task
        self._decoding = settings.decoding
        self._client = EndpointClient(source.url, files.usage or EndpointUsage())
        self._threads = ThreadPoolExecutor(settings.workers or DEFAULT_REQUESTS, "endpoint")
        self._busy = BusyClock()
        self._accepted: set[bool] = (
            set()
        )  # the forms of requests, without and with penalty, that were answered
        self._rejected: dict[bool, str] = {}  # the forms that the server refuses for every text
        self._trying = Lock()

    @property
    def busy_seconds(self) -> float:
        """Return the seconds during which at least one request was running."""
        return self._busy.seconds

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the estimated tokens of each text, without the prompt."""
        return [estimate_tokens(text) for text in texts]

    def generate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[Output]:
        """Return an output for each text, in order; a blank text has an empty output.

        Raises SourceNotSeen if a text exceeds the input limit, TextsRefused if the server refuses one, and the errors
        of `EndpointClient.ask`.
        """
        return self.attempt(texts, decoding).whole()

    def attempt(self, texts: Sequence[str], decoding: Decoding | None = None) -> Attempted:
        """Return the outputs that the server gives, with the refused texts and the error that ended the batch, if any.

        Raises SourceNotSeen if a text exceeds the input limit.
        """
        for text in texts:
            if estimate_tokens(text) > self.max_input_tokens:
                raise SourceNotSeen(
                    f"a text of {len(text):,} characters does not fit {self.max_input_tokens} tokens"
                )
        penalty = decoding is not None and (decoding.repetition_penalty or 1.0) > 1.0
        with self._busy.at_work():
            waiting = [self._threads.submit(self._ask, text, penalty) for text in texts]
            try:
                done, _ = wait(waiting, return_when=FIRST_EXCEPTION)
                if any(future.exception() for future in done):
                    _cancel(waiting)
                wait(waiting)
            except KeyboardInterrupt:
                _cancel(waiting)
                with ending():
                    wait(waiting)
                raise
        return _attempted(waiting)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self._threads.shutdown(cancel_futures=True)

    def _ask(self, text: str, penalty: bool) -> Output | RequestRefused:
        """Return the output for a text, or the refusal if the server refuses this text but not every one."""
        if not text.strip():
            return Output(text="", source_tokens=0, output_tokens=0, finished=True)
        try:
            return self._output(text, penalty)
        except RequestRefused as refused:
            if not refused.certain:
                self._check_accepted(penalty, refused)
            return refused

    def _check_accepted(self, penalty: bool, refused: RequestRefused) -> None:
        """Raise CannotGoOn if the server also refuses a harmless text: a setting is wrong, not the text."""
        with self._trying:
            if penalty in self._accepted:
                return
            try:
                if penalty not in self._rejected:
                    self._output(_HARMLESS[self._task], penalty)
            except RequestRefused:
                self._rejected[penalty] = str(refused)
        if penalty in self._rejected:
            raise CannotGoOn(self._rejected[penalty])

    def _output(self, text: str, penalty: bool) -> Output:
        body: dict[str, Any] = {
            "model": self._model,
            "messages": self._messages(text),
            "temperature": 0,
            "seed": SEED,
            "max_tokens": self._most(text),
        }
        if penalty:
            body["frequency_penalty"] = _FREQUENCY_PENALTY
        answer = self._client.ask(body)
        self._accepted.add(penalty)
        written = without_commands(_THOUGHTS.sub("", answer.text).strip())
        return Output(
            written,
            estimate_tokens(text),
            answer.output_tokens or estimate_tokens(answer.text),
            answer.finished,
        )

    def _messages(self, text: str) -> list[dict[str, str]]:
        context, own = split_context(without_marks(text))
        asked = self._prompt.context_instruction if context else self._prompt.instruction
        filled = (asked or "").replace("{words}", str(self._words))
        before, _, after = filled.partition("{source}")  # the article's text is never read as a placeholder
        user = {"role": "user", "content": before.replace("{context}", "\n".join(context)) + own + after}
        return (
            [user]
            if self._prompt.system is None
            else [{"role": "system", "content": self._prompt.system}, user]
        )

    def _most(self, text: str) -> int:
        """Return the limit of output tokens, large enough for a vocabulary that splits English into letters."""
        if self._task == "summarize":
            return _OUTPUT_TOKENS_PER_WORD * self._words
        ratio = self._decoding.output_tokens_per_source_token or 3.0
        extra = self._decoding.output_tokens_extra or 64
        return math.ceil(ratio * estimate_tokens(own_text(text))) + extra


def _cancel(waiting: Sequence[Future[Output | RequestRefused]]) -> None:
    for future in waiting:
        future.cancel()


def _attempted(ended: Sequence[Future[Output | RequestRefused]]) -> Attempted:
    """Return the results of requests that have ended; other errors than those of the server are raised."""
    outputs: list[Output | None] = []
    refused: dict[int, str] = {}
    errors: list[TarjamaError] = []
    for place, future in enumerate(ended):
        outputs.append(None)
        if future.cancelled():
            continue
        error = future.exception()
        if isinstance(error, TarjamaError):
            errors.append(error)
        elif isinstance(found := future.result(), RequestRefused):
            refused[place] = str(found)
        else:
            outputs[place] = found
    return Attempted(outputs, refused, errors[0] if errors else None)


def _prompt(files: ModelFiles, task: Task) -> Prompt:
    prompt = files.entry.prompt or default_prompt(task, chat=True)
    if prompt is None or prompt.instruction is None:
        raise ModelNotFound(f"{files.name}: an endpoint needs a prompt with an 'instruction'")
    return prompt
