"""A sentence that a server refuses costs its own article only; a wrong setting ends the run at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint_server import EndpointServer
from tests.engines.test_endpoint import Tarjama, open_endpoint, server
from translate.errors import CannotGoOn
from translate.models.partial_batches import TextsRefused

__all__ = ["server"]  # the fixture
pytestmark = pytest.mark.enable_socket  # only 127.0.0.1
FILTERED = {"message": "blocked by policy", "code": "content_filter"}
NO_REASON = {"message": "bad request", "code": 400}


def refusing(word: str, error: dict[str, Any]) -> Any:
    return lambda body: error if word in body["messages"][-1]["content"] else None


@pytest.mark.parametrize("error", [FILTERED, NO_REASON], ids=["with a code", "without a code"])
def test_a_refused_sentence_leaves_the_answers_to_the_others(
    server: EndpointServer, error: dict[str, Any]
) -> None:
    server.refuse = refusing("اثنان", error)
    model = open_endpoint(server, workers=1)
    with pytest.raises(TextsRefused, match=error["message"]) as caught:
        model.generate(["اثنان", "واحد", "ثلاثة"])
    model.close()
    assert [output and output.text for output in caught.value.outputs] == [None, "one", "three"]
    assert list(caught.value.reasons) == [0]


@pytest.mark.parametrize(
    "error", [NO_REASON, {"message": "no seed", "param": "seed"}, {"message": "?", "code": "model_not_found"}]
)
def test_a_setting_that_is_wrong_for_every_sentence_ends_the_run_at_once(
    server: EndpointServer, error: dict[str, Any]
) -> None:
    server.refuse = lambda _body: error
    model = open_endpoint(server, workers=1)
    with pytest.raises(CannotGoOn, match="refused a request"):
        model.generate(["واحد", "اثنان", "ثلاثة"])
    model.close()
    assert len(server.requests) <= 4  # also a harmless one, and one that was sent before its answer


def test_the_article_of_a_refused_sentence_fails_with_the_reason_and_the_others_are_translated(
    server: EndpointServer, tarjama: Tarjama, tmp_path: Path
) -> None:
    articles = tmp_path / "in"
    articles.mkdir()
    (articles / "a.txt").write_text("وصل الوزير إلى المدينة.\n\nقال إنه سعيد جدا بالزيارة.", encoding="utf-8")
    (articles / "b.txt").write_text("افتتح الرئيس المدرسة الجديدة.", encoding="utf-8")
    server.refuse = refusing("سعيد", FILTERED)
    model = f"openai:m@{server.url}"
    command = (
        "run",
        articles,
        "--model",
        model,
        "--summarizer",
        model,
        "--quiet",
        "--output",
        tmp_path / "run",
    )
    code, _, err = tarjama(*command)
    assert code == 1, err
    lines = (tmp_path / "run" / "summaries.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    assert rows["a"]["status"] == "failed"
    assert "line 3" in rows["a"]["reason"]
    assert "blocked by policy" in rows["a"]["reason"]
    assert rows["b"]["status"] == "done"
