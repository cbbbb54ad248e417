"""Distinguish Arabic from other languages, offline; in doubt a text counts as Arabic.

Characteristic words and letters identify Arabic. py3langid (naive Bayes over bytes, 4.5 MB, 139 languages) is used only
if there are few of them and the text has letters that Arabic lacks. It is not enough alone: it classifies half of all
Arabic sentences with the Persian ya and kaf, as Iranian media type them, as Persian.

None of 40,666 Arabic lines is classified as another language: FLORES-200 dev, NTREX-128, TICO-19, XQuAD, Tatoeba (with
Algerian dialect in Persian letters) and the documentation of two programs. With Persian ya and kaf inserted, six lines
of Tatoeba are. Of 128 single sentences in Persian, Urdu, Sorani and Pashto 116 are recognised; in paragraphs of four
sentences, all are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from translate.text.cleaning import arabic_share

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["UNKNOWN_LANGUAGE", "foreign_language", "identified"]

# Share of the letters outside furniture. Arabic text with many Latin terms is well above it: the five seeds have 0.93
# to 0.98; the lowest of 918 stretches of 20 lines of software documentation has 0.64. English that quotes some Arabic
# is below.
_LEAST_ARABIC_SHARE = 0.3

# Characters examined: enough for a decision, and a limit on the time for a file of 50 MB in one line.
_HEAD_CHARS = 20_000

_ARABIC_LETTERS = re.compile("[\u0620-\u064a]+")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff]+")
# Letters of Persian, Urdu, Pashto, Kurdish, Sindhi, Uyghur and Malay that Arabic lacks. Dialects and names use a few of
# them (`چاكيت`, `گال`).
_FOREIGN = re.compile("[پچژگےۓںٹڈڑہھەێۆڕڵڤېۍټډړښګڼځڅږۇۈۋۅڭۀۂٻڀٿڃڄڇڊڌڏڙڦڪڳڱݨݢڽڠۏ]")
_PERSIAN_FORMS = {"ی": "ي", "ک": "ك"}  # variants of Arabic letters; many people type Arabic with them
_FOREIGN_OR_FORM = re.compile(f"{_FOREIGN.pattern}|[{''.join(_PERSIAN_FORMS)}]")
_AS_ARABS_TYPE = str.maketrans(_PERSIAN_FORMS)
_PERSIAN_FORM = re.compile(f"[{''.join(_PERSIAN_FORMS)}]")
_LEAST_FOREIGN_SHARE = 0.01
_LEAST_LETTERS = 20  # `هادي سورپريز` is dialect, but too short for a decision
# Words with the article, `في`, and words with ة or hamza at an alef, which other languages use only in Arabic words.
# They are at least 9% of the words of each line of FLORES-200 dev, 31% of four lines, and 10% of four lines of dialect.
_ARABIC_WORD = re.compile(r"\b[وفبكک]{0,2}(?:ال|لل)\w{2,}|\b\w*[ةأإ]\w*|\bف[يی]\b")
_WORD = re.compile(r"\w+")
# Prepositions, endings and verbs of Persian, its ya and kaf as Arabs type them.
_PERSIAN_WORD = re.compile(
    r"\b(?:از|را|است|این|آن|برای|که|كه|می|مي|های|هاي|شما|شود|شده|بود|دارد|دارند|هستند|نیست|نيست|کنید|كنيد|كند|این|اين|براي|در)\b"
)
_LEAST_PERSIAN_WORDS = 4
_PERSIAN_SHARE = 0.12
# Links, handles and Latin hashtags have no language.
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\w)[@#][A-Za-z0-9_]+|\S+@\S+\.\w+")
_IN_ADDRESSES = ("@", "#", "://", "www.")
# Code has no language: text between fences, and ASCII words that contain signs that do not occur inside words of prose.
_FENCED = re.compile(r"^(```|~~~)[^\n]*\n.*?^\1`*[ \t]*$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(
    r"(?<!\S)(?=[!-~]*[A-Za-z])(?=[!-~]*(?:[_{}<>=\\/$`|#\[\]]|\(\)|\w\(|[a-z0-9.][.:][a-z0-9]))[!-~]+(?!\S)"
)
_ENOUGH_ARABIC_WORDS = 0.1
# py3langid's confidence, normalised by length. Its highest confidence in a wrong answer about Arabic is 0.57.
_LEAST_CONFIDENCE = 0.7

_ARABIC = frozenset(("ar", "arz", "ary"))
UNKNOWN_LANGUAGE = "another language"
# Languages by py3langid's ISO 639 codes. It has one model of Kurdish in Arabic script, trained on Southern Kurdish.
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

    `text` is clean and has at least one letter. If less than `_LEAST_ARABIC_SHARE` of its letters are Arabic, it is not
    Arabic; the result is `UNKNOWN_LANGUAGE` if its language is not certain. A text in Arabic script counts as Arabic
    unless letters, words and py3langid agree that it is not.
    """
    if any(sign in text for sign in _IN_ADDRESSES):
        without = _ADDRESS.sub(" ", text)
        text = without if any(map(str.isalpha, without)) else text
    head = unicodedata.normalize("NFC", text[:_HEAD_CHARS])
    if _has_little_arabic(text) and _has_little_arabic(_without_code(text)):
        return _identified(head) or UNKNOWN_LANGUAGE
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
        script = script.translate(_AS_ARABS_TYPE)  # the Persian ya and kaf are not enough evidence
    return _identified(script)


def _without_code(text: str) -> str:
    """Return the text without fenced code and words of code; unchanged if nothing else has letters."""
    without = _CODE.sub(" ", _FENCED.sub(" ", text))
    return without if any(map(str.isalpha, without)) else text


def _has_little_arabic(text: str) -> bool:
    """Return whether the share of Arabic letters is too small; a quick test avoids counting in clear cases."""
    plain = sum(map(len, _ARABIC_LETTERS.findall(text)))
    return plain < _LEAST_ARABIC_SHARE * len(text) and arabic_share(text) < _LEAST_ARABIC_SHARE


def _is_persian(text: str) -> bool:
    """Return whether the text has many different Persian function words, which Arabic does not have."""
    found = _PERSIAN_WORD.findall(text.translate(_AS_ARABS_TYPE))
    return len(set(found)) >= _LEAST_PERSIAN_WORDS and len(found) >= _PERSIAN_SHARE * len(text.split())


def _arabic_words_share(text: str) -> float:
    """Return the share of words that are recognisably Arabic, 0 to 1."""
    bare = "".join(character for character in text if not unicodedata.combining(character))
    words = len(_WORD.findall(bare))
    return len(_ARABIC_WORD.findall(bare)) / words if words else 0.0


def identified(text: str) -> tuple[str, float]:
    """Return the language that py3langid predicts, as an ISO 639 code, and its confidence (0 to 1)."""
    code, certain = _identifier().classify(text)
    return str(code), float(certain)


def _identified(text: str) -> str | None:
    """Return a language other than Arabic if py3langid predicts one with high confidence, else None."""
    code, confidence = identified(text)
    if code in _ARABIC or confidence < _LEAST_CONFIDENCE:
        return None
    return _NAMES.get(code, UNKNOWN_LANGUAGE)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
