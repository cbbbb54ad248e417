"""Distinguish Arabic from other languages, offline; in doubt a text counts as Arabic.

Arabic is recognised by its words and letters alone. py3langid (naive Bayes over bytes, 4.5 MB, 139 languages) is used
only if there are few of these, and letters that Arabic does not have. It is not enough alone: it takes half of all
Arabic sentences with the Persian ya and kaf, as Iranian media type them, for Persian.

No line of 40,666 Arabic ones is taken for another language: FLORES-200 dev, NTREX-128, TICO-19, XQuAD, Tatoeba (with
Algerian dialect in Persian letters) and the documentation of two programs; with Persian ya and kaf inserted, six of
Tatoeba's are. Of 128 single sentences in Persian, Urdu, Sorani and Pashto 116 are recognised; in paragraphs of four,
all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from translate.text.cleaning import arabic_share

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["UNTOLD", "foreign_language", "identified"]

# Of the letters outside furniture. Arabic text full of Latin terms keeps well above it: the five seeds have 0.93 to
# 0.98, and of 918 stretches of 20 lines of software documentation the lowest has 0.64. English that quotes some Arabic
# stays below.
LEAST_ARABIC_SHARE = 0.3

# What is looked at: enough for certainty, and a file of 50 MB in one line takes no longer than another.
_HEAD_CHARS = 20_000

_ARABIC_LETTERS = re.compile("[\u0620-\u064a]+")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff]+")
# Letters of Persian, Urdu, Pashto, Kurdish, Sindhi, Uyghur and Malay that Arabic has not. Dialects write a few of them,
# and so do names (`چاكيت`, `گال`).
_FOREIGN = re.compile("[پچژگےۓںٹڈڑہھەێۆڕڵڤېۍټډړښګڼځڅږۇۈۋۅڭۀۂٻڀٿڃڄڇڊڌڏڙڦڪڳڱݨݢڽڠۏ]")
_PERSIAN_FORMS = {"ی": "ي", "ک": "ك"}  # of letters that Arabic has: many type Arabic with them
_FOREIGN_OR_FORM = re.compile(f"{_FOREIGN.pattern}|[{''.join(_PERSIAN_FORMS)}]")
_AS_ARABS_TYPE = str.maketrans(_PERSIAN_FORMS)
_PERSIAN_FORM = re.compile(f"[{''.join(_PERSIAN_FORMS)}]")
_LEAST_FOREIGN_SHARE = 0.01
_LEAST_LETTERS = 20  # `هادي سورپريز` is dialect, and too short to tell
# Words with the article, `في`, and letters that others borrow with Arabic words alone: ة, and hamza at an alef. They
# are 9% or more of the words of every line of FLORES-200 dev, 31% of four lines together; 10% of four lines of dialect.
_ARABIC_WORD = re.compile(r"\b[وفبكک]{0,2}(?:ال|لل)\w{2,}|\b\w*[ةأإ]\w*|\bف[يی]\b")
_WORD = re.compile(r"\w+")
# Prepositions, endings and verbs of Persian, its ya and kaf as Arabs type them.
_PERSIAN_WORD = re.compile(
    r"\b(?:از|را|است|این|آن|برای|که|كه|می|مي|های|هاي|شما|شود|شده|بود|دارد|دارند|هستند|نیست|نيست|کنید|كنيد|كند|این|اين|براي|در)\b"
)
_LEAST_PERSIAN_WORDS = 4
_PERSIAN_SHARE = 0.12
# Links, handles and Latin hashtags are of no language.
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\w)[@#][A-Za-z0-9_]+|\S+@\S+\.\w+")
_IN_ADDRESSES = ("@", "#", "://", "www.")
# Code is of no language: what is between fences, and words of ASCII with signs that prose does not have inside a word.
_FENCED = re.compile(r"^(```|~~~)[^\n]*\n.*?^\1`*[ \t]*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(
    r"(?<!\S)(?=[!-~]*[A-Za-z])(?=[!-~]*(?:[_{}<>=\\/$`|#\[\]]|\(\)|\w\(|[a-z0-9.][.:][a-z0-9]))[!-~]+(?!\S)"
)
_ENOUGH_ARABIC_WORDS = 0.1
# As py3langid gives it, made even over lengths. Its surest mistake about Arabic (with no other evidence) is 0.57 sure.
_LEAST_CONFIDENCE = 0.7

_ARABIC = frozenset(("ar", "arz", "ary"))
UNTOLD = "another language"
# What py3langid calls them, by ISO 639. It has one Kurdish in Arabic script, trained on the Southern.
_NAMES = {
    "af": "Afrikaans", "am": "Amharic", "az": "Azerbaijani", "bg": "Bulgarian", "bn": "Bengali", "bs": "Bosnian",
    "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "ha": "Hausa", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "kab": "Kabyle", "kk": "Kazakh", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin",
    "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "mn": "Mongolian", "ms": "Malay", "mt": "Maltese",
    "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sdh": "Kurdish", "sk": "Slovak", "sl": "Slovene",
    "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "tg": "Tajik",
    "th": "Thai", "tk": "Turkmen", "tr": "Turkish", "tt": "Tatar", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu",
    "uz": "Uzbek", "uzs": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def foreign_language(text: str) -> str | None:
    """Return the English name of the language of a text that is certainly not Arabic; None for Arabic.

    `text` is clean and has at least one letter. If less than `LEAST_ARABIC_SHARE` of its letters are Arabic, it is not
    Arabic; the result is `UNTOLD` if the language is not certain. A text in Arabic script is Arabic unless letters,
    words and py3langid agree that it is not.
    """
    if any(sign in text for sign in _IN_ADDRESSES):
        without = _ADDRESS.sub(" ", text)
        text = without if any(map(str.isalpha, without)) else text
    head = unicodedata.normalize("NFC", text[:_HEAD_CHARS])
    if _has_little_arabic(text) and _has_little_arabic(_without_code(text)):
        return _identified(head) or UNTOLD
    if not _FOREIGN_OR_FORM.search(head):
        return None
    script = " ".join(_ARABIC_SCRIPT.findall(head))
    letters = sum(map(str.isalpha, script))
    foreign = len(_FOREIGN.findall(script))
    forms = len(_PERSIAN_FORM.findall(script))
    if letters < _LEAST_LETTERS or foreign + forms < _LEAST_FOREIGN_SHARE * letters:
        return None
    if _is_persian(script):
        return "Persian"
    if _arabic_words_share(script) >= _ENOUGH_ARABIC_WORDS:
        return None
    if foreign < _LEAST_FOREIGN_SHARE * letters:
        script = script.translate(_AS_ARABS_TYPE)  # a Persian ya and kaf alone make no Persian
    return _identified(script)


def _without_code(text: str) -> str:
    """Return the text without fenced code and without words of code; as it is where nothing else has letters."""
    without = _CODE.sub(" ", _FENCED.sub(" ", text))
    return without if any(map(str.isalpha, without)) else text


def _has_little_arabic(text: str) -> bool:
    """Return whether the share of Arabic is too small; letters are counted where it is not plain at once."""
    plain = sum(map(len, _ARABIC_LETTERS.findall(text)))
    return plain < LEAST_ARABIC_SHARE * len(text) and arabic_share(text) < LEAST_ARABIC_SHARE


def _is_persian(text: str) -> bool:
    """Return whether there are many and various Persian function words, which Arabic does not have."""
    found = _PERSIAN_WORD.findall(text.translate(_AS_ARABS_TYPE))
    return len(set(found)) >= _LEAST_PERSIAN_WORDS and len(found) >= _PERSIAN_SHARE * len(text.split())


def _arabic_words_share(text: str) -> float:
    """Return the share of words that are recognisably Arabic, 0 to 1."""
    bare = "".join(character for character in text if not unicodedata.combining(character))
    words = len(_WORD.findall(bare))
    return len(_ARABIC_WORD.findall(bare)) / words if words else 0.0


def identified(text: str) -> tuple[str, float]:
    """Return the language that py3langid takes a text for, as a code of ISO 639, and how certain it is (0 to 1)."""
    code, certain = _identifier().classify(text)
    return str(code), float(certain)


def _identified(text: str) -> str | None:
    """Return the language, other than Arabic, that py3langid is certain of."""
    code, confidence = identified(text)
    if code in _ARABIC or confidence < _LEAST_CONFIDENCE:
        return None
    return _NAMES.get(code, UNTOLD)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
