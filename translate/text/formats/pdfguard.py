"""Protect against hostile PDFs that use all time or memory; imported by the reader only, as it needs pdfminer."""

from __future__ import annotations

import io
import zlib
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFObjRef, PDFStream

__all__ = ["open_document"]

# A page of a map or of vector drawings has some 10 MB of operators; a whole font 20 MB. Pictures are not unpacked.
MAX_STREAM_BYTES = 32 << 20
_PIECE_BYTES = 1 << 16


def open_document(data: bytes) -> PDFDocument:
    """Open the document in `data` with limits on its streams and references.

    Raises what PDFDocument raises. Reading from it raises PDFException if a stream unpacks to more than
    `MAX_STREAM_BYTES`, or if a reference leads to itself, which would make pdfminer loop forever.
    """
    return _Document(_Parser(io.BytesIO(data)))


class _Document(PDFDocument):
    def getobj(self, objid: int) -> object:
        """Return the object after following chains of references."""
        passed = {objid}
        found = super().getobj(objid)
        while isinstance(found, PDFObjRef):
            if found.objid in passed:
                raise PDFException(f"object {objid} is a reference to itself")
            passed.add(found.objid)
            found = super().getobj(found.objid)
        return found


class _Parser(PDFParser):
    def nextobject(self) -> Any:
        """The next object; a stream as one that is bounded."""
        place, found = super().nextobject()
        if isinstance(found, PDFStream) and found.rawdata is not None:
            found = _BoundedStream(found.attrs, found.rawdata, found.decipher)
        return place, found


class _BoundedStream(PDFStream):
    def decode(self) -> None:
        """Unpack the stream; raises PDFException where that is too much.

        A damaged one is packed anew as far as it is whole: pdfminer would unpack it byte by byte, in quadratic time.
        """
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        stages, damaged = 0, False
        for name, _ in self.get_filters():
            if name not in LITERALS_FLATE_DECODE:
                break  # the others unpack a byte to some dozens at most
            data, whole = _inflated(data)
            stages += 1
            damaged |= not whole
        if damaged:
            for _ in range(stages):
                data = zlib.compress(data, 1)
            self.rawdata, self.decipher = data, None
        super().decode()


def _inflated(data: bytes) -> tuple[bytes, bool]:
    """`data` unpacked as far as it goes, and whether that is to its end; raises PDFException beyond the limit."""
    unpacker = zlib.decompressobj()
    pieces: list[bytes] = []
    size = 0
    try:
        while data and not unpacker.eof:
            pieces.append(unpacker.decompress(data, _PIECE_BYTES))
            size += len(pieces[-1])
            if size > MAX_STREAM_BYTES:
                raise PDFException(f"a stream unpacks to more than {MAX_STREAM_BYTES:,} bytes")
            data = unpacker.unconsumed_tail
    except zlib.error:
        return b"".join(pieces), False
    return b"".join(pieces), unpacker.eof
