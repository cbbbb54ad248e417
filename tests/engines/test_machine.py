"""Test which cores and memory an engine may use, and the workers and threads chosen for them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from translate.config.catalogue import FolderSource, ModelEntry
from translate.config.profile import EngineSettings
from translate.engines.busy_clock import BusyClock
from translate.engines.cores import cores, cpu_quota, memory_limit
from translate.engines.loading import describe_model
from translate.engines.machine import Machine, Parallelism, choose_parallelism, read_machine
from translate.engines.selection import choose_engine, sees_gpu
from translate.errors import RequestError
from translate.models.base import ModelFiles

GB = 1_000_000_000
CPUINFO = """processor\t: 0
vendor_id\t: GenuineIntel
model name\t: Intel(R) Xeon(R) Processor @ 2.70GHz
flags\t\t: fpu avx2 avx512f avx512_vnni amx_bf16 amx_tile amx_int8

processor\t: 1
model name\t: another
"""


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def machine(cores: int, memory: int | None = None) -> Machine:
    return Machine("a processor", cores, memory, ())


@pytest.mark.parametrize(
    ("files", "quota"),
    [
        ({}, None),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}, None),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "150000 100000\n"}, 1.5),
        # the parent group has the lower limit
        (
            {
                "proc/self/cgroup": "0::/a/b\n",
                "sys/fs/cgroup/a/cpu.max": "200000 100000\n",
                "sys/fs/cgroup/a/b/cpu.max": "400000 100000\n",
            },
            2.0,
        ),
        # version 1; inside a container, the host's path is not visible
        (
            {
                "proc/self/cgroup": "3:cpu,cpuacct:/docker/0123\n2:memory:/docker/0123\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            },
            3.0,
        ),
        (
            {
                "proc/self/cgroup": "1:cpu:/\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            None,
        ),
        ({"proc/self/cgroup": "not a line of a group\n", "sys/fs/cgroup/cpu.max": "nonsense\n"}, None),
    ],
)
def test_a_container_s_cpu_quota_is_seen(tmp_path: Path, files: dict[str, str], quota: float | None) -> None:
    assert cpu_quota(write(tmp_path, files)) == quota


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        ({}, None),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"}, None),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "2000000000\n"}, 2 * GB),
        (
            {
                "proc/self/cgroup": "4:memory:/job\n",
                "sys/fs/cgroup/memory/memory.limit_in_bytes": "3000000000\n",
                "sys/fs/cgroup/memory/job/memory.limit_in_bytes": "9223372036854771712\n",
            },
            3 * GB,
        ),
    ],
)
def test_a_container_s_memory_limit_is_seen(tmp_path: Path, files: dict[str, str], limit: int | None) -> None:
    assert memory_limit(write(tmp_path, files)) == limit


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no way to give a process fewer cores")
def test_a_process_bound_to_one_core_is_given_one() -> None:
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)


def test_a_quota_of_half_a_core_counts_as_one(tmp_path: Path) -> None:
    files = {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "50000 100000\n"}
    assert cores(write(tmp_path, files)) == 1


def test_the_machine_is_read_without_anything_heavy(tmp_path: Path) -> None:
    files = {
        "proc/cpuinfo": CPUINFO,
        "proc/self/cgroup": "0::/\n",
        "sys/fs/cgroup/memory.max": "1000000000\n",
    }
    found = read_machine(write(tmp_path, files))
    assert found.processor == "Intel(R) Xeon(R) Processor @ 2.70GHz"
    assert found.instructions == ("avx2", "avx512f", "avx512_vnni", "amx_bf16", "amx_int8")
    assert found.memory_bytes == GB


def test_a_machine_that_reports_nothing_is_still_described(tmp_path: Path) -> None:
    found = read_machine(tmp_path)
    assert found.processor
    assert found.cores >= 1
    assert found.instructions == ()


@pytest.mark.parametrize(
    ("settings", "device", "on", "chosen"),
    [
        (EngineSettings(), "cpu", machine(8), Parallelism(8, 1)),
        (EngineSettings(), "cpu", machine(8, 64 * GB), Parallelism(8, 1)),
        # 4 GB fit weights of 1 GB and four workers; the other cores become their threads
        (EngineSettings(), "cpu", machine(8, 4 * GB), Parallelism(4, 2)),
        (EngineSettings(), "cpu", machine(8, GB), Parallelism(1, 8)),
        (EngineSettings(workers=2), "cpu", machine(8), Parallelism(2, 4)),
        (EngineSettings(threads=4), "cpu", machine(8), Parallelism(2, 4)),
        (EngineSettings(threads=16), "cpu", machine(8), Parallelism(1, 16)),
        (EngineSettings(workers=3, threads=1), "cpu", machine(8, GB), Parallelism(3, 1)),
        (EngineSettings(), "cuda", machine(8), Parallelism(1, 1)),
        (EngineSettings(workers=2), "cuda", machine(8), Parallelism(2, 1)),
    ],
)
def test_workers_and_threads_fit_the_machine_and_explicit_settings_win(
    settings: EngineSettings, device: str, on: Machine, chosen: Parallelism
) -> None:
    assert choose_parallelism(settings, device, GB, on) == chosen


def test_time_in_which_two_threads_wait_for_the_engine_counts_once() -> None:
    now = 0.0
    clock = BusyClock(lambda: now)
    with clock.at_work():
        now = 1.0
        with clock.at_work():
            now = 3.0
        now = 4.0
    now = 10.0
    with clock.at_work():
        now = 11.0
    assert clock.seconds == 5.0


def test_a_failed_search_does_not_stop_the_engine_clock() -> None:
    now = 0.0
    clock = BusyClock(lambda: now)

    with pytest.raises(MemoryError), clock.at_work():
        raise MemoryError
    with clock.at_work():
        now = 2.0
    assert clock.seconds == 2.0


# --- a machine elsewhere


@pytest.mark.parametrize(
    ("engine", "compute_type", "chosen"),
    [
        ("ctranslate2", "auto", "float16"),
        ("ctranslate2", "int8", "int8"),
        ("torch", "auto", "float16"),
        ("torch", "bfloat16", "bfloat16"),
    ],
)
def test_a_run_on_gpus_of_other_machines_is_planned_without_a_gpu_here(
    marian_folder: Path, monkeypatch: pytest.MonkeyPatch, engine: str, compute_type: str, chosen: str
) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    entry = ModelEntry(source=FolderSource(folder=marian_folder))
    files = ModelFiles("tiny", entry, marian_folder, "marian", "1", "f" * 8)
    settings = EngineSettings.model_validate(
        {"engine": engine, "compute_type": compute_type, "device": "cuda"}
    )
    choice = choose_engine(files, settings, "elsewhere")
    assert (choice.engine, choice.device, choice.compute_type) == (engine, "cuda", chosen)
    assert describe_model(files, settings, "elsewhere").compute_type == chosen
    with pytest.raises(RequestError, match="no CUDA device found"):
        choose_engine(files, settings)
    assert not sees_gpu()
