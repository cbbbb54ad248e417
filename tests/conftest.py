"""Fixtures for all tests: the seeds, the command in this process, fake models and tiny real ones."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import tiny_models
from tests.fakes import FakeModel, fake_files

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


# Modules that take long, the longest first: processes killed, every bad input, every family on every engine.
# `make check` leaves them out; `make test` and CI run them, and begin with them, so that no process is left at the end
# with the longest module while the others have nothing to do.
_SLOW = (
    "tests/pipeline/test_cluster.py",
    "tests/corpus/test_corpus.py",
    "tests/reliability/test_faults.py",
    "tests/reliability/test_cluster_faults.py",
    "tests/reliability/test_untrusted_runs.py",
    "tests/pipeline/test_processes.py",
    "tests/training/test_command.py",
    "tests/models/test_matrix.py",
    "tests/bench/test_bench.py",
    "tests/training/test_recipe.py",
    "tests/models/test_engines.py",
    "tests/models/test_several.py",
    "tests/models/test_generation.py",
    "tests/models/test_output_layer.py",
    "tests/corpus/test_giants.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests, and put their modules first."""
    ranks: dict[pytest.Item, int] = {}
    for item in items:
        rank = next((n for n, name in enumerate(_SLOW) if item.path.as_posix().endswith(name)), None)
        if item.get_closest_marker("weights") is not None:
            rank = -1  # the real models: the longest of all where they are not prepared yet
        if rank is not None:
            item.add_marker(pytest.mark.slow)
        ranks[item] = len(_SLOW) if rank is None else rank
    items.sort(key=ranks.__getitem__)


def pytest_configure() -> None:
    """Restore SIGINT where a shell started the tests in the background, so that tests of Ctrl-C work."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a path for each test. `mktemp` would list all earlier folders, which takes 4 ms after 3,000 tests."""
    place = tmp_path_factory.mktemp("homes")
    return (place / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_cache(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test its own cache and settings folder, without the user's hub settings and terminal width."""
    home = next(_homes)
    for name in ("cache", "config"):
        (home / name).mkdir(parents=True)
        monkeypatch.setenv(f"TARJAMA_{name.upper()}", str(home / name))
    # pytest-xdist sets COLUMNS in its workers.
    for name in ("HF_ENDPOINT", "HF_TOKEN", "HF_HUB_OFFLINE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@dataclass
class FakeModels:
    """The models that the pipeline opens instead of real ones; a test may replace them before a run."""

    translator: FakeModel = field(default_factory=FakeModel)
    summarizer: FakeModel = field(
        default_factory=lambda: FakeModel(
            lambda text: f"Of {len(text)} letters. Cut in the", max_input_tokens=400
        )
    )
    opened: list[str] = field(default_factory=list)


@pytest.fixture
def fake_models(monkeypatch: pytest.MonkeyPatch) -> FakeModels:
    """Replace every model of a run by a fake one."""
    return install_fakes(monkeypatch)


def install_fakes(monkeypatch: pytest.MonkeyPatch) -> FakeModels:
    """Replace every model by a fake one, also outside of a test."""
    from translate.engines.machine import EngineChoice, Parallelism
    from translate.pipeline import resummarize, run_models, summarization
    from translate.pipeline import run as run_module

    models = FakeModels()

    def open_model(_files: object, task: str, *_: object, **__: object) -> FakeModel:
        models.opened.append(task)
        return models.translator if task == "translate" else models.summarizer

    def prepare_model(name: str, *_: object) -> object:
        return fake_files(name)

    def describe_model(*_: object) -> object:
        return models.translator.identity

    for module in (run_module, summarization):
        monkeypatch.setattr(module, "prepare_model", prepare_model)
        monkeypatch.setattr(module, "describe_model", describe_model)

    def choose_engine(*_: object) -> EngineChoice:
        return EngineChoice("torch", "cpu", "float32", Parallelism(1, 1))

    for chooses in (run_models, resummarize):
        monkeypatch.setattr(chooses, "choose_engine", choose_engine)
    for opens in (run_models, summarization):
        monkeypatch.setattr(opens, "open_model", open_model)
    return models


@pytest.fixture
def tarjama(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command in this process; return exit code, standard output and standard error."""
    from translate.cli import main

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


# Tiny real models, built once a session.


def _built(tmp_path_factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """Return the folder of a tiny model, which one process of the session builds and all use."""
    from translate.models.prepared import prepare_once
    from translate.progress import Silent

    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # the parent is shared by all processes
        place = place.parent
    return prepare_once(place / "tiny-models" / name, build, Silent())


@pytest.fixture(scope="session")
def marian_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "marian", tiny_models.build_marian)


@pytest.fixture(scope="session")
def m2m100_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "m2m100", tiny_models.build_m2m100)


@pytest.fixture(scope="session")
def bart_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "bart", tiny_models.build_bart)


@pytest.fixture(scope="session")
def gemma_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "gemma", tiny_models.build_gemma)


@pytest.fixture(scope="session")
def pegasus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("google.protobuf", reason="reads spiece.model")
    return _built(tmp_path_factory, "pegasus", tiny_models.build_pegasus)


@pytest.fixture(scope="session")
def t5_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("google.protobuf", reason="reads spiece.model")
    return _built(tmp_path_factory, "t5", tiny_models.build_t5)


@pytest.fixture(scope="session")
def llama_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "llama", tiny_models.build_chat)


@pytest.fixture(scope="session")
def qwen2_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "qwen2", lambda folder: tiny_models.build_chat(folder, "Qwen2"))


@pytest.fixture(scope="session")
def qwen3_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(tmp_path_factory, "qwen3", lambda folder: tiny_models.build_chat(folder, "Qwen3"))
