"""The data of the page's table of lines: texts, scores and flags as one JSON document inside the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from translate.checks.registry import ADVISORY
from translate.report.lines import ScoredLines
from translate.views.terminal import plain

__all__ = ["as_json", "lines_document"]

MOST_BYTES = 24_000_000  # of the lines; a browser opens a page of this size in about a second


def lines_document(lines: ScoredLines) -> dict[str, Any]:
    """Return the lines as columns of equal length; beyond `MOST_BYTES`, only those with the lowest scores.

    `flags` has, for each system, the flagged lines by their position: names by index into `checks`, with details.
    """
    kept = _kept(lines)
    names = sorted({flag.name for of in lines.flags or () for line in of for flag in line})
    index = {name: n for n, name in enumerate(names)}
    sources = lines.matched.sources
    flags = [
        {
            position: [[index[flag.name], plain(flag.detail)] for flag in of[n]]
            for position, n in enumerate(kept)
            if of[n]
        }
        for of in lines.flags or ()
    ]
    return {
        "systems": [plain(system.name) for system in lines.matched.systems],
        "articles": [plain(article.id) for article in lines.matched.segments[0].articles],
        "checks": [[name, name in ADVISORY] for name in names],
        "total": len(lines.places),
        "article": [lines.places[n].article for n in kept],
        "number": [lines.places[n].number for n in kept],
        "source": [plain(sources[n]) for n in kept] if sources else None,
        "reference": [[plain(lines.references[n]), *map(plain, lines.more_references[n])] for n in kept],
        "output": [[plain(of[n]) for n in kept] for of in lines.outputs],
        "chrf": [[round(float(of[n]), 1) for n in kept] for of in lines.chrf],
        "flags": flags,
    }


def as_json(document: object) -> str:
    """Return JSON that is safe inside a `<script>` element: no text in it can close the element."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _kept(lines: ScoredLines) -> Sequence[int]:
    import numpy as np

    everything = range(len(lines.places))
    sources = lines.matched.sources
    sizes = np.array(
        [
            len(lines.references[n].encode("utf-8", "replace"))
            + (len(sources[n].encode("utf-8", "replace")) if sources else 0)
            + sum(len(of[n]) for of in lines.outputs)
            for n in everything
        ]
    )
    if sizes.sum() <= MOST_BYTES:
        return everything
    order = np.argsort(lines.chrf.mean(axis=0), kind="stable")
    fitting = order[np.cumsum(sizes[order]) <= MOST_BYTES]
    return [int(n) for n in np.sort(fitting)]
