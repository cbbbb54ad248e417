"""All flags of one translated sentence: those of its text, and `cut short`, which depends on the decoding."""

from __future__ import annotations

from translate.checks.registry import CHECKS, check_pair
from translate.records import Flag, Output, Sentence

__all__ = ["BROKEN", "check_sentence", "model_doubt"]

_CUT_SHORT = "cut short"
# Flags that cause another attempt at the translation.
BROKEN = frozenset({_CUT_SHORT, *(check.name for check in CHECKS if check.broken)})


def model_doubt(output: Output, doubt_per_nat: float) -> float:
    """Return the doubt of the model about its own output, for the content checks; 0 if it is unknown."""
    return doubt_per_nat * -(output.log_probability or 0.0)


def check_sentence(sentence: Sentence, output: Output, doubt_per_nat: float = 0.0) -> tuple[Flag, ...]:
    """Return all flags of the output of a sentence; it is compared with the sentence as written.

    `cut short` means that decoding stopped at the limit of output tokens. A sentence that was cut to fit the model's
    input limit needs no final punctuation.
    """
    flags = check_pair(sentence.source, output.text, model_doubt(output, doubt_per_nat))
    if sentence.cut is not None:
        flags = tuple(flag for flag in flags if flag.name != "no final stop")
    if not output.finished:
        flags = (Flag(_CUT_SHORT, f"after {output.output_tokens} tokens"), *flags)
    return flags
