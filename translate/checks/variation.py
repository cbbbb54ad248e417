"""Find names that an article translates in several ways: `لورد` as "Lord" in one sentence and as "Lowe" in another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from translate.checks.letters import ENOUGH, likeness
from translate.checks.lexicon import arabic_class, lexicon
from translate.checks.support import Reading, Token, find_doubts
from translate.checks.words import arabic_words, bare_forms, english_keys, latin_letters, name_forms
from translate.records import Flag, TranslatedArticle
from translate.text.cleaning import comparable, fold_spelling

__all__ = ["NAME_VARIES", "find_variations", "flag_variations"]

NAME_VARIES = "name varies"
_LEAST_ARABIC, _LEAST_LATIN = 4, 3  # letters; shorter words have too many readings
_SAME_BEGINNING = 4  # letters that inflections of one name share: Iran, Iranian
_NAMES = ("name", "first", "capital")
# Known ordinary words are left out, unless their letters are those of names, in nats a group of letters.
_LIKE_A_NAME = 0.0
_ADJECTIVE = ("ي", "يه", "يين", "يون")  # `الأمريكي` may be American, US or Stateside


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """An Arabic name in a sentence, and its forms in the output.

    `form` is the word that its letters resemble, None without one. `others` are names that nothing in the source
    supports. `known` tells whether the lexicon has the word, `translated` whether the output has a translation of it.
    """

    sentence: int
    word: str
    form: str | None
    others: tuple[str, ...]
    known: bool
    translated: bool


def flag_variations(translated: TranslatedArticle) -> TranslatedArticle:
    """Return the article with a flag on each sentence that translates a name in another way than the rest."""
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
    """Return for each sentence of an article, (source, output), a flag if it translates a name in another way.

    An Arabic name is followed through the article. The English form that most sentences have is taken to be right. A
    sentence is flagged that has another word with the letters of the name, or no such word but a name that nothing in
    its source supports. Without any form that resembles the name, a sentence is flagged if its unsupported names
    are not those of another sentence.
    """
    flags: list[Flag | None] = [None] * len(pairs)
    for occurrences in _occurrences(pairs).values():
        for one, form, elsewhere in _different(occurrences, pairs):
            if flags[one.sentence] is None:
                detail = f"{one.word}: {form}, elsewhere {elsewhere}"
                flags[one.sentence] = Flag(NAME_VARIES, detail, tuple(form.split(", ")))
    return flags


def _occurrences(pairs: Sequence[tuple[str, str]]) -> dict[str, list[_Occurrence]]:
    """Return the occurrences of each name that several sentences have, by its shortest bare form."""
    words = [_words(source) for source, _ in pairs]
    counts = Counter(bare for of_sentence in words for bare in of_sentence)
    found: dict[str, list[_Occurrence]] = defaultdict(list)
    for sentence, (source, output) in enumerate(pairs):
        repeated = {bare: w for bare, w in words[sentence].items() if counts[bare] > 1 and _may_be_name(w)}
        if not repeated or not output.strip():
            continue
        reading = Reading(lexicon(), source, output)
        others = tuple(_unsupported(source, output))
        for bare, word in repeated.items():
            keys, _ = lexicon().of_word(word)
            found[bare].append(
                _Occurrence(
                    sentence,
                    word,
                    _form_of(word, reading.tokens),
                    others,
                    lexicon().best_stem(word) in lexicon().arabic_counts,
                    reading.has_any(keys),
                )
            )
    return {bare: occurrences for bare, occurrences in found.items() if len(occurrences) > 1}


def _different(
    occurrences: Sequence[_Occurrence], pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[_Occurrence, str, str]]:
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
        elif one.others and not one.translated and usual.lower() not in pairs[one.sentence][1].lower():
            yield one, ", ".join(one.others), usual


def _without_a_form(occurrences: Sequence[_Occurrence]) -> Iterator[tuple[_Occurrence, str, str]]:
    doubted = [one for one in occurrences if one.others and not one.translated and not one.known]
    for one in doubted[1:]:
        elsewhere = {name for other in doubted if other is not one for name in other.others}
        if elsewhere.isdisjoint(one.others):
            yield one, ", ".join(one.others), ", ".join(doubted[0].others)


def _words(source: str) -> dict[str, str]:
    """Return the Arabic words of a sentence, by their shortest bare form."""
    return {_bare(word): word for _, word in arabic_words(fold_spelling(comparable(source)))}


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


def _form_of(word: str, tokens: Sequence[Token]) -> str | None:
    """Return the capitalised word of the output that is most like an Arabic word, or None."""
    names = [t for t in tokens if t.word[0].isupper() and len(t.word) >= _LEAST_LATIN]
    alike = {token.word: max(likeness(form, token.keys[0]) for form in name_forms(word)) for token in names}
    best = max(alike, key=alike.__getitem__, default=None)
    return best if best is not None and alike[best] >= ENOUGH else None


def _unsupported(source: str, output: str) -> Iterator[str]:
    """Yield the capitalised words of an output without support in the source, except ordinary words."""
    for doubt in find_doubts(source, output).output:
        stem = english_keys(doubt.word)[1]
        if doubt.kind in _NAMES or (
            doubt.word[0].isupper() and doubt.kind == "word" and stem not in lexicon().ordinary
        ):
            yield doubt.word


def _is_inflected(one: str, other: str) -> bool:
    one, other = latin_letters(one), latin_letters(other)
    return one[:_SAME_BEGINNING] == other[:_SAME_BEGINNING] or one.startswith(other) or other.startswith(one)
