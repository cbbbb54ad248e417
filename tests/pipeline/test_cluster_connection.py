"""The connection to a Ray cluster, with Ray's answers in place of a cluster."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator

import pytest

from translate.errors import RequestError
from translate.pipeline.cluster_ray import connected
from translate.pipeline.cluster_settings import Cluster

ray = pytest.importorskip("ray", reason="the extra `cluster` is not installed")
pytest.importorskip("pyarrow", reason="the extra `cluster` is not installed")
DIED = """Initialization failure from server:
Traceback (most recent call last):
  File "proxier.py", line 772, in Datapath
RuntimeError: Starting Ray client server failed. See ray_client_server_23000.err for detailed logs.
"""


@pytest.fixture
def connections() -> list[dict[str, object]]:
    """Return the arguments of each connection."""
    return []


@pytest.fixture
def answers(
    monkeypatch: pytest.MonkeyPatch, connections: list[dict[str, object]]
) -> Iterator[list[Exception | None]]:
    """Return a list to fill: what Ray answers to one connection after the other; an exception is raised."""
    given: list[Exception | None] = []

    def initialize(**arguments: object) -> None:
        connections.append(arguments)
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(number))  # as `ray.init` does
        if (answer := given.pop(0)) is not None:
            raise answer

    monkeypatch.setattr(ray, "init", initialize)
    yield given
    assert given == [], "not asked for"


def test_a_local_cluster_never_joins_another_one(
    answers: list[Exception | None], connections: list[dict[str, object]]
) -> None:
    answers += [None]
    with connected(Cluster("local")):
        pass
    # Without an address, Ray joins the cluster of RAY_ADDRESS or of /tmp/ray/ray_current_cluster.
    assert connections[0]["address"] == "local"


@pytest.mark.parametrize("address", ["local", "auto", "ray://head:10001"])
def test_sigterm_ends_a_run_on_a_cluster_as_it_ends_another_run(
    answers: list[Exception | None], address: str
) -> None:
    answers += [None]

    class Terminated(BaseException):
        pass

    def end(*_: object) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        with pytest.raises(Terminated), connected(Cluster(address)):
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_client_connects_again_if_its_server_died_at_the_start(answers: list[Exception | None]) -> None:
    answers += [ConnectionAbortedError(DIED), ConnectionAbortedError(DIED), None]
    with connected(Cluster("ray://head:10001")):
        pass


def test_a_server_that_always_dies_gives_its_reason_without_a_traceback(
    answers: list[Exception | None],
) -> None:
    answers += [ConnectionAbortedError(DIED)] * 4
    with pytest.raises(RequestError) as error, connected(Cluster("ray://head:10001")):
        pass
    assert str(error.value) == (
        "no Ray cluster at ray://head:10001: RuntimeError: Starting Ray client server failed. "
        "See ray_client_server_23000.err for detailed logs."
    )


def test_a_wrong_address_fails_at_the_first_attempt(answers: list[Exception | None]) -> None:
    answers += [ConnectionError("ray client connection timeout")]
    with pytest.raises(RequestError) as error, connected(Cluster("ray://head:10001")):
        pass
    assert str(error.value) == "no Ray cluster at ray://head:10001: ray client connection timeout"
