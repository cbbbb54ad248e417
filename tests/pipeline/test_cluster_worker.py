"""A worker of a cluster says why it cannot work; without Ray."""

from __future__ import annotations

import pickle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from translate.errors import ExitCode, ModelNotFound
from translate.pipeline import cluster_worker
from translate.pipeline.cluster_worker import Assignment, Failure, FolderOfRun, Worker

IDENTITIES = {"translation": {"name": "m", "compute_type": "float16"}, "summary": {"name": "lead"}}


@pytest.fixture(autouse=True)
def _machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_worker, "this_node", lambda: "node-7")
    monkeypatch.setattr(cluster_worker, "sees_gpu", lambda: False)


def answer(worker: Worker) -> Failure:
    """Return the worker's answer to a window."""
    nothing: Any = None
    (result,) = worker({"item": [pickle.dumps(Assignment(nothing, frozenset()))]})["result"]
    failure = pickle.loads(result)
    assert isinstance(failure, Failure)
    return failure


def models(identities: dict[str, dict[str, str]]) -> Any:
    return lambda: SimpleNamespace(identities=lambda: identities, translator=lambda: None)


def test_a_worker_without_its_promised_gpu_loads_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3")

    def open_models() -> Any:
        pytest.fail("the model was opened")

    failure = answer(Worker(FolderOfRun(tmp_path, "run-1"), open_models, IDENTITIES, 0.5))
    assert failure.exit_code is ExitCode.CANNOT_GO_ON
    assert failure.message.startswith(
        "node-7: Ray reserved 0.5 GPUs for this worker (CUDA_VISIBLE_DEVICES: 3), but"
    )
    monkeypatch.setattr(cluster_worker, "sees_gpu", lambda: True)
    other = models({**IDENTITIES, "summary": {"name": "none"}})
    assert (
        "summary name lead there, none here"
        in answer(Worker(FolderOfRun(tmp_path, "run-1"), other, IDENTITIES, 0.5)).message
    )


def test_another_model_on_a_worker_is_named_with_the_difference(tmp_path: Path) -> None:
    other = models({**IDENTITIES, "translation": {"name": "m", "compute_type": "float32"}})
    failure = answer(Worker(FolderOfRun(tmp_path, "run-1"), other, IDENTITIES, 0))
    assert failure.exit_code is ExitCode.NO_MODEL
    assert failure.message.endswith("started the run: translation compute_type float16 there, float32 here")


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (ModelNotFound("no model 'x'"), ExitCode.NO_MODEL, "node-7: no model 'x'"),
        (OSError("weights"), ExitCode.NO_MODEL, "node-7: the model cannot be loaded: weights"),
    ],
)
def test_a_worker_that_cannot_open_the_model_returns_the_reason(
    tmp_path: Path, error: Exception, code: ExitCode, says: str
) -> None:
    def open_models() -> Any:
        raise error

    failure = answer(Worker(FolderOfRun(tmp_path, "run-1"), open_models, IDENTITIES, 0))
    assert (failure.exit_code, failure.message) == (code, says)
