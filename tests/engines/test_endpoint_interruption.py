"""Ctrl-C and SIGTERM do not wait for a server, and lose no answer that has arrived."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.endpoint_server import EndpointServer
from tests.engines.test_endpoint import open_endpoint, server
from translate.engines.endpoint_transport import RequestsStopped
from translate.interruption import ending

__all__ = ["server"]  # the fixture
pytestmark = pytest.mark.enable_socket  # only 127.0.0.1
SENTENCES = ("وصل الوزير إلى المدينة", "قال إنه سعيد جدا بالزيارة", "افتتح الرئيس المدرسة الجديدة")


def test_a_closed_model_ends_requests_and_pauses(server: EndpointServer) -> None:
    server.seconds = 60
    model = open_endpoint(server)
    threading.Timer(0.5, model.close).start()
    began = time.monotonic()
    with pytest.raises(RequestsStopped):
        model.generate(["واحد"])
    assert time.monotonic() - began < 30


def test_a_model_can_be_used_again_after_an_interruption(server: EndpointServer) -> None:
    model = open_endpoint(server)
    with ending(), pytest.raises(RequestsStopped):
        model.generate(["واحد"])
    assert model.generate(["واحد"])[0].text == "one"
    model.close()


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("fault", ["hangs", "is busy"])
def test_a_signal_ends_a_run_without_waiting_for_the_server(
    server: EndpointServer, tmp_path: Path, sent: signal.Signals, code: int, fault: str
) -> None:
    (tmp_path / "a.txt").write_text("\n".join(f"{s}." for s in SENTENCES), encoding="utf-8")
    answered = server.answer
    release = threading.Event()

    def answer(prompt: str) -> str:
        if SENTENCES[0] not in prompt:
            release.wait(120)
        return answered(prompt)

    server.answer = answer
    if fault == "is busy":
        server.retry_after = "50"
        server.faults = [503] * 100
    command = [sys.executable, "-m", "translate", "run", str(tmp_path / "a.txt"), "--summarizer", "none"]
    options = ["--model", f"openai:m@{server.url}", "--output", str(tmp_path / "run"), "--quiet"]
    running = subprocess.Popen(
        [*command, *options], cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True
    )
    while len(server.requests) < len(SENTENCES):
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(1)  # the answer to the first sentence arrives
    began = time.monotonic()
    running.send_signal(sent)
    _, err = running.communicate(timeout=60)
    assert running.returncode == code, err
    assert time.monotonic() - began < 20  # of a starved machine; a second elsewhere
    assert "run the same command again to resume" in err
    release.set()
    server.faults, server.requests = [], []
    again = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    texts = [request["messages"][-1]["content"] for request in server.requests]
    assert sum(SENTENCES[0] in text for text in texts) == (1 if fault == "is busy" else 0)
