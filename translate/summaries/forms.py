"""Forms of one name: a country and its people, singular and plural, what everybody abbreviates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["COMMON_ACRONYMS", "PEOPLES", "are_related"]

# Acronyms of words in small letters, whose initials alone prove too little.
COMMON_ACRONYMS = {
    "ai": "artificial intelligence",
    "ar": "augmented reality",
    "ev": "electric vehicle",
    "hr": "human resource",
    "it": "information technology",
    "ml": "machine learning",
    "mp": "member of parliament",
    "pc": "personal computer",
    "pm": "prime minister",
    "pr": "public relation",
    "tv": "television",
    "uk": "brit",
    "us": "america",
    "vc": "venture capital",
    "vr": "virtual reality",
}
# Names of peoples and languages that no ending makes of their country's name.
PEOPLES = {
    "american": ("us", "usa", "states"), "british": ("britain", "uk", "kingdom"), "cypriot": ("cyprus",),
    "danish": ("denmark",), "dutch": ("netherlands", "holland"), "filipino": ("philippines",), "finnish": ("finland",),
    "french": ("france",), "greek": ("greece",), "irish": ("ireland",), "norwegian": ("norway",),
    "portuguese": ("portugal",), "scottish": ("scotland",), "spanish": ("spain",), "swiss": ("switzerland",),
    "thai": ("thailand",), "turkish": ("turkey", "turkiye"), "welsh": ("wales",),
}  # fmt: skip
_NOT_OF = frozenset((("niger", "nigeria"), ("nigerian", "niger")))
_ENDINGS = ("an", "e", "ean", "er", "ese", "i", "ian", "ic", "ish", "ist", "ite", "lese", "n", "vian")
_COUNTRY_ENDINGS = ("", "a", "al", "and", "e", "en", "es", "ia", "ium", "land", "o", "on", "um", "y")
_BARE_ENDINGS = ("ia", "istan", "y")  # Arabia and Arab, Afghanistan and Afghan, Germany and German
_LEAST_STEM = 3


def are_related(one: str, other: str) -> bool:
    """Return whether two names are a country and its people, or one and many of a kind."""
    singulars = [{word, word.removesuffix("s"), word.removesuffix("es")} for word in (one, other)]
    return any(a == b or _derived(a, b) or _derived(b, a) for a in singulars[0] for b in singulars[1])


def _derived(people: str, country: str) -> bool:
    if (people, country) in _NOT_OF:
        return False
    for stem in _stems(country, _COUNTRY_ENDINGS):
        if people.startswith(stem) and people[len(stem) :] in _ENDINGS:
            return True
    return any(stem == people for stem in _stems(country, _BARE_ENDINGS))


def _stems(word: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            yield word[: len(word) - len(ending)]
