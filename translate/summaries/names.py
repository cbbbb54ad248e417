"""Find the names of a summary that its article does not have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from translate.checks.lexicon import lexicon
from translate.checks.words import english_keys
from translate.summaries.forms import COMMON_ACRONYMS, PEOPLES, are_related
from translate.text.english import split_english

__all__ = ["new_names"]

_TOKEN = re.compile(r"\w+(?:[.'’&-]\w+)*")
_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
_ARTICLE = re.compile(r"(?:a[dlnrstz]|a[st]h|e[ls])-(?=\w)", re.IGNORECASE)  # `al-Sharif`, `ash-Shati`
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENS = re.compile(r"[\"“‘«(:;]\s*$|(?:^|\s)['\"]$")  # before a word that begins a quotation or a clause
_PARTICLES = frozenset(
    ("and", "at", "for", "in", "of", "on", "or", "the", "to", "a", "an", "de", "al", "van")
)
# Words that open a sentence before a name.
_OPENERS = frozenset(
    re.findall(
        r"\w+",
        """
        about above across after against along although amid among another around as because before behind below
        besides between beyond both but by despite during each earlier either even every except following from
        further given her here his how however if instead it its last later like many meanwhile moreover more most
        near neither next no nor not now once only our out over per recently regarding several she he they since so
        some soon still such than that their then there these this those though through throughout thus today
        together tomorrow toward towards two three under unless unlike until upon via we what when where whereas
        whether which while who whose why with within without yesterday yet president minister king queen prince
        princess professor general
        """,
    )
)
_NO_NAMES = _PARTICLES | _OPENERS
_TITLES = frozenset(("dr", "lady", "lord", "miss", "mr", "mrs", "ms", "sir"))
_ORDINARY_ENDINGS = ("ed", "ing", "ly")
_LEAST_LETTERS = 3
_FIRST_LETTERS = 3  # maximum number of names that a name is compared with
_FAR = 2  # maximum number of words between first and last name: `Jane Mary Q. Fang`

# Second words that do not form a name with the word before them: `Peruvian Minister`.
_GENERIC = frozenset(
    (
        *("army", "bank", "cabinet", "court", "government", "king", "minister", "ministry", "parliament"),
        *("police", "president", "prime", "queen", "senate", "state", "university"),
    )
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text; `opens` is True if it begins a sentence, a quotation or a clause after a colon."""

    text: str
    plain: str
    opens: bool
    capital: bool
    acronym: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of an article, its names, their initials, its acronyms, and pairs of adjacent names."""

    words: frozenset[str]
    names: frozenset[str]  # capitalised words that do not open a sentence, and words in capitals
    capitals: dict[str, tuple[str, ...]]  # by their first letters
    initials: frozenset[str]
    acronyms: frozenset[str]
    before: frozenset[str]  # words that are the first of two capitalised ones
    after: frozenset[str]  # words that are the second
    pairs: frozenset[tuple[str, str]]  # capitalised words near to each other, in either order
    text: str


def new_names(article: str, summary: str) -> list[str]:
    """Return the names of a summary that its article does not have.

    A name is a capitalised word that does not open a sentence, or that opens one before another capitalised word, as a
    possessive, or without being a word of the lexicon. The article has the name if it contains it as a word, as the
    name of a country or its people, or as initials: of capitalised words, of three or more words, or of a commonly
    abbreviated phrase. A first name and a last name from two different names of the article count as a new name.
    """
    known = _known(article)
    new: dict[str, None] = {}
    for sentence in split_english(summary):
        words = list(_words(sentence))
        shouted = 2 * sum(word.acronym for word in words) > len(words)
        expanded = _expanded(words, known.acronyms)
        for number, word in enumerate(words):
            following = words[number + 1] if number + 1 < len(words) else None
            has = _has_acronym if word.acronym and not shouted else _has
            if number in expanded or has(known, word.plain):
                continue
            if _is_name(word, following) or _opens_as_name(word):
                new[word.text] = None
        new.update(dict.fromkeys(_mixed(sentence, words, known)))
    return list(new)


def _is_name(word: _Word, following: _Word | None) -> bool:
    if not word.capital or len(word.plain) < 2 or (word.plain in _TITLES and not word.acronym):
        return False
    if not word.opens or word.acronym:
        return True
    possessive = _POSSESSIVE.search(word.text) is not None
    return possessive or (following is not None and following.capital and word.plain not in _NO_NAMES)


def _opens_as_name(word: _Word) -> bool:
    """Return whether a single word that opens a sentence is a name, because texts do not write it in lower case."""
    if not word.opens or not word.capital or not word.plain.isalpha() or len(word.plain) < _LEAST_LETTERS:
        return False
    if word.plain in _NO_NAMES or word.plain in _TITLES or word.plain.endswith(_ORDINARY_ENDINGS):
        return False
    _, stem, root = english_keys(word.plain)
    return stem not in lexicon().ordinary and root not in lexicon().english_known


@lru_cache(maxsize=4)
def _known(article: str) -> _Known:
    words = [word for sentence in split_english(article) for word in _words(sentence)]
    plain = [word.plain for word in words]
    capitals: dict[str, dict[str, None]] = {}
    for word, bare in zip(words, plain, strict=True):
        if word.capital:
            capitals.setdefault(bare[:_FIRST_LETTERS], {})[bare] = None
    parts = [_without_article(bare) for bare in plain]
    near = [
        (parts[n], parts[n + step])
        for step in range(1, _FAR + 2)
        for n in range(len(words) - step)
        if words[n].capital and words[n + step].capital
    ]
    neighbours = [
        (a, b)
        for (a, x), (b, y) in pairwise(zip(parts, words, strict=True))
        if x.capital and y.capital and not y.opens
    ]
    return _Known(
        names=frozenset(w.plain for w in words if w.capital and (not w.opens or w.acronym)),
        words=frozenset(plain) | {part for bare in plain if "-" in bare for part in bare.split("-")},
        capitals={key: tuple(found) for key, found in capitals.items()},
        initials=frozenset(_initials(words)),
        acronyms=frozenset(word.plain for word in words if word.acronym),
        before=frozenset(a for a, _ in neighbours),
        after=frozenset(b for _, b in neighbours),
        pairs=frozenset((*near, *((b, a) for a, b in near))),
        text=" ".join(plain),
    )


def _words(sentence: str) -> Iterator[_Word]:
    end = 0
    for found in _TOKEN.finditer(sentence):
        text, between = found.group(), sentence[end : found.start()]
        bare = _POSSESSIVE.sub("", text).replace(".", "")
        yield _Word(
            text,
            _plain(text),
            opens=end == 0 or _OPENS.search(between) is not None,
            capital=_ARTICLE.sub("", text, count=1)[0].isupper(),
            acronym=_ACRONYM.fullmatch(bare) is not None,
        )
        end = found.end()


def _initials(words: Sequence[_Word]) -> Iterator[str]:
    """Yield the acronyms of consecutive capitalised words, and of three or more other words, without particles."""
    content = [word for word in words if word.plain not in _PARTICLES]
    for start in range(len(content)):
        letters, capital = "", True
        for word in content[start : start + 6]:
            if word.opens and letters:
                break
            letters += word.plain[:1]
            capital = capital and word.capital
            if len(letters) >= 3 or (len(letters) == 2 and capital):
                yield letters


def _expanded(words: Sequence[_Word], acronyms: frozenset[str]) -> frozenset[int]:
    """Return the positions of consecutive capitalised words whose initials are an acronym of the article."""
    found: set[int] = set()
    for start in range(len(words) if acronyms else 0):
        letters = ""
        places: list[int] = []
        for place in range(start, min(len(words), start + 10)):
            word = words[place]
            if word.plain in _PARTICLES:
                continue
            if not word.capital:
                break
            letters, places = letters + word.plain[:1], [*places, place]
            if len(letters) >= 2 and letters in acronyms:
                found.update(places)
    return frozenset(found)


def _has(known: _Known, word: str) -> bool:
    if word in known.words or _without_article(word) in known.words:
        return True
    parts = word.split("-")
    if len(parts) > 1 and all(_has(known, part) for part in parts if part):
        return True
    if not known.words.isdisjoint(PEOPLES.get(word.removesuffix("s"), ())):
        return True
    if any(word in countries and people in known.words for people, countries in PEOPLES.items()):
        return True
    return any(are_related(word, other) for other in known.capitals.get(word[:_FIRST_LETTERS], ()))


def _has_acronym(known: _Known, word: str) -> bool:
    """Return whether the article has the acronym, in capitals or as a name, or its long form."""
    singular = word.removesuffix("s") if len(word) > _FIRST_LETTERS else word
    for letters in (word, singular):
        common = COMMON_ACRONYMS.get(letters)
        if (
            letters in known.names
            or letters in known.initials
            or (common is not None and common in known.text)
        ):
            return True
    return "-" in word and _has(known, word)


def _mixed(sentence: str, words: Sequence[_Word], known: _Known) -> Iterator[str]:
    """Yield two-word names whose parts come from two different names of the article."""
    for one, two in pairwise(words):
        a, b = _without_article(one.plain), _without_article(two.plain)
        if (
            one.capital
            and two.capital
            and _POSSESSIVE.search(one.text) is None
            and a in known.before
            and b in known.after
            and (a, b) not in known.pairs
            and f"{one.text} {two.text}" in sentence
            and b not in _GENERIC
            and a not in _NO_NAMES
        ):
            yield f"{one.text} {two.text}"


def _without_article(word: str) -> str:
    """Return `sharif` for `al-sharif`."""
    return _ARTICLE.sub("", word, count=1) if "-" in word else word


def _plain(token: str) -> str:
    """Return the plain form of a word: `alibaba`, `us`, `bogota` for `Alibaba's`, `U.S.`, `Bogotá`."""
    bare = _POSSESSIVE.sub("", token.casefold()).replace(".", "")
    if bare.isascii():
        return bare
    return "".join(c for c in unicodedata.normalize("NFD", bare) if not unicodedata.combining(c))
