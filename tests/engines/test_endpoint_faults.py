"""A malformed answer, key, proxy or certificate never ends in an internal error, and no message shows the key."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint_server import EndpointServer, Reply
from tests.engines.test_endpoint import open_endpoint, server
from translate.engines import endpoint_client, endpoint_transport
from translate.errors import EndpointUnreachable, RequestError

__all__ = ["server"]  # the fixture
pytestmark = pytest.mark.enable_socket  # only 127.0.0.1
SECRET = "sk-secret123"


def completion(content: str, **used: object) -> bytes:
    """Return a chat completion; a value of `used` is written as it is."""
    usage = ", ".join(f'"{name}": {value}' for name, value in used.items())
    choice = f'{{"message": {{"content": "{content}"}}, "finish_reason": "stop"}}'
    return f'{{"choices": [{choice}], "usage": {{{usage}}}}}'.encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", " \t"])
def test_a_key_read_with_its_line_end_works(
    server: EndpointServer, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setenv("TARJAMA_API_KEY", SECRET + end)
    model = open_endpoint(server)
    assert model.generate(["واحد"])[0].text == "one"
    model.close()
    assert server.keys == [f"Bearer {SECRET}"]


@pytest.mark.parametrize(
    "key", ["sk-s\u00e9cret123", "\u200fsk-secret123", "sk-\nsecret123", "sk-secret123\x7f"]
)
def test_a_key_that_no_header_can_contain_is_refused_without_showing_it(
    server: EndpointServer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("TARJAMA_API_KEY", key)
    with pytest.raises(RequestError, match="TARJAMA_API_KEY contains") as caught:
        open_endpoint(server)
    assert "secret123" not in str(caught.value)
    assert "cret123" not in str(caught.value)
    assert not server.requests


@pytest.mark.parametrize("before", range(170, 200, 5))
def test_no_part_of_the_key_remains_where_a_long_message_is_cut(
    server: EndpointServer, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    monkeypatch.setenv("TARJAMA_API_KEY", SECRET)
    monkeypatch.setattr(endpoint_client, "ATTEMPTS", 1)
    document = {"error": {"message": "x" * before + " " + SECRET}}
    server.faults = [Reply(json.dumps(document).encode(), 503)]
    model = open_endpoint(server)
    with pytest.raises(EndpointUnreachable) as caught:
        model.generate(["واحد"])
    model.close()
    assert "sk-" not in str(caught.value)


def test_half_a_character_in_an_answer_is_replaced(server: EndpointServer) -> None:
    server.faults = [Reply(completion(r"\ud83d cut"))]
    model = open_endpoint(server)
    assert model.generate(["واحد"])[0].text == "\ufffd cut"
    model.close()


@pytest.mark.parametrize(
    "reply", [Reply(b"[" * 100_000), Reply(b"[" * 100_000, 503), Reply(b'{"error": ' + b"[" * 100_000, 503)]
)
def test_a_deeply_nested_answer_is_asked_for_again(server: EndpointServer, reply: Reply) -> None:
    server.faults = [reply]
    model = open_endpoint(server)
    assert model.generate(["واحد"])[0].text == "one"
    model.close()


@pytest.mark.parametrize("count", ["Infinity", "1e999", "-5", "NaN", '"many"', "[1]", "1" + "0" * 400])
def test_an_impossible_count_of_tokens_changes_no_price(server: EndpointServer, count: str) -> None:
    server.faults = [Reply(completion("one", prompt_tokens=count, completion_tokens=count))]
    model = open_endpoint(server)
    assert model.generate(["واحد"])[0].text == "one"
    usage: Any = model._client._usage
    assert (usage.prompt_tokens, usage.output_tokens) == (0, 0)
    model.close()


def test_a_date_that_no_clock_has_is_no_reason_to_end(server: EndpointServer) -> None:
    server.retry_after = "Mon, 01 Jan 2024 00:00:00 +99999999999999999999"
    server.faults = [429]
    model = open_endpoint(server)
    assert model.generate(["واحد"])[0].text == "one"
    model.close()


def test_an_error_with_status_200_is_quoted(server: EndpointServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint_client, "ATTEMPTS", 1)
    server.faults = [Reply(b'{"error": {"message": "the GPU is lost."}}')]
    model = open_endpoint(server)
    with pytest.raises(EndpointUnreachable, match=r"the GPU is lost\. Run the same"):
        model.generate(["واحد"])
    model.close()


@pytest.mark.parametrize("status", [520, 522, 524, 529])
def test_a_failure_between_the_service_and_its_server_is_retried(server: EndpointServer, status: int) -> None:
    server.faults = [status]
    model = open_endpoint(server)
    assert model.generate(["واحد"])[0].text == "one"
    model.close()


def test_a_server_that_sends_single_bytes_is_not_waited_for_without_end(
    server: EndpointServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_transport, "_REQUEST_SECONDS", 0.5)
    server.faults = [Reply(b" " * 600, drip=0.1)]
    model = open_endpoint(server)
    began = time.monotonic()
    assert model.generate(["واحد"])[0].text == "one"
    assert time.monotonic() - began < 30
    model.close()


@pytest.mark.parametrize("reason", ["content_filter", "length", "tool_calls"])
def test_an_answer_that_a_filter_cut_is_not_called_finished(server: EndpointServer, reason: str) -> None:
    server.finish = reason
    model = open_endpoint(server)
    assert not model.generate(["واحد"])[0].finished
    model.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALL_PROXY", "socks5://user:hidden@127.0.0.1:1"),
        ("HTTP_PROXY", "ftp://user:hidden@127.0.0.1:1"),
        ("HTTPS_PROXY", "socks4://user:hidden@127.0.0.1:1"),
        ("SSL_CERT_FILE", "missing.pem"),
        ("SSL_CERT_FILE", "empty.pem"),
    ],
)
def test_a_proxy_or_certificate_that_cannot_be_used_is_named_without_its_password(
    server: EndpointServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    (tmp_path / "empty.pem").touch()
    monkeypatch.setenv(name, str(tmp_path / value) if value.endswith(".pem") else value)
    with pytest.raises(RequestError, match=name) as caught:
        open_endpoint(server)
    assert "hidden" not in str(caught.value)
