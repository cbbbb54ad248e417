"""Requests to an OpenAI-compatible endpoint, with retries and counts of tokens."""

from __future__ import annotations

import random
import threading
from typing import Any

from translate.engines.endpoint_answers import (
    Answer,
    error_of,
    is_about_every_text,
    is_about_one_text,
    read_answer,
    retry_after,
)
from translate.engines.endpoint_key import api_key, key_advice, without_key
from translate.engines.endpoint_transport import Transport
from translate.errors import ArticleFailed, CannotGoOn, EndpointUnreachable, ModelNotFound
from translate.models.base import EndpointUsage

__all__ = ["ATTEMPTS", "EndpointClient", "RequestRefused"]

ATTEMPTS = 6
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 60.0
# 520 to 529 are those of Cloudflare, and of services that are overloaded.
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, *range(520, 530)})
_REFUSED = frozenset({400, 413, 422})
_MOST_SAID = 200  # characters of a server's message


class RequestRefused(ArticleFailed):
    """The server refused one request; `certain` is True if it says that the reason is the text."""

    def __init__(self, message: str, *, certain: bool) -> None:
        super().__init__(message)
        self.certain = certain


class _Passing(Exception):
    """A temporary failure; `wait` is the number of seconds that the server asks to wait, if any."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class EndpointClient:
    """A thread-safe client of one server.

    A request with a temporary failure (no connection, 429, 5xx, an incomplete or invalid answer) is sent again after
    the time in `Retry-After`, or else with exponential backoff and jitter.
    """

    def __init__(self, url: str, usage: EndpointUsage) -> None:
        self._url = url
        self._key = api_key(url)
        self._lock = threading.Lock()
        self._answered = False
        self._usage = usage
        self._http = Transport(url, {"Authorization": f"Bearer {self._key}"} if self._key else {})

    def ask(self, body: dict[str, Any]) -> Answer:
        """Return the answer to a request for a chat completion.

        Raises EndpointUnreachable if no request was ever answered, ModelNotFound if the server rejects the key or the
        model, RequestRefused if it rejects this request, CannotGoOn for any other permanent failure, and
        RequestsStopped if the client is closed or the process is asked to end.
        """
        reason = ""
        for attempt in range(ATTEMPTS):
            try:
                answer = self._try(body)
            except _Passing as failure:
                reason = str(failure)
                if attempt + 1 < ATTEMPTS:
                    self._pause(attempt, failure.wait)
                continue
            self._count(answer)
            return answer
        kind: type[Exception] = CannotGoOn if self._answered else EndpointUnreachable
        raise kind(
            f"{self._url} gave no answer in {ATTEMPTS} attempts: {reason.rstrip(' .')}. Run the same command again to "
            "resume"
        )

    def close(self) -> None:
        """Close the connections; running requests, and those that wait for another attempt, end."""
        self._http.close()

    def _try(self, body: dict[str, Any]) -> Answer:
        import httpx2

        with self._lock:
            self._usage.requests += 1
        try:
            response = self._http.post("/chat/completions", body)
        except TimeoutError as error:
            raise _Passing("no complete answer within the time limit") from error
        except (httpx2.LocalProtocolError, httpx2.UnsupportedProtocol) as error:
            raise CannotGoOn(self._clean(f"cannot send requests to {self._url}: {error}")) from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise _Passing(self._clean(f"{type(error).__name__}: {error}")) from error
        if response.status_code != 200:
            raise self._failure(response, body["model"])
        try:
            return read_answer(response.json())
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            said, _ = error_of(response)
            reason = "an answer that is not a chat completion"
            raise _Passing(reason if said is None else f"an error: {self._short(said)}") from error

    def _failure(self, response: Any, model: str) -> Exception:
        """Return the error for a response with another status than 200."""
        status = response.status_code
        message, fields = error_of(response)
        said = self._short(message or str(response.text)) or "no reason given"
        if status in _PASSING:
            return _Passing(f"status {status}: {said}", retry_after(response.headers.get("retry-after")))
        if status in {401, 403}:
            return ModelNotFound(
                f"access to {self._url} denied ({status}): set the key in {key_advice(self._url)}"
            )
        if status == 404:
            return ModelNotFound(f"{self._url} has no model '{model}' (404): {said}")
        refused = f"{self._url} refused a request ({status}): {said}"
        certain = is_about_one_text(status, fields)
        if status in _REFUSED and (certain or not is_about_every_text(fields)):
            return RequestRefused(refused, certain=certain)
        return CannotGoOn(refused)

    def _pause(self, attempt: int, asked: float | None) -> None:
        with self._lock:
            self._usage.retries += 1
        longest = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2**attempt)
        wait = longest * random.uniform(0.5, 1.0)  # noqa: S311 - keeps many clients apart
        if asked is not None:
            wait = min(asked, _LONGEST_WAIT_SECONDS) + random.uniform(0, _FIRST_WAIT_SECONDS)  # noqa: S311
        self._http.pause(wait)

    def _count(self, answer: Answer) -> None:
        with self._lock:
            self._answered = True
            self._usage.prompt_tokens += answer.prompt_tokens
            self._usage.output_tokens += answer.output_tokens

    def _short(self, said: str) -> str:
        """Return a server's message in one short line, without the key (removed first: half of it must not remain)."""
        return " ".join(self._clean(said).split())[:_MOST_SAID]

    def _clean(self, text: str) -> str:
        return without_key(text, self._key)
