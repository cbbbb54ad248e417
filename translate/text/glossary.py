"""Glossaries: the preferred English form of Arabic terms."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from translate.errors import ProfileError
from translate.records import Change, Flag
from translate.regular import read_regular
from translate.text.cleaning import arabic_share, comparable_folded, without_commands
from translate.text.glossary_files import read_rows
from translate.text.glossary_rows import TermRow

__all__ = [
    "TERM_MISSING",
    "Glossary",
    "Term",
    "apply_terms",
    "load_glossary",
    "missing_terms",
    "without_terms",
]

_LOG = logging.getLogger(__name__)

_MAX_BYTES = 64 << 20
_NAMED = 5  # terms named in a note
TERM_MISSING = "term missing"
# Prefixes that Arabic attaches to a word: and/so, by/for/as, the.
_BEFORE_A_WORD = "(?:[وف]?(?:[بكل]?(?:ال)?|لل))"
_BEFORE_AN_ARTICLE = "(?:[وف]?(?:[بك]?ال|لل))"


@dataclass(frozen=True)
class Term:
    """An Arabic term, its preferred English form, and variants to replace by that form."""

    arabic: str
    english: str
    variants: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> str:
        """Return the Arabic term as search key, without the article ال."""
        return comparable_folded(self.arabic).removeprefix("ال")

    @cached_property
    def _in_arabic(self) -> re.Pattern[str]:
        before = _BEFORE_AN_ARTICLE if comparable_folded(self.arabic).startswith("ال") else _BEFORE_A_WORD
        return re.compile(rf"(?<!\w){before}{re.escape(self.folded)}(?!\w)")

    @cached_property
    def _in_english(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){_spaced(self.english)}(?!\w)", re.IGNORECASE)

    def without(self, folded: str, output: str) -> tuple[str, str]:
        """Return a folded Arabic text and an English one without the term and its wanted form."""
        return self._in_arabic.sub(" ", folded), self._in_english.sub(" ", output)

    def is_in_source(self, folded: str) -> bool:
        """Return whether a folded Arabic text contains the term, with or without prefixes."""
        return self.folded in folded and self._in_arabic.search(folded) is not None

    def is_in_output(self, output: str) -> bool:
        """Return whether an English text contains the preferred form, ignoring case."""
        return self._in_english.search(output) is not None


@dataclass(frozen=True)
class Glossary:
    """All terms, in the order of the file."""

    terms: tuple[Term, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Return a hash of the terms (16 hexadecimal digits), empty without terms; part of a run's identity."""
        listed = "\n".join("\t".join((t.arabic, t.english, "|".join(t.variants))) for t in self.terms)
        return hashlib.sha256(listed.encode()).hexdigest()[:16] if self.terms else ""

    def terms_in(self, source: str) -> tuple[Term, ...]:
        """Return the terms that an Arabic text contains."""
        if not self.terms:
            return ()
        folded = comparable_folded(source)
        return tuple(term for term in self.terms if term.is_in_source(folded))


def without_terms(terms: tuple[Term, ...], source: str, output: str) -> tuple[str, str] | None:
    """Return an Arabic text, folded, and an English one without the terms that both have; None if there are none."""
    both = [term for term in terms if term.is_in_output(output)]
    folded = comparable_folded(source)
    for term in both:
        folded, output = term.without(folded, output)
    return (folded, output) if both else None


def apply_terms(terms: tuple[Term, ...], output: str) -> tuple[str, tuple[Change, ...]]:
    """Replace the variants of the source's `terms` by their preferred form; return the output and the changes.

    Longer variants are replaced first. A preferred form in the output stays as it is, so that `Cloud` is not replaced
    inside `Alibaba Cloud`.
    """
    wanted = {_key(form): term.english for term in terms for form in (*term.variants, term.english)}
    if not any(term.variants for term in terms):
        return output, ()
    forms = "|".join(_spaced(form) for form in sorted(wanted, key=len, reverse=True))
    changes: dict[Change, None] = {}

    def replaced(found: re.Match[str]) -> str:
        new = wanted[_key(found[0])]
        if _key(found[0]) == _key(new):
            return found[0]
        if found.start() == 0 and found[0][0].isupper():
            new = new[0].upper() + new[1:]
        changes[Change("glossary", found[0], new)] = None
        return new

    mended = re.sub(rf"(?<!\w)(?:{forms})(?!\w)", replaced, output, flags=re.IGNORECASE)
    return mended, tuple(changes)


def missing_terms(terms: tuple[Term, ...], output: str) -> Flag | None:
    """Return the terms of the source whose preferred form the output lacks."""
    lost = [f"{term.english} ({term.arabic})" for term in terms if not term.is_in_output(output)]
    return Flag(TERM_MISSING, ", ".join(lost)) if lost else None


def load_glossary(path: Path | None) -> Glossary:
    """Read a glossary: TBX (`.tbx`), CSV (`.csv`), or UTF-8 lines of Arabic, tab, English, optionally tab and variants.

    Variants are separated by `|`. Without a path the glossary is empty. Raises ProfileError, with the file and the
    line, for invalid content, and if the file is not a regular file or is larger than `_MAX_BYTES`.
    """
    if path is None:
        return Glossary()
    try:
        data = read_regular(path, _MAX_BYTES)
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or error}") from error
    terms = _unique(read_rows(data, path), path)
    if not terms:
        raise ProfileError(
            f"{path}: no terms; a line is Arabic, tab, English, optionally tab and variants"
            if path.suffix.lower() not in (".tbx", ".csv")
            else f"{path}: no terms in Arabic and English"
        )
    return Glossary(tuple(terms))


def _unique(rows: Iterable[TermRow], path: Path) -> list[Term]:
    """Return the terms; raises ProfileError if a table has an Arabic term twice.

    Term bases have one entry per concept, so several entries may have the same Arabic term (محكمة: court, tribunal).
    The first one is used, and a note names the others.
    """
    terms: list[Term] = []
    known: dict[str, TermRow] = {}
    others: list[str] = []
    for row in rows:
        term = _parse(row)
        first = known.setdefault(comparable_folded(term.arabic), row)
        if first is not row and row.entry is None:
            raise ProfileError(
                f"{row.place}: {term.arabic} is already in {first.place.removeprefix(f'{path}, ')}"
            )
        if first.entry == row.entry:
            terms.append(term)
        elif (term.english, term.variants) != (first.english, first.variants):
            others.append(f"{term.arabic}: {term.english} (entry {row.entry}; used is {first.english})")
    if others:
        more = f"; {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
        _LOG.warning(
            "%s: %s already in an earlier entry, which is used. Ignored: %s%s",
            path,
            "1 Arabic term is" if len(others) == 1 else f"{len(others):,} Arabic terms are",
            without_commands("; ".join(others[:_NAMED])),
            more,
        )
    return terms


def _parse(row: TermRow) -> Term:
    if arabic_share(row.arabic) == 0 or not comparable_folded(row.arabic).removeprefix("ال"):
        raise ProfileError(f"{row.place}: the first column has no Arabic letters: {row.arabic!r}")
    for form in (row.english, *row.variants):
        if not form or arabic_share(form) > 0:
            raise ProfileError(f"{row.place}: no English form, or one with Arabic letters: {form!r}")
        if form != row.english and _key(form) == _key(row.english):
            raise ProfileError(f"{row.place}: the variant {form!r} is the wanted form")
    if len({_key(v) for v in row.variants}) < len(row.variants):
        raise ProfileError(f"{row.place}: duplicate variant")
    return Term(row.arabic, row.english, row.variants)


def _key(form: str) -> str:
    return " ".join(form.casefold().split())


def _spaced(form: str) -> str:
    return r"\s+".join(re.escape(word) for word in form.split())
