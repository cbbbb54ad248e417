"""Requests to an OpenAI-compatible endpoint, with timeouts, retries and counts of tokens."""

from __future__ import annotations

import os
import random
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from translate.errors import CannotGoOn, EndpointUnreachable, ModelNotFound
from translate.models.base import EndpointUsage

__all__ = ["Answer", "EndpointClient", "api_key"]

ATTEMPTS = 6
_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 300.0  # a long summary on a CPU takes minutes
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 60.0
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
# The key in OPENAI_API_KEY is sent only to OpenAI's own server.
_OWN_KEY, _OPENAI_KEY, _OPENAI_HOST = "TARJAMA_API_KEY", "OPENAI_API_KEY", "api.openai.com"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request; `finished` is False if it was cut at the limit of tokens."""

    text: str
    prompt_tokens: int
    output_tokens: int
    finished: bool


class _Passing(Exception):
    """A temporary failure; `wait` is the number of seconds that the server asks to wait, if any."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class EndpointClient:
    """A thread-safe client of one server.

    A request with a temporary failure (no connection, 429, 5xx, an incomplete or invalid answer) is sent again after
    the time in `Retry-After`, or else with exponential backoff and jitter. The key is read from the environment, sent
    as a header, and removed from all messages.
    """

    def __init__(self, url: str, usage: EndpointUsage) -> None:
        import httpx2

        self._url = url
        self._key = api_key(url)
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._answered = False
        self._usage = usage
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        limit = httpx2.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
        self._http = httpx2.Client(headers=headers, timeout=limit, follow_redirects=False)

    def ask(self, body: dict[str, Any]) -> Answer:
        """Return the answer to a request for a chat completion.

        Raises EndpointUnreachable if no request was ever answered, ModelNotFound if the server rejects the key or the
        model, and CannotGoOn for any other permanent failure.
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
            f"{self._url} gave no answer in {ATTEMPTS} attempts: {reason}. Run the same command again to resume"
        )

    def close(self) -> None:
        """Close the connections; requests that wait for another attempt end."""
        self._closed.set()
        self._http.close()

    def _try(self, body: dict[str, Any]) -> Answer:
        import httpx2

        with self._lock:
            self._usage.requests += 1
        try:
            response = self._http.post(f"{self._url}/chat/completions", json=body)
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise _Passing(self._clean(f"{type(error).__name__}: {error}")) from error
        status = response.status_code
        if status in _PASSING:
            raise _Passing(
                f"status {status}: {self._said(response)}", _retry_after(response.headers.get("retry-after"))
            )
        if status in {401, 403}:
            raise ModelNotFound(
                f"access to {self._url} denied ({status}): set the key in {_OWN_KEY}"
                + (f" or {_OPENAI_KEY}" if urlsplit(self._url).hostname == _OPENAI_HOST else "")
            )
        if status == 404:
            raise ModelNotFound(f"{self._url} has no model '{body['model']}' (404): {self._said(response)}")
        if status != 200:
            raise CannotGoOn(f"{self._url} refused a request ({status}): {self._said(response)}")
        try:
            return _read(response.json())
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise _Passing("an answer that is not a chat completion") from error

    def _pause(self, attempt: int, asked: float | None) -> None:
        with self._lock:
            self._usage.retries += 1
        longest = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2**attempt)
        wait = longest * random.uniform(0.5, 1.0)  # noqa: S311 - keeps many clients apart
        if asked is not None:
            wait = min(asked, _LONGEST_WAIT_SECONDS) + random.uniform(0, _FIRST_WAIT_SECONDS)  # noqa: S311
        if self._closed.wait(wait):
            raise CannotGoOn(f"the requests to {self._url} were stopped")

    def _count(self, answer: Answer) -> None:
        with self._lock:
            self._answered = True
            self._usage.prompt_tokens += answer.prompt_tokens
            self._usage.output_tokens += answer.output_tokens

    def _said(self, response: Any) -> str:
        """Return the server's error message in one short line."""
        try:
            said = response.json()["error"]
            text = str(said["message"] if isinstance(said, dict) else said)
        except (ValueError, LookupError, TypeError):
            text = str(response.text)
        return self._clean(" ".join(text.split())[:200]) or "no reason given"

    def _clean(self, text: str) -> str:
        """Return the text without the key, because services quote it in their messages."""
        return text.replace(self._key, "[key]") if self._key else text


def api_key(url: str) -> str | None:
    """Return the API key for a server from the environment; None if there is none."""
    own = os.environ.get(_OWN_KEY)
    if own or urlsplit(url).hostname != _OPENAI_HOST:
        return own or None
    return os.environ.get(_OPENAI_KEY) or None


def _read(document: Any) -> Answer:
    """Return the only answer in a chat completion; raises LookupError, TypeError or ValueError if it is malformed."""
    (choice,) = document["choices"]
    content = choice["message"]["content"]
    if content is not None and not isinstance(content, str):
        raise TypeError("the content is not text")
    used = document.get("usage") or {}
    return Answer(
        text=content or "",
        prompt_tokens=int(used.get("prompt_tokens") or 0),
        output_tokens=int(used.get("completion_tokens") or 0),
        finished=choice.get("finish_reason") != "length",
    )


def _retry_after(value: str | None) -> float | None:
    """Return the seconds to wait; the header contains seconds or a date."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
