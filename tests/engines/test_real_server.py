"""A run through a real OpenAI-compatible server, `transformers serve`, on this machine: `make endpoint`.

Skipped without fastapi, uvicorn and openai, which the server needs.

The model is tiny and has memorised a few sentences; its other outputs are not checked.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from transformers.utils.import_utils import is_serve_available

from tests.conftest import ROOT, SEEDS
from tests.tiny_models import PAIRS
from translate.config.catalogue import Catalogue, EndpointSource, ModelEntry, Prompt
from translate.config.profile import EngineSettings
from translate.engines import endpoint_client
from translate.engines.loading import open_model
from translate.models.registry import prepare_model
from translate.progress import Silent

pytestmark = [
    pytest.mark.enable_socket,  # only 127.0.0.1
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(
        not is_serve_available(), reason="transformers serve needs fastapi, uvicorn and openai"
    ),
]
Tarjama = Callable[..., tuple[int, str, str]]
_START_SECONDS = 120
# One attempt at each sentence, and no model for the summaries.
PROFILE = """\
[translation]
model = "unused"
workers = 4
[summary]
model = "lead"
[checks]
retry = false
[batching]
batch_tokens = 256
"""


class Server:
    """`transformers serve` in its own process; it can be killed and restarted at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self.model = f"openai:{folder}@{self.url}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(self.folder)]
        options = ["--device", "cpu", "--dtype", "float32", "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, *options],
            env=os.environ | {"HF_HUB_OFFLINE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server exited"
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.3)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture(scope="module")
def server(qwen2_folder: Path) -> Iterator[Server]:
    made = Server(qwen2_folder)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "endpoint.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


def command(server: Server, profile: Path, output: Path) -> list[str]:
    options = ["--profile", str(profile), "--output", str(output), "--no-memory", "--quiet"]
    return ["run", str(SEEDS), "--model", server.model, *options]


def articles(run: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((run / "articles").iterdir())}


@pytest.fixture(scope="module")
def whole(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of the five seeds through the server, made by another process."""
    place = tmp_path_factory.mktemp("whole")
    path = place / "endpoint.toml"
    path.write_text(PROFILE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "translate", *command(server, path, place / "run")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return place / "run"


def test_a_model_on_a_server_translates_what_it_learnt(server: Server) -> None:
    entry = ModelEntry(
        source=EndpointSource(model=str(server.folder), url=server.url), prompt=Prompt(instruction="{source}")
    )
    files = prepare_model(
        "served", "translate", Catalogue(translators={"served": entry}, summarizers={}), Silent()
    )
    model = open_model(files, "translate", EngineSettings(workers=3))
    outputs = model.generate([arabic for arabic, _ in PAIRS[:8]])
    assert [output.text for output in outputs] == [english for _, english in PAIRS[:8]]
    assert all(output.finished and output.output_tokens > 1 for output in outputs)
    model.close()


def test_the_five_seeds_are_translated_by_a_real_server(whole: Path, server: Server) -> None:
    facts = json.loads((whole / "run.json").read_text(encoding="utf-8"))
    assert facts["counts"]["done"] == 5
    assert facts["reproducible"] is False
    asked = facts["endpoints"]["translation"]
    assert (asked["server"], asked["model"]) == (server.url, str(server.folder))
    assert asked["requests"] >= 90
    assert asked["retries"] == 0
    assert asked["prompt_tokens"] > asked["output_tokens"] > 0
    for source in sorted(SEEDS.glob("*.txt")):
        english = (whole / "articles" / f"{source.stem}.en.txt").read_text(encoding="utf-8")
        assert english.count("\n") == source.read_text(encoding="utf-8").count("\n")


def test_after_a_killed_server_the_same_command_resumes_without_loss(
    server: Server,
    whole: Path,
    profile: Path,
    tmp_path: Path,
    tarjama: Tarjama,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(endpoint_client, "_FIRST_WAIT_SECONDS", 0.01)
    output = tmp_path / "run"

    def kill_when_one_article_is_written() -> None:
        while not any(output.glob("articles/*.json")):
            time.sleep(0.05)
        server.kill()

    killer = threading.Thread(target=kill_when_one_article_is_written)
    killer.start()
    code, _, err = tarjama(*command(server, profile, output))
    killer.join()
    assert code == 4
    assert "Run the same command again to resume" in err
    assert 1 <= len(list(output.glob("articles/*.json"))) < 5
    server.start()
    assert tarjama(*command(server, profile, output))[0] == 0
    assert articles(output) == articles(whole)


def test_a_killed_run_resumes_where_it_stopped(
    server: Server, whole: Path, profile: Path, tmp_path: Path, tarjama: Tarjama
) -> None:
    output = tmp_path / "run"
    running = subprocess.Popen(
        [sys.executable, "-m", "translate", *command(server, profile, output)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    while not any(output.glob("articles/*.json")):
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (output / "run.json").exists()
    assert tarjama(*command(server, profile, output))[0] == 0
    assert articles(output) == articles(whole)
