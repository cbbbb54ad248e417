"""Collect the glyphs of PDF pages with their coordinates; imported by the reader only, because it needs pdfminer."""

from __future__ import annotations

import math
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import resolve1
from pdfminer.utils import apply_matrix_pt, decode_text

from translate.text.formats.pagerows import UNKNOWN, Sign
from translate.text.formats.pdffonts import GlyphTexts

__all__ = ["SignCollector"]

# Each form may draw others twice, so that a few bytes can take unlimited time.
_MOST_FORMS = 20_000
_SLANT = 10.0  # degrees from horizontal or vertical; text at a larger angle is left out as a watermark
_SAME_LINE = 0.3  # in font sizes


class SignCollector(PDFTextDevice):
    """A pdfminer device that collects the glyphs of a page by direction, with each direction rotated upright.

    The replacement text of a span of glyphs (`/ActualText`) is used if they are on one line.
    """

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self._pages: dict[int, list[Sign]] = {}
        self._forms = 0
        self._glyphs = GlyphTexts()
        self._spans: list[str | None] = []
        self._hidden: list[tuple[int, Sign]] = []

    def take(self) -> list[list[Sign]]:
        """Return the glyphs since the last call: a list for each direction, upright text first."""
        self._close_span(None)
        self._spans.clear()
        found, self._pages = self._pages, {}
        return [found[angle] for angle in sorted(found)]

    def begin_figure(self, *_: object) -> None:
        """Count a form or picture; raises PDFException if there are too many."""
        self._forms += 1
        if self._forms > _MOST_FORMS:
            raise PDFException(f"more than {_MOST_FORMS:,} forms")

    def begin_tag(self, _tag: object, props: object = None) -> None:
        """Begin a span of glyphs, which may have a replacement text."""
        given = resolve1(props.get("ActualText")) if isinstance(props, dict) else None
        text = decode_text(given) if isinstance(given, bytes) else None
        self._spans.append(None if self._replacement() is not None else text)

    def end_tag(self) -> None:
        """End the innermost span."""
        if self._spans and (text := self._spans.pop()) is not None:
            self._close_span(text)

    def render_char(
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, *rest: Any
    ) -> float:
        """Record one glyph; return the distance to the next one."""
        cid = rest[0]
        try:
            text = str(font.to_unichr(cid)).replace("\0", UNKNOWN)
        except PDFUnicodeNotDefined:
            text = self._glyphs.text(font, cid) or UNKNOWN
        advance: float = font.char_width(cid) * fontsize * scaling
        a, b, c, d, *_ = matrix
        angle = math.degrees(math.atan2(b * fontsize, a * fontsize)) % 360
        upright = round(angle / 90) % 4 * 90
        if abs((angle - upright + 180) % 360 - 180) > _SLANT:
            return advance
        x0, y0 = _turned(apply_matrix_pt(matrix, (0, rise)), upright)
        x1, _y1 = _turned(apply_matrix_pt(matrix, (advance, rise)), upright)
        size = math.hypot(c * fontsize, d * fontsize) or 1.0
        sign = Sign(text, min(x0, x1), max(x0, x1), y0, size)
        if self._replacement() is None:
            self._pages.setdefault(upright, []).append(sign)
        else:
            self._hidden.append((upright, sign))
        return advance

    def _replacement(self) -> str | None:
        return next((text for text in self._spans if text is not None), None)

    def _close_span(self, text: str | None) -> None:
        hidden, self._hidden = self._hidden, []
        if not hidden:
            return
        angles = {angle for angle, _ in hidden}
        signs = [sign for _, sign in hidden]
        size = max(sign.size for sign in signs)
        # Dots and vowel marks that are separate glyphs have no width and are off the baseline.
        on_line = [sign for sign in signs if sign.right > sign.left] or signs
        heights = [sign.baseline for sign in on_line]
        if text is None or len(angles) > 1 or max(heights) - min(heights) > _SAME_LINE * size:
            for angle, sign in hidden:
                self._pages.setdefault(angle, []).append(sign)
        elif text:
            left, right = min(sign.left for sign in on_line), max(sign.right for sign in on_line)
            self._pages.setdefault(angles.pop(), []).append(Sign(text, left, right, heights[0], size))


def _turned(point: tuple[float, float], angle: int) -> tuple[float, float]:
    """Return the coordinates of a point after text at `angle` is rotated upright."""
    x, y = point
    return {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}[angle]
