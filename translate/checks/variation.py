"""Find names that an article translates in several ways: `لورد` as "Lord" in one sentence and as "Lowe" in another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from translate.checks.letters import ENOUGH, likeness
from translate.checks.lexicon import arabic_class, lexicon
from translate.checks.support import Reading, find_doubts
from translate.checks.vocabulary import EnglishWord, vocabulary
from translate.checks.words import arabic_words, bare_forms, english_keys, latin_letters, name_forms
from translate.records import Flag, TranslatedArticle
from translate.text.cleaning import comparable_folded

__all__ = ["NAME_VARIES", "find_variations", "flag_variations"]

NAME_VARIES = "name varies"
_LEAST_ARABIC, _LEAST_LATIN = 4, 3  # letters; shorter words have too many readings
_SAME_BEGINNING = 4  # letters that inflections of one name share: Iran, Iranian
_NAMES = ("name", "first", "capital")
# Known ordinary words are left out, unless their letters are those of names, in nats a group of letters.
_LIKE_A_NAME = 0.0
# A capital or a seat of government may stand for a country or its leader.
_SEATS = frozenset(
    [
        "tehran",
        "kremlin",
        "moscow",
        "beijing",
        "washington",
        "london",
        "paris",
        "berlin",
        "ankara",
        "cairo",
        "damascus",
        "baghdad",
        "riyadh",
        "kyiv",
        "kiev",
        "tokyo",
        "brussels",
        "doha",
        "pentagon",
        "downing",
        "elysee",
        "élysée",
        "rome",
        "madrid",
        "islamabad",
        "delhi",
        "pyongyang",
        "seoul",
    ]
)
_ADJECTIVE = ("ي", "يه", "يين", "يون")  # `الأمريكي` may be American, US or Stateside


class _Sentence:
    """A sentence of the article, with its output. The support of names is slow, and few sentences need it."""

    def __init__(self, number: int, source: str, output: str) -> None:
        self.number = number
        self.source = source
        self.output = output

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The names in the output without a counterpart in the source."""
        return tuple(_unsupported(self.source, self.output))


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """An Arabic name in a sentence, and its forms in the output.

    `form` is the output word that the Arabic name can be a transliteration of; None if there is none. `known` says
    whether the lexicon has the word, `translated` whether the output has a translation of it.
    """

    sentence: _Sentence
    word: str
    form: str | None
    known: bool
    translated: bool


def flag_variations(translated: TranslatedArticle) -> TranslatedArticle:
    """Return the article with a flag on each sentence that translates a name differently from most sentences."""
    sentences = [sentence for line in translated.lines for sentence in line.sentences]
    flags = find_variations([(one.sentence.source, one.output.text) for one in sentences])
    if not any(flags):
        return translated
    following = iter(flags)
    lines = tuple(
        replace(
            line,
            sentences=tuple(
                replace(one, flags=(*one.flags, *filter(None, [next(following)]))) for one in line.sentences
            ),
        )
        for line in translated.lines
    )
    return replace(translated, lines=lines)


def find_variations(pairs: Sequence[tuple[str, str]]) -> list[Flag | None]:
    """Return a flag for each sentence (source, output) of an article that translates a name differently.

    For each Arabic name, the English form in most sentences is taken as correct. A sentence is flagged if it has
    another transliteration of the name, or if it has none and contains a name without a counterpart in its source. If
    no sentence has a transliteration, a sentence is flagged if its names without a counterpart occur in no other one.
    """
    flags: list[Flag | None] = [None] * len(pairs)
    for occurrences in _occurrences(pairs).values():
        for one, form, elsewhere in _different(occurrences):
            if flags[one.sentence.number] is None:
                detail = f"{one.word}: {form}, elsewhere {elsewhere}"
                flags[one.sentence.number] = Flag(NAME_VARIES, detail, tuple(form.split(", ")))
    return flags


def _occurrences(pairs: Sequence[tuple[str, str]]) -> dict[str, list[_Occurrence]]:
    """Return the occurrences of each name that several sentences have, by its shortest bare form."""
    words = [_words(source) for source, _ in pairs]
    counts = Counter(bare for of_sentence in words for bare in of_sentence)
    found: dict[str, list[_Occurrence]] = defaultdict(list)
    for number, (source, output) in enumerate(pairs):
        repeated = {bare: w for bare, w in words[number].items() if counts[bare] > 1 and _may_be_name(w)}
        if not repeated or not output.strip():
            continue
        reading = Reading(vocabulary(), source, output)
        sentence = _Sentence(number, source, output)
        for bare, word in repeated.items():
            keys, _ = lexicon().of_word(word)
            found[bare].append(
                _Occurrence(
                    sentence,
                    word,
                    _form_of(word, reading.tokens),
                    lexicon().best_stem(word) in lexicon().arabic_counts,
                    reading.has_any(keys),
                )
            )
    return {bare: occurrences for bare, occurrences in found.items() if len(occurrences) > 1}


def _different(occurrences: Sequence[_Occurrence]) -> Iterator[tuple[_Occurrence, str, str]]:
    """Yield each occurrence with another form than the rest, that form, and the form of the rest."""
    forms = Counter(one.form for one in occurrences if one.form is not None)
    if not forms:
        yield from _without_a_form(occurrences)
        return
    usual = forms.most_common(1)[0][0]
    for one in occurrences:
        if one.form is not None:
            if not one.translated and not _is_inflected(one.form, usual):
                yield one, one.form, usual
        elif not one.translated and usual.lower() not in one.sentence.output.lower() and one.sentence.others:
            yield one, ", ".join(one.sentence.others), usual


def _without_a_form(occurrences: Sequence[_Occurrence]) -> Iterator[tuple[_Occurrence, str, str]]:
    doubted = [one for one in occurrences if not one.translated and not one.known and one.sentence.others]
    for one in doubted[1:]:
        elsewhere = {name for other in doubted if other is not one for name in other.sentence.others}
        if elsewhere.isdisjoint(one.sentence.others):
            yield one, ", ".join(one.sentence.others), ", ".join(doubted[0].sentence.others)


def _words(source: str) -> dict[str, str]:
    """Return the Arabic words of a sentence, by their shortest bare form."""
    return {_bare(word): word for _, word in arabic_words(comparable_folded(source))}


def _bare(word: str) -> str:
    return min((f for f in bare_forms(word) if len(f) >= _LEAST_ARABIC), key=len, default=word)


def _may_be_name(word: str) -> bool:
    """Whether a word may be a name: long enough, unknown to the lexicon or with the letters of names, no adjective."""
    if len(_bare(word)) < _LEAST_ARABIC or word.endswith(_ADJECTIVE):
        return False
    known = lexicon()
    stem = known.best_stem(word)
    if not arabic_class(known, word, stem).startswith("aK") or any(
        key.startswith("=") for key in known.of_word(word)[0]
    ):
        return True
    return known.name_likeness(word) > _LIKE_A_NAME


def _form_of(word: str, tokens: Sequence[EnglishWord]) -> str | None:
    """Return the capitalised word of the output that is most like an Arabic word, or None."""
    names = [t for t in tokens if t.word[0].isupper() and len(t.word) >= _LEAST_LATIN]
    alike = {token.word: max(likeness(form, token.letters) for form in name_forms(word)) for token in names}
    best = max(alike, key=alike.__getitem__, default=None)
    return best if best is not None and alike[best] >= ENOUGH else None


def _unsupported(source: str, output: str) -> Iterator[str]:
    """Yield the capitalised words of an output without support in the source, except ordinary words."""
    for doubt in find_doubts(source, output).output:
        stem = english_keys(doubt.word)[1]
        if doubt.word.lower() in _SEATS:
            continue
        if doubt.kind in _NAMES or (
            doubt.word[0].isupper() and doubt.kind == "word" and stem not in lexicon().ordinary
        ):
            yield doubt.word


def _is_inflected(one: str, other: str) -> bool:
    one, other = latin_letters(one), latin_letters(other)
    return one[:_SAME_BEGINNING] == other[:_SAME_BEGINNING] or one.startswith(other) or other.startswith(one)
