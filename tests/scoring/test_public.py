from __future__ import annotations

from pathlib import Path

import pytest

from translate.errors import CannotGoOn, RequestError
from translate.scoring.referenceset import public_names, public_references


def test_an_unknown_test_set_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match="iwslt17"):
        public_references("flores200")
    assert "iwslt17" in public_names()


def test_a_test_set_keeps_its_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"src": "سطر\nسطران\n", "ref": "A line.\nTwo lines.\n", "docid": "talk1\ntalk2\n"}
    for field in ("src", "ref", "docid", "genre", "origlang"):
        (tmp_path / f"iwslt17.ar-en.{field}").write_text(texts.get(field, "x\nx\n"), encoding="utf-8")
    from sacrebleu.dataset import DATASETS

    monkeypatch.setattr(DATASETS["iwslt17"], "_outdir", str(tmp_path))

    found = public_references("iwslt17")

    assert (found.unit, found.plain) == ("article", True)
    assert [part.id for part in found.texts[0].parts] == ["talk1", "talk2"]
    assert found.texts[0].source is not None
    assert found.texts[0].source.lines[:2] == ("سطر", "سطران")


def test_a_test_set_that_cannot_be_fetched_ends_in_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sacrebleu.dataset import DATASETS

    def unreachable(_langpair: str) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr(DATASETS["iwslt17"], "get_files", unreachable)

    with pytest.raises(
        CannotGoOn, match="iwslt17 could not be fetched by sacrebleu: no route to host"
    ) as raised:
        public_references("iwslt17")
    assert "copy " in str(raised.value)
    assert "--reference FILE --source FILE" in str(raised.value)
