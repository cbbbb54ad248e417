"""Tarjama: folders of Arabic articles into English translations and summaries.

    >>> import translate
    >>> t = translate.Translator("embedded")    # a name, a hub id, a folder; engine=, glossary=
    >>> translated = t.translate("ذهب الولد إلى المدرسة.")
    >>> translated.text, len(translated.sentences), translated.flags   # doctest: +SKIP
    ('The boy went to school.', 1, ())
    >>> run = translate.run("articles/", model="opus-mt", summarizer="lead", output="out")
    >>> chrf = translate.score(run, references="refs/").metrics["chrf"]
    >>> 0 <= chrf.score <= 100
    True
    >>> comparison = translate.compare([run, translate.System("google", "google.en")], reference="test.en")
    >>> [system.name for system in comparison.systems]
    ['opus-mt', 'google']

Errors are subclasses of `translate.errors.TarjamaError`. Nothing heavy is imported before it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"
__all__ = [
    "Run",
    "System",
    "TranslatedText",
    "Translator",
    "__version__",
    "compare",
    "run",
    "score",
]

if TYPE_CHECKING:
    from translate.library.running import Run, run
    from translate.library.scoring import System, compare, score
    from translate.library.translator import TranslatedText, Translator

_MODULES = {
    "Run": "running",
    "System": "scoring",
    "TranslatedText": "translator",
    "Translator": "translator",
    "compare": "scoring",
    "run": "running",
    "score": "scoring",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'translate' has no attribute {name!r}")
    return getattr(import_module(f"translate.library.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
