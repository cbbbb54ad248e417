"""A local stand-in for the Hugging Face Hub: its protocol for one repository at one commit, and its faults.

It serves what `huggingface_hub` requests for a snapshot: the repository's card, its tree, and its files. Large (LFS)
files are redirected to a stand-in for the CDN, with ranges. Every request is recorded.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE_BYTES = 20_000  # files of this size or more are in LFS


@dataclass
class Fault:
    """A fault of the first `times` requests (all if None) whose path contains `where`."""

    where: str
    status: int = 0  # answer with it
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None  # bytes of the body, then the connection ends
    hold_after: int | None = None  # bytes of the body, then a pause until `go_on` is set
    content: Callable[[bytes], bytes] | None = None  # another body of the same length
    no_ranges: bool = False  # the whole body, also for a range
    holding: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    times: int | None = None

    def applies(self, path: str) -> bool:
        """Return whether this request has the fault, and count it."""
        if self.where not in path or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass
class Hub:
    """One repository: `kind` is `models` or `datasets`; a private one requires `token`."""

    files: dict[str, bytes]
    repository: str = "owner/some-model"
    kind: str = "models"
    token: str | None = None
    gated: bool = False
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, range
    endpoint: str = ""

    def asked_for(self, name: str) -> list[str]:
        """Return the ranges of the requests for a file; empty for the whole file."""
        large = self.files.get(name, b"")
        key = sha256(large) if len(large) >= LARGE_BYTES else f"/{name}"
        return [r for method, path, r in self.requests if method == "GET" and path.endswith(key)]

    def tree(self, below: str, *, recursive: bool) -> list[dict[str, object]]:
        """Return the files and folders in the folder `below`, with those of its subfolders if `recursive`."""
        names = [PurePosixPath(name) for name in sorted(self.files)]
        folders = sorted({parent for name in names for parent in name.parents} - {PurePosixPath()})
        entries: list[dict[str, object]] = [
            {"type": "directory", "path": str(folder), "oid": git_hash(b""), "size": 0} for folder in folders
        ]
        entries += [self.file_info(str(name)) for name in names]
        inside = PurePosixPath(below)
        return [
            entry
            for entry in entries
            if inside in list(PurePosixPath(str(entry["path"])).parents)[: None if recursive else 1]
        ]

    def file_info(self, name: str) -> dict[str, object]:
        """Return the entry of a file in the tree and the card."""
        data = self.files[name]
        info: dict[str, object] = {"type": "file", "path": name, "rfilename": name, "size": len(data)}
        info["oid"] = info["blobId"] = git_hash(data)
        if len(data) >= LARGE_BYTES:
            info["lfs"] = {"oid": sha256(data), "sha256": sha256(data), "size": len(data), "pointerSize": 134}
        return info


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def git_hash(data: bytes) -> str:
    """Return the hash by which git names a blob and the hub a small file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Run the hub at `hub.endpoint`."""

    class Handler(_Handler):
        served = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serving_folder(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve the files of a folder as the repository `owner/model`, and let huggingface_hub use this server only."""
    from huggingface_hub import constants

    monkeypatch.setattr(time, "sleep", lambda _: None)  # retries wait
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    with serving(Hub(files, repository="owner/model")) as running:
        monkeypatch.setattr(constants, "ENDPOINT", running.endpoint)
        url = running.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
        yield running


class _Handler(BaseHTTPRequestHandler):
    served: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Write nothing to standard error."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        hub = self.served
        path = unquote(urlsplit(self.path).path)
        hub.requests.append((self.command, path, self.headers.get("Range", "")))
        fault = next((fault for fault in hub.faults if fault.applies(path)), None)
        if fault is not None and fault.status:
            self._send(fault.status, b"{}", fault.headers)
            return
        cdn = re.fullmatch(r"/cdn/([0-9a-f]{64})", path)
        authorization = self.headers.get("Authorization")
        if cdn and authorization:
            self._send(400, b"the token does not belong here", {})
            return
        if hub.token is not None and not cdn and authorization != f"Bearer {hub.token}":
            code = "GatedRepo" if hub.gated else "RepoNotFound"
            self._send(403 if hub.gated else 401, b"{}", {"X-Error-Code": code})
            return
        prefix = "" if hub.kind == "models" else "/datasets"
        api = re.fullmatch(rf"/api/{hub.kind}/{hub.repository}(?:/(\w[\w-]*)/([^/]+)(?:/(.*))?)?", path)
        file = re.fullmatch(rf"{prefix}/{hub.repository}/resolve/([^/]+)/(.+)", path)
        if api:
            self._api(api[1] or "revision", api[2] or "main", api[3] or "")
        elif file and file[2] in hub.files and file[1] in ("main", COMMIT):
            self._file(file[2], fault)
        elif cdn:
            self._body(next(d for d in hub.files.values() if sha256(d) == cdn[1]), {}, fault)
        else:
            self._send(404, b"{}", {"X-Error-Code": "EntryNotFound" if file else "RepoNotFound"})

    def _api(self, what: str, revision: str, below: str) -> None:
        hub = self.served
        infos = [hub.file_info(name) for name in sorted(hub.files)]
        if revision not in ("main", COMMIT):
            self._send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        elif what == "revision":
            card = {
                "_id": "0",
                "id": hub.repository,
                "sha": COMMIT,
                "private": False,
                "tags": [],
                "siblings": infos,
            }
            self._json(card)
        elif what == "tree":
            recursive = parse_qs(urlsplit(self.path).query).get("recursive", ["false"])[0].lower() in (
                "true",
                "1",
            )
            self._json(hub.tree(below, recursive=recursive))
        elif what == "paths-info":
            asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
            wanted = json.loads(asked)["paths"] if asked.startswith("{") else parse_qs(asked).get("paths", [])
            self._json([entry for entry in hub.tree("", recursive=True) if entry["path"] in wanted])
        else:
            self._send(404, b"{}", {"X-Error-Code": "EntryNotFound"})

    def _file(self, name: str, fault: Fault | None) -> None:
        data = self.served.files[name]
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{git_hash(data)}"'}
        if len(data) >= LARGE_BYTES:
            digest = sha256(data)
            headers |= {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(data))}
            # A different host name, like the real CDN: the library must not send it the token.
            headers["Location"] = f"{self.served.endpoint.replace('127.0.0.1', 'localhost')}/cdn/{digest}"
            self._send(302, b"", headers)
        else:
            self._body(data, headers, fault)

    def _body(self, data: bytes, headers: Mapping[str, str], fault: Fault | None) -> None:
        if fault is not None and fault.content is not None:
            data = fault.content(data)
        status, start = 200, 0
        headers = dict(headers)
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted and not (fault is not None and fault.no_ranges):
            status, start = 206, int(wanted[1])
            end = min(int(wanted[2] or len(data) - 1), len(data) - 1)
            headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
            data = data[start : end + 1]
        if fault is not None and fault.hold_after is not None:
            self._send(status, data, headers, fault.hold_after, fault)
        else:
            self._send(status, data, headers, fault.cut_after if fault is not None else None)

    def _json(self, value: object) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _send(
        self,
        status: int,
        body: bytes,
        headers: Mapping[str, str],
        cut: int | None = None,
        hold: Fault | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body if cut is None else body[:cut])
        if hold is not None:
            self.wfile.flush()
            hold.holding.set()
            hold.go_on.wait(60)
        if cut is not None:
            self.close_connection = True
