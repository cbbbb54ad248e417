"""An OpenAI-compatible server on this machine that answers from a table and fails on request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-secret-0123456789"


@dataclass(frozen=True)
class Reply:
    """A whole response in place of an answer; with `drip`, one byte of it every so many seconds."""

    data: bytes
    status: int = 200
    drip: float = 0.0


Fault = int | str | Reply


class EndpointServer:
    """Answers each request with `answer`; the next requests fail with the `faults`, in order.

    A fault is a status, a Reply, or one of `slow`, `cut`, `half`, `none`, `two`, `page`. `refuse` returns the error of
    a prompt that is refused with status 400.
    """

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.answer = answer
        self.faults: list[Fault] = []
        self.refuse: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda _body: None
        self.answers_left: int | None = None  # then every request fails with 503
        self.retry_after: str | None = None
        self.key: str | None = None
        self.finish = "stop"
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.under_way = 0
        self.most_under_way = 0
        self.seconds = 0.0
        self.url = ""
        self.lock = threading.Lock()

    def next_fault(self) -> Fault | None:
        """Return the fault of the current request."""
        with self.lock:
            if self.answers_left is not None:
                self.answers_left -= 1
                if self.answers_left < 0:
                    return 503
            return self.faults.pop(0) if self.faults else None

    def completion(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return a chat completion in the format of servers."""
        text = self.answer(body["messages"][-1]["content"])
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": self.finish}
        return {
            "object": "chat.completion",
            "choices": [choice],
            "usage": {"prompt_tokens": 100, "completion_tokens": 7},
        }


@contextmanager
def serving(server: EndpointServer) -> Iterator[EndpointServer]:
    """Run the server on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            with server.lock:
                server.under_way += 1
                server.most_under_way = max(server.most_under_way, server.under_way)
            try:
                self._answer()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with server.lock:
                    server.under_way -= 1

        def _answer(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with server.lock:
                server.requests.append(body)
                server.keys.append(self.headers["Authorization"])
            time.sleep(server.seconds)
            if server.key is not None and self.headers["Authorization"] != f"Bearer {server.key}":
                self._send(401, {"error": {"message": f"bad key {self.headers['Authorization']}"}})
                return
            refusal = server.refuse(body)
            if refusal is not None:
                self._send(400, {"error": refusal})
                return
            fault = server.next_fault()
            if isinstance(fault, Reply):
                self._reply(fault)
                return
            if isinstance(fault, int):
                self._send(fault, {"error": {"message": f"sorry, {self.headers['Authorization']}"}})
                return
            document = server.completion(body)
            if fault == "two":
                document["choices"] *= 2
            elif fault == "none":
                document["choices"] = []
            elif fault == "slow":
                time.sleep(1.0)
            data = b"<html>busy</html>" if fault == "page" else json.dumps(document).encode()
            if fault == "half":  # the connection is whole, the document is not
                data = data[: len(data) // 2]
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if fault == "cut":
                self.wfile.write(data[: len(data) // 2])
                self.close_connection = True
                return
            self.wfile.write(data)

        def _reply(self, reply: Reply) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(reply.data)))
            self.end_headers()
            for start in range(len(reply.data)) if reply.drip else ():
                self.wfile.write(reply.data[start : start + 1])
                time.sleep(reply.drip)
            if not reply.drip:
                self.wfile.write(reply.data)

        def _send(self, status: int, document: dict[str, Any]) -> None:
            data = json.dumps(document).encode()
            self.send_response(status)
            if server.retry_after is not None:
                self.send_header("Retry-After", server.retry_after)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
