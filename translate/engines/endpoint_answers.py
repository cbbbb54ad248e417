"""Read the answers of an endpoint: the text, a refusal, or the time to wait before another attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from translate.text.formats.content import well_formed

__all__ = ["Answer", "error_of", "is_about_every_text", "is_about_one_text", "read_answer", "retry_after"]

_MOST_TOKENS = 1 << 40  # a larger count is a mistake of the server
# Codes and types of errors about one text: of OpenAI, Azure, llama.cpp and Alibaba.
_ONE_TEXT = frozenset(
    {
        "content_filter",
        "content_policy_violation",
        "context_length_exceeded",
        "data_inspection_failed",
        "exceed_context_size_error",
        "invalid_prompt",
        "request_too_large",
        "string_above_max_length",
    }
)
_EVERY_TEXT = frozenset(
    {"model_not_found", "unknown_parameter", "unsupported_parameter", "unsupported_value"}
)
# Not `max_tokens`: servers name it if a text and its answer together exceed the context.
_PARAMETERS = frozenset({"model", "temperature", "seed", "frequency_penalty"})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request; `finished` is False if it was cut, at the limit of tokens or by a filter."""

    text: str
    prompt_tokens: int
    output_tokens: int
    finished: bool


def read_answer(document: Any) -> Answer:
    """Return the only answer in a chat completion; raises LookupError, TypeError, ValueError or AttributeError."""
    (choice,) = document["choices"]
    content = choice["message"]["content"]
    if content is not None and not isinstance(content, str):
        raise TypeError("the content is not text")
    used = document.get("usage") or {}
    return Answer(
        text=well_formed(content or ""),
        prompt_tokens=_tokens(used.get("prompt_tokens")),
        output_tokens=_tokens(used.get("completion_tokens")),
        finished=choice.get("finish_reason") in ("stop", None),
    )


def error_of(response: Any) -> tuple[str | None, dict[str, Any]]:
    """Return the message and the fields of the error in a response; the message is None if it has no error."""
    try:
        said = response.json()["error"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None, {}
    if not said:
        return None, {}
    fields = said if isinstance(said, dict) else {}
    try:
        return well_formed(str(fields.get("message") or said)), fields
    except RecursionError:  # of a deeply nested error
        return None, fields


def is_about_one_text(status: int, error: dict[str, Any]) -> bool:
    """Return whether the server says that it refused this text, and may answer others."""
    return status == 413 or not _ONE_TEXT.isdisjoint(_names(error))


def is_about_every_text(error: dict[str, Any]) -> bool:
    """Return whether the server says that it refuses the model or a setting, which every request has."""
    return str(error.get("param")) in _PARAMETERS or not _EVERY_TEXT.isdisjoint(_names(error))


def retry_after(value: str | None) -> float | None:
    """Return the seconds to wait; the header contains seconds or a date."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _names(error: dict[str, Any]) -> list[str]:
    return [value for value in (error.get("code"), error.get("type")) if isinstance(value, str)]


def _tokens(count: object) -> int:
    """Return a count of tokens; 0, as for a missing one, if it is not a plausible number."""
    if isinstance(count, int | float) and 0 <= count <= _MOST_TOKENS:
        return int(count)
    return 0
