"""The settings of a cluster run, the room for its workers, and the names of its machines; without Ray."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from translate.config.profile import Profile, load_profile, override
from translate.errors import RequestError
from translate.library.running import request_for
from translate.pipeline.cluster_nodes import name_nodes
from translate.pipeline.cluster_settings import Cluster


@pytest.mark.parametrize(
    ("address", "more", "says"),
    [
        ("elsewhere", {}, "choose local, auto, HOST:PORT or ray://HOST:PORT"),
        ("ray://host", {}, "choose local, auto"),
        ("http://host:6379", {}, "choose local, auto"),
        ("local", {"workers": 0}, "--workers 0: must be at least 1"),
        ("local", {"cpus_per_worker": 0}, "--cpus-per-worker 0"),
        ("auto", {"gpus_per_worker": -1}, "--gpus-per-worker -1"),
        ("auto", {"gpus_per_worker": 1.5}, "--gpus-per-worker 1.5: must be 0, a part of one GPU"),
        ("auto", {"gpus_per_worker": float("nan")}, "--gpus-per-worker nan"),
        ("auto", {"gpus_per_worker": float("inf")}, "--gpus-per-worker inf"),
        ("auto", {"gpus_per_worker": 0.00001}, "--gpus-per-worker 1e-05"),
    ],
)
def test_impossible_cluster_settings_are_refused(address: str, more: dict[str, int], says: str) -> None:
    with pytest.raises(RequestError, match=says):
        Cluster(address, **more)


@pytest.mark.parametrize(
    "address", ["local", "auto", "10.0.0.1:6379", "head.example:6379", "ray://head:10001"]
)
def test_every_form_of_an_address_is_accepted(address: str) -> None:
    assert Cluster(address).address == address


@pytest.mark.parametrize(
    ("cpus", "gpus", "nodes", "room"),
    [
        (2, 0, [{"CPU": 3}, {"CPU": 3}], 2),  # no worker spans two nodes
        (2, 0, [{"CPU": 1}, {"CPU": 1}], 0),
        (1, 1, [{"CPU": 8, "GPU": 2}, {"CPU": 8}], 2),
        (4, 1, [{"CPU": 8, "GPU": 4}], 2),
        (1, 0.5, [{"CPU": 8, "GPU": 2}], 4),
        (1, 0.4, [{"CPU": 8, "GPU": 2}], 4),  # no worker spans two GPUs
        (1, 2, [{"CPU": 8, "GPU": 3}, {"CPU": 8, "GPU": 1}], 1),
        (1, 1, [{"CPU": 8}], 0),
    ],
)
def test_workers_are_counted_as_ray_can_place_them(
    cpus: int, gpus: float, nodes: list[Mapping[str, float]], room: int
) -> None:
    cluster = Cluster("auto", cpus_per_worker=cpus, gpus_per_worker=gpus)
    assert cluster.room({str(number): node for number, node in enumerate(nodes)}) == room


def devices(profile: Profile) -> tuple[str, str]:
    return profile.translation.device, profile.summary.device


def test_workers_use_the_reserved_device_whatever_this_machine_has() -> None:
    profile = load_profile("embedded")
    assert devices(Cluster("auto", gpus_per_worker=0.5).placed(profile)) == ("cuda", "cuda")
    assert devices(Cluster("auto").placed(profile)) == ("cpu", "cpu")
    mixed = override(profile, {"summary": {"device": "cpu"}})
    assert devices(Cluster("auto", gpus_per_worker=1).placed(mixed)) == ("cuda", "cpu")
    for device, gpus, says in (("cuda", 0, "needs --gpus-per-worker"), ("cpu", 1, "excludes --device cpu")):
        other = override(profile, {table: {"device": device} for table in ("translation", "summary")})
        with pytest.raises(RequestError, match=says):
            Cluster("auto", gpus_per_worker=gpus).placed(other)


def test_the_request_of_a_run_has_the_device_of_its_workers(tmp_path: Path) -> None:
    request = request_for([tmp_path], profile="embedded", cluster="auto", gpus_per_worker=1)
    assert devices(request.profile) == ("cuda", "cuda")
    with pytest.raises(RequestError, match="needs --gpus-per-worker"):
        request_for([tmp_path], profile="embedded", cluster="auto", device="cuda")


def test_options_of_a_cluster_without_one_are_refused(
    tarjama: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, _, printed = tarjama("run", tmp_path, "--workers", 2)
    assert (code, "--workers needs --cluster" in printed) == (2, True)
    code, _, printed = tarjama("run", tmp_path, "--cluster", "local", "--shard", "1/2")
    assert (code, "--shard and --cluster exclude each other" in printed) == (2, True)


def node(node_id: str, host: str, *, alive: bool = True) -> dict[str, object]:
    return {"NodeID": node_id, "NodeManagerHostname": host, "NodeManagerAddress": "10.0.0.1", "Alive": alive}


def test_machines_have_different_names_that_a_user_knows() -> None:
    nodes = [
        node("a" * 56, "one"),
        node("b" * 56, "two"),
        node("c" * 56, "two"),
        node("d" * 56, "one", alive=False),
    ]
    names = name_nodes([*nodes, node("e" * 56, "")])
    assert names == {
        "a" * 56: "one",
        "b" * 56: "two (bbbbbb)",
        "c" * 56: "two (cccccc)",
        "e" * 56: "10.0.0.1",
    }
