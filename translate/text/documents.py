"""Memory-efficient lists of documents: each of a million rows takes about forty bytes."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

from translate.records import Document

__all__ = ["CompactTexts", "Documents"]

_FIRST_TABLE = 64  # slots; a power of two


class CompactTexts(Sequence[str]):
    """An append-only list of short texts with an index by value.

    A text takes its UTF-8 bytes and 12 to 24 more. Call `make_index` before several threads look up texts.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._data = bytearray()
        self._ends = array("Q", [0])
        # An open-addressing hash table: the index of a text plus one; 0 is an empty slot.
        self._table = array("I", [0]) * _FIRST_TABLE
        self._indexed = 0
        for text in texts:
            self.append(text)

    def __getstate__(self) -> tuple[bytearray, array[int]]:
        return self._data, self._ends  # another process hashes texts differently

    def __setstate__(self, state: tuple[bytearray, array[int]]) -> None:
        self._data, self._ends = state
        self._table, self._indexed = array("I", [0]) * _FIRST_TABLE, 0

    def append(self, text: str) -> None:
        """Append a text, even if the list contains it already."""
        self._data += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._data))

    def add(self, text: str) -> bool:
        """Append a text unless the list contains it; return whether it was appended."""
        if self.place(text) is not None:
            return False
        self.append(text)
        return True

    def place(self, text: str) -> int | None:
        """Return the index of the first text with this value; None if there is none."""
        self.make_index()
        found = self._table[self._slot(text)]
        return found - 1 if found else None

    def make_index(self) -> None:
        """Index the texts that were added since the last lookup."""
        if self._indexed == len(self):
            return
        if 2 * len(self) > len(self._table):
            slots = len(self._table)
            while 2 * len(self) > slots:
                slots *= 2
            self._table, self._indexed = array("I", [0]) * slots, 0
        for place in range(self._indexed, len(self)):
            slot = self._slot(self[place])
            if not self._table[slot]:
                self._table[slot] = place + 1
        self._indexed = len(self)

    def _slot(self, text: str) -> int:
        """Return the slot of the text, or the empty slot for it."""
        table, last = self._table, len(self._table) - 1
        slot = hash(text) & last
        while (found := table[slot]) and self[found - 1] != text:
            slot = (slot + 1) & last
        return slot

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.place(text) is not None

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return self._data[self._ends[place] : self._ends[place + 1]].decode("utf-8", "surrogatepass")


class Documents(Sequence[Document]):
    """The documents of a run, in order. Consecutive rows of a file share the data that they have in common."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.ids = CompactTexts()
        # For each file: the index of its first document, and that document's row.
        self._starts: list[int] = []
        self._files: list[tuple[Path, int | None]] = []
        for document in documents:
            self._add(document)

    def _add(self, document: Document) -> None:
        if not self._continues(document):
            self._starts.append(len(self))
            self._files.append((document.path, document.row))
        self.ids.append(document.id)

    def _continues(self, document: Document) -> bool:
        if not self._files or document.row is None:
            return False
        path, first = self._files[-1]
        return (
            first is not None
            and path == document.path
            and document.row == first + len(self) - self._starts[-1]
        )

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> list[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | list[Document]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return self._at(place, bisect_right(self._starts, place) - 1)

    def __iter__(self) -> Iterator[Document]:
        ends = [*self._starts[1:], len(self)]
        for file, (start, end) in enumerate(zip(self._starts, ends, strict=False)):
            for place in range(start, end):
                yield self._at(place, file)

    def _at(self, place: int, file: int) -> Document:
        path, first = self._files[file]
        row = None if first is None else first + place - self._starts[file]
        return Document(self.ids[place], path, row)
