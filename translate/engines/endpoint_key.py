"""The API key of an endpoint: read from the environment, sent as a header, and removed from all messages."""

from __future__ import annotations

import json
import os
from urllib.parse import urlsplit

from translate.errors import RequestError

__all__ = ["api_key", "key_advice", "without_key"]

# The key in OPENAI_API_KEY is sent only to OpenAI's own server.
_OWN_KEY, _OPENAI_KEY, _OPENAI_HOST = "TARJAMA_API_KEY", "OPENAI_API_KEY", "api.openai.com"


def api_key(url: str) -> str | None:
    """Return the API key for a server from the environment, without white space around it; None if there is none.

    Raises RequestError, without the key, if it has characters that a header cannot contain.
    """
    names = (_OWN_KEY, _OPENAI_KEY) if urlsplit(url).hostname == _OPENAI_HOST else (_OWN_KEY,)
    for name in names:
        key = os.environ.get(name, "").strip()
        if not key:
            continue
        if not all(" " <= sign <= "~" for sign in key):
            raise RequestError(
                f"{name} contains a line break, an invisible character or a letter outside ASCII, which no key has: "
                "copy the key again"
            )
        return key
    return None


def key_advice(url: str) -> str:
    """Return the environment variables that may contain the key for this server."""
    return f"{_OWN_KEY} or {_OPENAI_KEY}" if urlsplit(url).hostname == _OPENAI_HOST else _OWN_KEY


def without_key(text: str, key: str | None) -> str:
    """Return the text without the key, as it is or in quotation marks, because services quote it in their messages."""
    if key is None:
        return text
    for form in {key, json.dumps(key)[1:-1], repr(key)[1:-1]}:
        text = text.replace(form, "[key]")
    return text
