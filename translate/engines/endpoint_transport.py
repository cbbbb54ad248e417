"""Requests over HTTP that end at a time limit, when the client is closed, and when the process is asked to end.

A thread that waits for a socket cannot be woken, so requests run in an event loop, where they can be cancelled.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import CancelledError, Future, wait
from typing import Any

from translate.errors import RequestError, TarjamaError
from translate.interruption import asked_to_end

__all__ = ["POLL_SECONDS", "RequestsStopped", "Transport"]

POLL_SECONDS = 0.2  # how often a waiting thread looks whether it should end
_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 300.0  # a long summary on a CPU takes minutes
# Servers with a queue send blanks to keep the connection open, so silence alone is no limit.
_REQUEST_SECONDS = 600.0
_CLOSE_SECONDS = 2.0
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class RequestsStopped(TarjamaError):
    """The client was closed, or the process was asked to end, while a request was running."""


class Transport:
    """A thread-safe HTTP client of one server, with its own event loop."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        """Prepare the client.

        Raises RequestError if a proxy or a certificate file in the environment cannot be used.
        """
        import asyncio

        import httpx2

        self._url = url
        limit = httpx2.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
        try:
            self._http = httpx2.AsyncClient(headers=headers, timeout=limit, follow_redirects=False)
        except (ImportError, ValueError, OSError, httpx2.InvalidURL) as error:
            raise RequestError(_explain_environment(error)) from error
        self._closed = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="endpoint", daemon=True)
        self._thread.start()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Return the response with its whole body.

        Raises TimeoutError at the time limit, RequestsStopped, RequestError for an address that cannot be used, and
        the errors of httpx2.
        """
        import asyncio

        import httpx2

        if self._stopped():
            raise self._stopping()
        future: Future[Any] = asyncio.run_coroutine_threadsafe(self._send(path, body), self._loop)
        try:
            while not wait([future], POLL_SECONDS).done:
                if self._stopped():
                    raise self._stopping()
            return future.result()
        except CancelledError:  # by `close`
            raise self._stopping() from None
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise RequestError(
                f"{self._url} or its proxy is not an address that can be used: {error}"
            ) from error
        finally:
            future.cancel()  # has no effect on a request that has ended

    def pause(self, seconds: float) -> None:
        """Wait; raises RequestsStopped as `post` does."""
        while seconds > 0 and not self._stopped():
            self._closed.wait(min(seconds, POLL_SECONDS))
            seconds -= POLL_SECONDS
        if self._stopped():
            raise self._stopping()

    def close(self) -> None:
        """End all requests and close the connections."""
        import asyncio

        if self._closed.is_set():
            return
        self._closed.set()
        wait([asyncio.run_coroutine_threadsafe(self._end(), self._loop)], _CLOSE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSE_SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    def _stopped(self) -> bool:
        return self._closed.is_set() or asked_to_end()

    def _stopping(self) -> RequestsStopped:
        return RequestsStopped(f"the requests to {self._url} were stopped")

    async def _send(self, path: str, body: dict[str, Any]) -> Any:
        import asyncio

        async with asyncio.timeout(_REQUEST_SECONDS):
            return await self._http.post(f"{self._url}{path}", json=body)

    async def _end(self) -> None:
        import asyncio

        running = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._http.aclose()


def _explain_environment(error: Exception) -> str:
    """Return why the environment cannot be used; the values are not shown, because a proxy's may have a password."""
    of_proxy = not isinstance(error, OSError)
    names = [
        name
        for known in (_PROXIES if of_proxy else _CERTIFICATES)
        for name in (known, known.lower())
        if os.environ.get(name)
    ]
    which = ", ".join(names) or ("the system's proxy" if of_proxy else "the system's certificates")
    if of_proxy:
        return f"{which}: only proxies with an http:// or https:// address are supported"
    return f"{which}: the certificates cannot be read: {error}"
