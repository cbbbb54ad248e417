"""Match different forms of a name: a country and its people, singular and plural, common abbreviations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["COMMON_ACRONYMS", "PEOPLES", "are_related"]

# Acronyms of lower-case phrases, whose initials alone are not enough evidence.
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
# Names of peoples and languages that are not formed from the country's name by a regular ending.
PEOPLES = {
    "american": ("us", "usa", "states"), "british": ("britain", "uk", "kingdom"), "cypriot": ("cyprus",),
    "danish": ("denmark",), "dutch": ("netherlands", "holland"), "emirati": ("uae", "emirates"),
    "filipino": ("philippines",), "finnish": ("finland",),
    "french": ("france",), "greek": ("greece",), "irish": ("ireland",), "norwegian": ("norway",),
    "portuguese": ("portugal",), "saudi": ("arabia",), "scottish": ("scotland",), "spanish": ("spain",),
    "swiss": ("switzerland",),
    "thai": ("thailand",), "turkish": ("turkey", "turkiye"), "welsh": ("wales",),
}  # fmt: skip
_NOT_OF = frozenset((("niger", "nigeria"), ("nigerian", "niger")))
_ENDINGS = ("an", "e", "ean", "er", "ese", "i", "ian", "ic", "ish", "ist", "ite", "lese", "n", "vian")
_COUNTRY_ENDINGS = ("", "a", "al", "and", "e", "en", "es", "ia", "ium", "land", "o", "on", "um", "y")
_BARE_ENDINGS = ("ia", "istan", "y")  # Arabia and Arab, Afghanistan and Afghan, Germany and German
_LEAST_STEM = 3


def are_related(one: str, other: str) -> bool:
    """Return whether two names are a country and its people, or singular and plural."""
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
