"""Test the estimate of time, disk and downloads before a run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SEEDS, FakeModels
from translate.config.catalogue import ModelEntry
from translate.config.profile import Profile, load_profile
from translate.engines import cores
from translate.errors import RequestError
from translate.pipeline import cluster as cluster_module
from translate.pipeline import speeds as speeds_module
from translate.pipeline import survey as survey_module
from translate.pipeline.cluster_settings import Cluster
from translate.pipeline.run import RunRequest, run
from translate.pipeline.speeds import DEFAULT_WORDS_PER_SECOND_AND_CORE, Speed, Speeds
from translate.pipeline.survey import survey
from translate.progress import Silent
from translate.runs.shards import Shard
from translate.views.survey import print_survey
from translate.views.terminal import console

Tarjama = Callable[..., tuple[int, str, str]]


@pytest.fixture
def profile() -> Profile:
    return load_profile("embedded")


@pytest.fixture(autouse=True)
def _models_are_here(fake_models: FakeModels, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def find_prepared(_entry: ModelEntry, _name: str) -> Path:
        return tmp_path

    def same(*_: object) -> object:
        return fake_models.translator.identity

    monkeypatch.setattr(survey_module, "find_prepared", find_prepared)
    monkeypatch.setattr(survey_module, "prepare_model", lambda *_: None)
    monkeypatch.setattr(survey_module, "describe_model", same)


def test_the_time_is_estimated_from_measured_speeds(profile: Profile, tmp_path: Path) -> None:
    request = RunRequest((SEEDS,), profile, tmp_path)
    guess = survey(request)
    assert not guess.measured
    words = guess.source_words
    speeds = Speeds()
    speeds.keep("translate", "embedded", profile.translation, Speed(words=100, seconds=10, loading_seconds=3))
    speeds.keep("summarize", "embedded", profile.summary, Speed(words=100, seconds=5, loading_seconds=2))
    estimate = survey(request)
    assert estimate.measured
    assert estimate.seconds == pytest.approx(3 + words / 10 + 2 + words / 20)


def test_a_default_speed_is_reported_as_a_guess(profile: Profile, tmp_path: Path, tarjama: Tarjama) -> None:
    code, out, _ = tarjama("run", SEEDS, "--profile", "embedded", "--dry-run")
    assert code == 0
    assert "a guess" in out
    speed = survey(RunRequest((SEEDS,), profile, tmp_path))
    expected = 2 * (5 + speed.source_words / (DEFAULT_WORDS_PER_SECOND_AND_CORE * cores.cores()))
    assert speed.seconds == pytest.approx(expected, rel=0.05)


def test_remembered_sentences_take_no_time_in_the_estimate(
    fake_models: FakeModels, profile: Profile, tmp_path: Path
) -> None:
    request = RunRequest((SEEDS,), profile, tmp_path, tmp_path / "run")
    before = survey(request)
    run(request, Silent())
    after = survey(request)
    assert before.remembered == 0
    assert after.remembered == len(set(fake_models.translator.sentences_seen))
    assert after.models[0].seconds == 0.0


def test_the_disk_space_of_a_run_is_estimated_within_a_third(profile: Profile, tmp_path: Path) -> None:
    request = RunRequest((SEEDS,), profile, tmp_path, tmp_path / "run")
    estimate = survey(request).disk_bytes
    folder = run(request, Silent()).folder.path
    taken = sum(-(-p.stat().st_size // 4096) * 4096 for p in folder.rglob("*") if p.is_file())
    assert 0.67 * taken <= estimate <= 1.33 * taken


def test_speeds_of_other_settings_are_not_used(profile: Profile) -> None:
    speeds = Speeds()
    speed = Speed(words=100, seconds=10, loading_seconds=3)
    speeds.keep("translate", "embedded", profile.translation, speed)
    torch = profile.translation.model_copy(update={"engine": "torch"})
    assert speeds.of("translate", "embedded", profile.translation) == speed
    assert speeds.of("translate", "embedded", torch) is None
    assert speeds.of("translate", "opus-mt", profile.translation) is None


def test_workers_of_a_cluster_are_expected_to_be_as_fast_as_this_processor(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    speeds = Speeds()
    speed = Speed(words=100, seconds=10, loading_seconds=3)
    speeds.keep("translate", "embedded", profile.translation, speed)
    for gpu, known in ((False, speed), (True, None)):
        monkeypatch.setattr(speeds_module, "sees_gpu", lambda gpu=gpu: gpu)
        assert speeds.of("translate", "embedded", Cluster("auto").placed(profile).translation) == known
        on_gpus = Cluster("auto", gpus_per_worker=1).placed(profile)
        assert speeds.of("translate", "embedded", on_gpus.translation) is None


def test_recent_runs_count_more_and_short_ones_not_at_all(profile: Profile) -> None:
    speeds = Speeds()
    for seconds in (100, 10, 10, 10, 10):
        later = Speed(words=100, seconds=seconds, loading_seconds=1)
        speeds.keep("translate", "embedded", profile.translation, later)
    short = Speed(words=3, seconds=100, loading_seconds=1)
    speeds.keep("translate", "embedded", profile.translation, short)
    known = speeds.of("translate", "embedded", profile.translation)
    assert known is not None
    assert known.words / known.seconds * 1.33 > 9


def test_damaged_speeds_disable_the_estimate_and_not_the_run(profile: Profile, tmp_path: Path) -> None:
    path = tmp_path / "speeds.json"
    path.write_text("{", encoding="utf-8")
    assert Speeds(path).of("translate", "embedded", profile.translation) is None
    (tmp_path / "file").write_text("")
    speed = Speed(words=100, seconds=10, loading_seconds=3)
    Speeds(tmp_path / "file" / "speeds.json").keep("translate", "embedded", profile.translation, speed)


def test_a_dry_run_reports_a_cluster_without_room_as_the_run_would(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "connected", lambda _: nullcontext())
    monkeypatch.setattr(cluster_module, "resources_of_nodes", lambda: {"a": {"CPU": 1}})
    with pytest.raises(RequestError, match=r"the cluster has 1 CPUs .* room for 0 workers"):
        survey(RunRequest((SEEDS,), profile, Path("outputs"), cluster=Cluster("auto")))


@pytest.mark.parametrize(
    ("more", "share", "says"),
    [
        ({"shard": Shard(3, 16)}, 16, "for part 3/16"),
        ({"cluster": Cluster("auto", workers=6, cpus_per_worker=2)}, 3, "on 6 workers"),
        ({"cluster": Cluster("auto")}, 5, "on 10 workers"),
        ({"cluster": Cluster("auto", 2, 2, 1)}, 1, "on 2 workers without their GPUs, which are faster"),
    ],
)
def test_shards_and_workers_shorten_the_estimate(
    profile: Profile,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: dict[str, Any],
    share: int,
    says: str,
) -> None:
    monkeypatch.setattr(survey_module, "cores", lambda: 4)
    monkeypatch.setattr(cluster_module, "connected", lambda _: nullcontext())
    monkeypatch.setattr(
        cluster_module, "resources_of_nodes", lambda: {"a": {"CPU": 16}, "b": {"CPU": 5}, "c": {"CPU": 1}}
    )
    whole = survey(RunRequest((SEEDS,), profile, Path("outputs")))
    part = survey(RunRequest((SEEDS,), profile, Path("outputs"), **more))
    assert part.seconds == pytest.approx(whole.seconds / share)
    print_survey(part, console())
    assert says in " ".join(capsys.readouterr().out.split())
