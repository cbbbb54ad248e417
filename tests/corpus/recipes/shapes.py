"""Texts of odd shape: very long ones, very many, tables, code, logs."""

from __future__ import annotations

import base64
import json
import random

from tests.corpus.case import ARABIC, TRANSLATED, Case, one

WORDS = ARABIC.replace(".", "").split()


def cases() -> list[Case]:
    """Return cases of odd shapes of text files."""
    return one(
        "shape", {name: (text, TRANSLATED) for name, text in (_long() | _kinds() | _endings()).items()}
    )


def _long() -> dict[str, str]:
    return {
        "word-of-ten-thousand-letters": "قال" * 3333 + f" {ARABIC}",
        "line-of-100-kilobytes-without-a-stop": " ".join(WORDS * 700),
        "line-of-100-kilobytes": f"{ARABIC} " * 900,
        "three-thousand-lines": "نعم قال\n" * 3_000,
        "blank-lines-between": f"{ARABIC}\n" + "\n" * 5_000 + ARABIC,
        "full-stops-after-the-text": ARABIC + "." * 20_000,
        "question-mark-after-each-word": "؟ ".join(WORDS * 300) + "؟",
        "quotes-never-closed": "«".join([ARABIC] * 200),
        "straight-quotes-never-closed": f'"{ARABIC} ' * 201,
        "brackets-in-brackets": "(" * 5000 + ARABIC + ")" * 5000,
        "tatweel-of-ten-thousand": "قا" + "ـ" * 10_000 + f"ل {ARABIC}",
        "same-line-thousands-of-times": f"{ARABIC}\n" * 500,
        "sentence-of-two-thousand-words": " ".join(random.Random(1).choices(WORDS, k=2000)) + ".",
        "commas-alone-between": "،".join(WORDS * 200),
        "dotted-name": ".".join(["قا"] * 3000) + f" {ARABIC}",
        "initials": "أ. " * 2000 + ARABIC,
        "numbers": f"{ARABIC} " + " ".join(str(n) for n in range(3000)),
        "ellipses": "… ".join(WORDS * 200),
        "digits-of-one-number": f"{ARABIC} " + "7" * 20_000,
    }


def _kinds() -> dict[str, str]:
    blob = base64.b64encode(random.Random(2).randbytes(600)).decode()
    return {
        "table-with-bars": "| الاسم | العدد |\n|---|---|\n" + "| قطار سريع | 7 |\n" * 30,
        "table-with-tabs": "الاسم\tالعدد\n" + "قطار سريع\t7\n" * 30,
        "code-with-comments": "# احسب المجموع كله\ndef total(x):\n    # أعد الناتج إلى المستخدم\n    return x\n",
        "json-in-text": json.dumps({"النص": ARABIC, "العدد": 7}, ensure_ascii=False, indent=1),
        "log-lines": "2024-01-01 10:00:00 ERROR فشل الاتصال بالخادم الرئيسي\n" * 50,
        "addresses": f"{ARABIC}\nhttps://x.example/a?b=c&d=%D8%A7\nmailto:a@x.example\n{ARABIC}",
        "base64-after-the-text": f"{ARABIC} {ARABIC} {ARABIC} {ARABIC} {ARABIC} {ARABIC}\n{blob[:200]}",
        "subtitles": "1\n00:00:01,000 --> 00:00:02,000\nقال الوزير\n\n2\n00:00:03,000 --> 00:00:04,000\nنعم\n",
        "poem": "\n".join(["قفا نبك من ذكرى", "حبيب ومنزل"] * 20),
        "list": "\n".join(f"{n}. قال الوزير نعم" for n in range(1, 100)),
        "list-of-names": "محمد أحمد، فاطمة علي، يوسف حسن، " * 50,
        "mail": f"From: a@x.example\nSubject: =?utf-8?b?2YLYp9mE?=\n\n{ARABIC}\n> {ARABIC}\n>> {ARABIC}",
        "dictionary": "\n".join(f"word{n} : كلمة رقم {n} في القاموس" for n in range(50)),
        "one-word-a-line": "\n".join(WORDS * 50),
        "one-letter-a-line": "\n".join(ARABIC.replace(" ", "")),
        "scanned-with-spaces": " ".join(ARABIC.replace(" ", "  ")),
        "hashtags": "#قال_الوزير #الخطة_جاهزة @user1 #عاجل",
        "mixed-digits": "عام ٢٠٢٤ ثم ۲۰۲۵ ثم 2026 بنسبة ٧٫٥٪ و1,000.50",
    }


def _endings() -> dict[str, str]:
    return {
        "windows-endings": f"{ARABIC}\r\n\r\n{ARABIC}\r\n",
        "mac-endings": f"{ARABIC}\r\r{ARABIC}\r",
        "mixed-endings": f"{ARABIC}\r\n{ARABIC}\n{ARABIC}\r{ARABIC}",
        "no-ending": ARABIC,
        "many-endings": f"\n\n\n{ARABIC}\n\n\n",
        "blanks-at-all-ends": f"  \t{ARABIC}  \t \n \t {ARABIC}\u00a0",
    }
