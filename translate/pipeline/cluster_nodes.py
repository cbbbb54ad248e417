"""The machines of a Ray cluster, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["free_resources", "name_nodes", "resources_of_nodes", "this_node"]

_DIGITS = 6  # of a node's id, beside a host name that several nodes share


def name_nodes(nodes: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return a name for the id of each running node: its host, with a part of the id if nodes share the host."""
    alive = [node for node in nodes if node["Alive"]]
    hosts = Counter(_host(node) for node in alive)
    return {
        node["NodeID"]: _host(node)
        if hosts[_host(node)] == 1
        else f"{_host(node)} ({node['NodeID'][:_DIGITS]})"
        for node in alive
    }


def this_node() -> str:
    """Return the name of the node that runs this worker."""
    import ray

    node_id = ray.get_runtime_context().get_node_id()
    return name_nodes(ray.nodes()).get(node_id, node_id[:_DIGITS])


def resources_of_nodes() -> dict[str, dict[str, float]]:
    """Return the resources of each running node, by name."""
    import ray

    nodes = ray.nodes()
    names = name_nodes(nodes)
    return {names[node["NodeID"]]: node["Resources"] for node in nodes if node["NodeID"] in names}


def free_resources() -> dict[str, float]:
    """Return the resources that no job uses now, of all nodes together."""
    import ray

    free: dict[str, float] = ray.available_resources()
    return free


def _host(node: Mapping[str, Any]) -> str:
    return str(node.get("NodeManagerHostname") or node["NodeManagerAddress"])
