"""Long lists of documents: compact, and the same as a list."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from translate.records import Document
from translate.text.documents import CompactTexts, Documents


def test_texts_are_found_by_place_and_by_value() -> None:
    texts = [f"صحيفة/{n * 7919 % 5000}" for n in range(5000)] + ["", "\udcff"]
    compact = CompactTexts(texts)
    assert list(compact) == texts
    assert [compact.place(text) for text in texts] == list(range(len(texts)))
    assert compact.place("صحيفة/5000") is None
    assert (compact[-1], compact[2:4]) == ("\udcff", texts[2:4])
    with pytest.raises(IndexError):
        compact[len(texts)]


def test_a_text_is_added_once_also_after_a_lookup() -> None:
    compact = CompactTexts()
    assert [compact.add(text) for text in ("a", "b", "a", "c", "b")] == [True, True, False, True, False]
    assert list(compact) == ["a", "b", "c"]


def test_the_first_of_equal_texts_is_found() -> None:
    assert CompactTexts(["a", "b", "b", "a"]).place("b") == 1


def test_files_and_rows_come_back_in_their_order() -> None:
    documents = [
        Document("a", Path("in/a.txt")),
        *(Document(f"r/{n}", Path("in/r.jsonl"), n) for n in range(1, 4)),
        *(Document(f"s/{n}", Path("in/s.jsonl"), n) for n in (1, 2, 5)),
        Document("z", Path("in/z.txt")),
    ]
    compact = Documents(documents)
    assert list(compact) == documents == [compact[i] for i in range(len(documents))]
    assert compact[-2:] == documents[-2:]
    assert list(compact.ids) == [document.id for document in documents]


def test_a_row_takes_under_sixty_bytes() -> None:
    path = Path("in/rows.jsonl")
    tracemalloc.start()
    try:
        documents = Documents(Document(f"rows/{n}", path, n) for n in range(1, 20_001))
        documents.ids.make_index()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 60 * 20_000
