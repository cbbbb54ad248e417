"""After each fault of a cluster or of shards, the run can be finished with the bytes of an undisturbed run.

`make test` tries one kind; `make cluster` and `make reliability` try all.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.reliability.cluster_faults import CLUSTER_KINDS, NEEDS_RAY
from tests.reliability.faults import KINDS, NotHere, try_fault
from tests.reliability.process import Workshop, make_workshop

SHORT = ("merging of shards killed",)
pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, marian_folder: Path) -> Workshop:
    return make_workshop(tmp_path_factory.mktemp("clusters") / "workshop", model=marian_folder)


@pytest.mark.parametrize("name", CLUSTER_KINDS)
def test_after_a_fault_on_several_machines_the_run_is_finished_with_the_same_bytes(
    name: str, workshop: Workshop
) -> None:
    if name not in SHORT and not os.environ.get("TARJAMA_CLUSTER_ALL"):
        pytest.skip("takes a minute: `make cluster` runs every fault")
    try:
        outcome = try_fault(CLUSTER_KINDS[name], workshop)
    except NotHere as error:
        pytest.skip(str(error))
    assert not outcome.problems, "\n".join(outcome.problems)
    assert (outcome.lost, outcome.differences) == (0, 0)


def test_ten_kinds_of_faults_of_a_cluster_are_in_the_table() -> None:
    assert len(NEEDS_RAY) >= 10
    assert set(CLUSTER_KINDS) >= NEEDS_RAY
    assert not set(CLUSTER_KINDS) & set(KINDS)
