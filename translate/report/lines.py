"""The scored lines one by one: their chrF, their flags, the worst of them and the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.checks.registry import ADVISORY, CHECKS, Check
from translate.records import Flag
from translate.report.checked import checked
from translate.report.differences import Piece, word_differences
from translate.scoring.compare import Comparison
from translate.scoring.matching import Matched
from translate.scoring.metrics import CHRF

if TYPE_CHECKING:
    from translate.scoring.metrics import Counts

WORST_LINES = 30
_FEWEST_WORDS = 4  # of a reference: the chrF of two words says little
_FAR_BELOW = 15.0  # chrF under the mean of the other systems that is told as a reason


@dataclass(frozen=True, slots=True)
class LineOutput:
    """One system's output for a line, beside its reference."""

    system: str
    chrf: float
    pieces: tuple[Piece, ...]
    reasons: tuple[str, ...]
    advisory: tuple[str, ...]  # what the checks say that err often


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that systems do badly on; `reasons` concern all of them."""

    article: str
    number: int
    source: str
    reference: str
    outputs: tuple[LineOutput, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoredLines:
    """All scored lines: `chrf` has the shape (systems, lines); `flags` are by system and line.

    There are no flags (None) where there is no source.
    """

    matched: Matched
    chrf: Counts
    flags: tuple[tuple[tuple[Flag, ...], ...], ...] | None

    def flag_counts(self) -> list[tuple[Check, list[int]]]:
        """How many lines of each system every check flags, advisory checks last.

        Checks that find nothing anywhere are left out.
        """
        if self.flags is None:
            return []
        counts = [Counter(flag.name for line in lines for flag in line) for lines in self.flags]
        ordered = sorted(CHECKS, key=lambda check: check.advisory)
        found = [(check, [of_system[check.name] for of_system in counts]) for check in ordered]
        return [(check, numbers) for check, numbers in found if any(numbers)]


def scored_lines(matched: Matched, comparison: Comparison) -> ScoredLines:
    """Every scored line's chrF, and what the checks that need no reference say of it."""
    import numpy as np

    measured = [comparison.measured[system.name][CHRF.key] for system in matched.systems]
    flags = None
    if matched.sources is not None:
        flags = tuple(
            tuple(
                checked(source, output)
                for source, output in zip(matched.sources, _outputs(matched, n), strict=True)
            )
            for n in range(len(matched.systems))
        )
    return ScoredLines(matched, np.stack([CHRF.formula(one.counts) for one in measured]), flags)


def worst_lines(lines: ScoredLines, comparison: Comparison, limit: int = WORST_LINES) -> list[BadLine]:
    """The lines with the lowest chrF over all systems, those of few words aside."""
    import numpy as np

    articles = lines.matched.segments[0].articles
    places = [(article.id, number) for article in articles for number in article.lines]
    references = [line for article in articles for line in article.references]
    outputs = [_outputs(lines.matched, n) for n in range(len(lines.matched.systems))]
    suspects = {(suspect.article, suspect.line): suspect for suspect in comparison.suspects}
    order = [int(n) for n in np.argsort(lines.chrf.mean(axis=0), kind="stable")]
    worst = [n for n in order if len(references[n].split()) >= _FEWEST_WORDS][:limit]
    found = []
    for n in worst:
        suspect = suspects.get(places[n])
        reasons = [] if suspect is None else ["the reference may be wrong: systems agree, and not with it"]
        if suspect is not None and suspect.fits:
            reasons.append(f"the outputs fit the reference of {suspect.fits}")
        found.append(
            BadLine(
                article=places[n][0],
                number=places[n][1],
                source=lines.matched.sources[n] if lines.matched.sources else "",
                reference=references[n],
                outputs=tuple(
                    LineOutput(
                        system.name,
                        float(lines.chrf[s, n]),
                        tuple(word_differences(outputs[s][n], references[n])),
                        tuple(_reasons(lines, s, n)),
                        tuple(_told(flag) for flag in _flags(lines, s, n) if flag.name in ADVISORY),
                    )
                    for s, system in enumerate(lines.matched.systems)
                ),
                reasons=tuple(reasons),
            )
        )
    return found


def _reasons(lines: ScoredLines, system: int, line: int) -> list[str]:
    reasons = [_told(flag) for flag in _flags(lines, system, line) if flag.name not in ADVISORY]
    others = [float(score) for n, score in enumerate(lines.chrf[:, line]) if n != system]
    if others:
        below = sum(others) / len(others) - float(lines.chrf[system, line])
        if below > _FAR_BELOW:
            reasons.append(f"chrF {below:.0f} under the other systems")
    return reasons


def _flags(lines: ScoredLines, system: int, line: int) -> tuple[Flag, ...]:
    return lines.flags[system][line] if lines.flags else ()


def _told(flag: Flag) -> str:
    return f"{flag.name}: {flag.detail}" if flag.detail else flag.name


def _outputs(matched: Matched, system: int) -> Sequence[str]:
    return [line for article in matched.segments[system].articles for line in article.hypotheses]
