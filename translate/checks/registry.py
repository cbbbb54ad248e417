"""The list of all checks, in the order in which their flags are reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from translate.checks import (
    conduct,
    content,
    currencies,
    dates,
    figures,
    form,
    language,
    names,
    negation,
    notation,
    scores,
    speech,
    units,
)
from translate.records import Flag
from translate.text.cleaning import decoded, readable, split_literal_breaks

__all__ = ["ADVISORY", "CHECKS", "Check", "check_pair"]


@dataclass(frozen=True, slots=True)
class Check:
    """A check; `name` is the name of its flag.

    `find` takes source and output, and returns a flag or None. `advisory` checks have too many false alarms to count
    among an article's doubts. A flag of a `broken` check means that the sentence is translated again. `fact` checks
    compare figures, names or links; of several hypotheses, the one with the fewest such flags is chosen. `weigh` is
    `find` for checks that take the doubt of the model as a third argument.
    `false_alarms` is the number of flags on `human_segments` human translations of FLORES-200; None if such segments
    are too rare.
    """

    name: str
    find: Callable[[str, str], Flag | None]
    false_alarms: int | None
    human_segments: int = 1012
    advisory: bool = False
    broken: bool = False
    fact: bool = False
    weigh: Callable[[str, str, float], Flag | None] | None = None

    @property
    def definition(self) -> str:
        """Return the description of the check: the first paragraph of the docstring of `find`, on one line."""
        return " ".join((self.find.__doc__ or "").split("\n\n")[0].split())


CHECKS: tuple[Check, ...] = (
    Check("empty", form.empty, 0, broken=True),
    Check("no letter", language.no_letter, 0, 997, broken=True),
    Check("not English", language.not_english, 0, 997, broken=True),
    Check("dropped sentence", form.dropped_sentence, 0, 108, broken=True),
    Check("length ratio", form.length_ratio, 1, broken=True),
    Check("phrase loop", form.phrase_loop, 0, broken=True),
    Check("sentence repeat", form.sentence_repeat, 0, 997, broken=True),
    Check("Arabic left", form.arabic_left, 0, broken=True),
    Check("refusal", conduct.refusal, 0, 997, broken=True),
    Check("chatter", conduct.chatter, 0, 997, broken=True),
    Check("instruction followed", conduct.instruction_followed, 0, 997, broken=True),
    Check("no final stop", form.no_final_stop, 3, 997),
    Check("number missing", figures.number_missing, 4, 178, fact=True),
    Check("number added", figures.number_added, 6, 997, advisory=True, fact=True),
    Check("percent lost", notation.percent_lost, 0, fact=True),
    Check("sign lost", notation.sign_lost, 0, fact=True),
    Check("currency changed", currencies.currency_changed, 0, fact=True),
    Check("era changed", dates.era_changed, 0, fact=True),
    Check("date changed", dates.date_changed, 0, fact=True),
    Check("score changed", scores.score_changed, 0, fact=True),
    Check("zero lost", notation.zero_lost, 0, fact=True),
    Check("unit changed", units.unit_changed, 0, 997, fact=True),
    Check("colon lost", speech.colon_lost, 0, 997),
    Check("speaker lost", speech.speaker_lost, 0, 997),
    Check("quotation lost", speech.quotation_lost, 0, 997),
    Check("quotation unbalanced", speech.quotation_unbalanced, 6, 997, advisory=True),
    Check("negation lost", negation.negation_lost, 1, 997),
    Check("negation added", negation.negation_added, 1, 997),
    Check("name added", content.name_added, 8, 997, weigh=content.name_added),
    Check("name lost", content.name_lost, 7, 997, weigh=content.name_lost),
    Check("content lost", content.content_lost, 9, 997, weigh=content.content_lost),
    Check("content added", content.content_added, 9, 997, weigh=content.content_added),
    Check("Latin name lost", names.latin_name_lost, 0, 36, fact=True),
    Check("link lost", names.link_lost, None, fact=True),
    Check("entity", form.entity, 0),
    Check("word repeat", form.word_repeat, 5),
)
ADVISORY = frozenset(check.name for check in CHECKS if check.advisory)


def check_pair(source: str, output: str, model_doubt: float = 0.0) -> tuple[Flag, ...]:
    """Return the flags of all checks for `output` as a translation of `source`, in the order of `CHECKS`.

    `model_doubt` (0 or more) is the doubt of the model that made the output: `checks.sentence.model_doubt` computes it.
    """
    source = readable(" ".join(split_literal_breaks(decoded(source))))
    found = (
        check.find(source, output) if check.weigh is None else check.weigh(source, output, model_doubt)
        for check in CHECKS
    )
    return tuple(flag for flag in found if flag is not None)
