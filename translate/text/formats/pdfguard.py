"""Protect against hostile PDFs that exhaust time or memory; imported by the reader only, because it needs pdfminer."""

from __future__ import annotations

import io
import zlib
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFObjRef, PDFStream

__all__ = ["open_document"]

# A page with a map or vector drawings has about 10 MB of operators, a font up to 20 MB. Pictures are not unpacked.
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
        """Return an object, with chains of references resolved."""
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
        """Return the next object; a stream is replaced by one with a size limit."""
        place, found = super().nextobject()
        if isinstance(found, PDFStream) and found.rawdata is not None:
            found = _BoundedStream(found.attrs, found.rawdata, found.decipher)
        return place, found


class _BoundedStream(PDFStream):
    def decode(self) -> None:
        """Unpack the stream; raises PDFException if it is too large.

        A damaged stream is compressed again up to the damage: pdfminer would unpack it byte by byte, in quadratic time.
        """
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        stages, damaged = 0, False
        for name, _ in self.get_filters():
            if name not in LITERALS_FLATE_DECODE:
                break  # the other filters expand a byte to a few dozen at most
            data, whole = _inflated(data)
            stages += 1
            damaged |= not whole
        if damaged:
            for _ in range(stages):
                data = zlib.compress(data, 1)
            self.rawdata, self.decipher = data, None
        super().decode()


def _inflated(data: bytes) -> tuple[bytes, bool]:
    """Unpack `data` as far as possible; return it and whether it is complete. Raises PDFException beyond the limit."""
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
