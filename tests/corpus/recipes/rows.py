"""Files with an article per row: JSON Lines, CSV and TSV, Parquet."""

from __future__ import annotations

import io
import json
from typing import Any

from tests.corpus.case import ARABIC, TRANSLATED, Case, files, one

NOT_JSON = "failed: not JSON in UTF-8"


def cases() -> list[Case]:
    """Return cases of rows of all kinds."""
    return [*_json_lines(), *_json_texts(), *_ids(), *_delimited(), *_parquet()]


def row(**fields: object) -> str:
    """Return a line of JSON."""
    return json.dumps(fields, ensure_ascii=False)


def _json_lines() -> list[Case]:
    good = row(id="good", text=ARABIC)
    deep = '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}"
    table: dict[str, tuple[bytes | str, str]] = {
        "nothing": ("", "skipped: no rows"),
        "blank-lines": ("\n \n\t\n", "skipped: no rows"),
        "not-json": ("this is no JSON\n", NOT_JSON),
        "cut": (good[:-9], NOT_JSON),
        "two-objects-in-a-line": (good + good, NOT_JSON),
        "trailing-comma": (good + ",", NOT_JSON),
        "one-array": (f"[{good}]", "failed: expected a JSON object, not list"),
        "number": ("7", "failed: expected a JSON object, not int"),
        "null": ("null", "failed: expected a JSON object, not NoneType"),
        "string": (f'"{ARABIC}"', "failed: expected a JSON object, not str"),
        "nested-100-000-deep": (deep, NOT_JSON),
        "objects-nested-50-000-deep": ('{"text":' * 50_000 + "1" + "}" * 50_000, NOT_JSON),
        "open-brackets-alone": ("[" * 200_000, NOT_JSON),
        "single-quotes": ("{'text': 'نعم'}", NOT_JSON),
        "number-of-ten-thousand-digits": ('{"id": ' + "9" * 10_000 + ', "text": "' + ARABIC + '"}', NOT_JSON),
        "number-of-ten-thousand-digits-elsewhere": ('{"text": "x", "n": ' + "9" * 10_000 + "}", NOT_JSON),
        "utf-16": (good.encode("utf-16"), NOT_JSON),
        "windows-letters": (good.encode("cp1256"), NOT_JSON),
        "utf-8-cut": (good.encode()[:-6] + b'"}', NOT_JSON),
        "nul-bytes": (b"\0" * 500, NOT_JSON),
        "control-in-a-string": ('{"text": "a\x01b"}', NOT_JSON),
        "noise": (bytes(range(128, 256)) * 9, NOT_JSON),
        "mark-of-utf-8": ("\ufeff" + good, TRANSLATED),
        "windows-endings": (good + "\r\n", TRANSLATED),
        "nan": ('{"id": NaN, "text": "' + ARABIC + '", "x": Infinity}', TRANSLATED),
        "key-twice": ('{"text": "x", "text": "' + ARABIC + '"}', TRANSLATED),
        "ten-thousand-keys": (row(text=ARABIC, **{f"k{n}": n for n in range(10_000)}), TRANSLATED),
        "giant-metadata": (row(text=ARABIC, note="ن" * 200_000), TRANSLATED),
        "keys-with-controls": (json.dumps({"text": ARABIC, "\x1b[31m\u202e\ud800": "\ud800x"}), TRANSLATED),
        "nested-metadata": (row(text=ARABIC, a={"b": {"c": [1, {"d": 2}]}}), TRANSLATED),
    }
    mixed = "\n".join(
        [
            good,
            "{",
            row(id="b", text=ARABIC),
            "[1]",
            row(id="c", text="This article has only English words."),
        ]
    )
    ends = (TRANSLATED, NOT_JSON, TRANSLATED, "failed: expected a JSON object", "skipped: English")
    return [
        *one("jsonl", table, ".jsonl"),
        Case("jsonl", "pretty-printed", files({"x.jsonl": '{\n"text": "نعم"\n}'}), (NOT_JSON,) * 3),
        Case("jsonl", "good-and-bad-rows", files({"x.ndjson": mixed}), ends),
        Case(
            "jsonl",
            "wrong-field-in-a-folder",
            files({"x.jsonl": row(city="Cairo")}),
            ("failed: no field 'text'; available: 'city'",),
        ),
        Case(
            "jsonl",
            "wrong-field-in-a-named-file",
            files({"x.jsonl": row(city="Cairo")}),
            ("refused: no field 'text'; available: 'city'",),
            inputs=("x.jsonl",),
        ),
        Case(
            "jsonl",
            "field-that-later-rows-lack",
            files({"x.jsonl": f"{good}\n{row(id='b')}\n{row(id='c', text=ARABIC)}"}),
            (TRANSLATED, "failed: no field 'text'", TRANSLATED),
        ),
    ]


def _json_texts() -> list[Case]:
    texts: dict[str, tuple[Any, str]] = {
        "number": (7, "failed: 'text' is not text but int"),
        "list": ([ARABIC], TRANSLATED),
        "object": ({"ar": ARABIC}, TRANSLATED),
        "true": (True, "failed: 'text' is not text but bool"),
        "null": (None, "skipped: no visible character"),
        "empty": ("", "skipped: no visible character"),
        "blank": (" \n\t ", "skipped: no visible character"),
        "lone-surrogates": (f"\ud800{ARABIC}\udfff", TRANSLATED),
        "nul": (f"\0{ARABIC}\0", TRANSLATED),
        "escapes": (f"\x1b[31m{ARABIC}\x1b]52;c;eA==\x07", TRANSLATED),
        "windows-lines": (f"{ARABIC}\r\n{ARABIC}", TRANSLATED),
        "persian": ("این کتاب درباره تاریخ موسیقی سنتی ایران نوشته شده است و گفته می‌شود", "skipped: Persian"),
        "emoji": ("😀😀", "skipped: no letter"),
    }
    return one("jsonl-text", {n: (json.dumps({"text": t}), end) for n, (t, end) in texts.items()}, ".jsonl")


def _ids() -> list[Case]:
    """Return cases of ids that would lead to other paths or collide on some file systems."""
    groups: dict[str, list[object]] = {
        "upwards": ["../../x", "..", ".", "../../../../../../tmp/x"],
        "absolute": ["/etc/passwd", "//x", "C:\\x", "\\\\host\\share", "~/x", "file:///etc/passwd"],
        "case-alone": ["News", "news", "NEWS"],
        "composition-alone": ["caf\u00e9", "cafe\u0301"],
        "same": ["a", "a", "a"],
        "devices": ["con", "NUL", "lpt1", "com1.x"],
        "newlines-and-controls": ["a\nb", "a\tb", "a\0b", "\x1b[31mred", "a\u202eb", "a\u2028b"],
        "very-long": ["ن" * 5000, "ن" * 4999 + "م"],
        "blank": ["", " ", "\u200b"],
        "no-texts": [None, True, 1.5, [], {}],
        "numbers": [1, -1, 10**30],
        "like-files-of-a-run": ["run.json", "x.en.txt", "articles", "started", "a.json"],
        "hidden": [".lock", "..hidden", "-rf"],
        "surrogates": ["\ud800", "\udfff"],
        "markup": ["[red]x[/red]", "<b>x</b>", "=1+1", "%s"],
        "windows-characters": ['a<b>c:"d|e?f*g', "a.", "a "],
    }
    made = []
    for name, ids in groups.items():
        rows = "\n".join(json.dumps({"id": i, "text": f"{ARABIC} {n}"}) for n, i in enumerate(ids))
        made.append(Case("ids", f"jsonl-{name}", files({"x.jsonl": rows}), (TRANSLATED,) * len(ids)))
        texts = [i for i in ids if isinstance(i, str) and not set(i) & set('\0"') and i.isprintable() and i]
        if texts:
            lines = "\n".join([f'"{i}","{ARABIC} {n}"' for n, i in enumerate(texts)])
            sheet = f"id,text\n{lines}\n"
            made.append(Case("ids", f"csv-{name}", files({"x.csv": sheet}), (TRANSLATED,) * len(texts)))
    return made


def _delimited() -> list[Case]:
    good = f'a,"{ARABIC}"\n'
    table: dict[str, tuple[bytes | str, str]] = {
        "nothing": ("", "skipped: no rows"),
        "header-alone": ("id,text\n", "skipped: no rows"),
        "no-header": (f'a,"{ARABIC}"\nb,"{ARABIC}"\n', "failed: no header"),
        "quote-never-closed": (f'id,text\na,"{ARABIC}\n', "failed: not CSV"),
        "text-after-a-quote": (f'id,text\na,"{ARABIC}"x\n', "failed: not CSV"),
        "too-many-fields": (f"id,text\na,{ARABIC},c,d\n", "failed: 4 fields, but the header has 2"),
        "too-few-fields": ("id,text\na\n", "failed: 1 fields, but the header has 2"),
        "nul-bytes": (b"\0" * 300, "failed: "),
        "nul-in-a-field": (f"id,text\na,x\0{ARABIC}\n", TRANSLATED),
        "noise": (bytes(range(256)) * 9, "failed: "),
        "damaged-utf-8": (b"id,text\na," + ARABIC.encode()[:-2] + b"\n", "failed: "),
        "utf-16": (f"id,text\n{good}".encode("utf-16"), TRANSLATED),
        "windows-letters": (f"id,text\n{good}".encode("cp1256"), TRANSLATED),
        "semicolons": (f'id;text\na;"{ARABIC}"\n', TRANSLATED),
        "mac-endings": (f'id,text\ra,"{ARABIC}"\r', TRANSLATED),
        "lines-in-a-field": (f'id,text\na,"{ARABIC}\n\n{ARABIC}"\n', TRANSLATED),
        "quotes-doubled": (f'id,text\na,"""{ARABIC}"""\n', TRANSLATED),
        "header-name-twice": (f'text,text\n"x","{ARABIC}"\n', TRANSLATED),
        "header-with-blanks": (f'id, text\na,"{ARABIC}"\n', TRANSLATED),
        "formulas": (f"id,text,=cmd\n=1+1,\"=cmd|' /C calc'!A0 {ARABIC}\",@x\n", TRANSLATED),
        "html-under-csv": ("<html><body>x</body></html>", "skipped: no rows"),
    }
    tabs = {
        "tabs": (f"id\ttext\na\t{ARABIC}\n", TRANSLATED),
        "a-tab-too-many": (f"id\ttext\na\t{ARABIC}\tx\n", "failed: 3 fields"),
    }
    mixed = f'id,text\n{good}b\nc,"{ARABIC}"\n'
    return [
        *one("csv", table, ".csv"),
        *one("tsv", tabs, ".tsv"),
        Case(
            "csv", "good-and-bad-rows", files({"x.csv": mixed}), (TRANSLATED, "failed: 1 fields", TRANSLATED)
        ),
    ]


def _table(**columns: list[Any]) -> bytes:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    target = io.BytesIO()
    parquet.write_table(pa.table(columns), target)
    return target.getvalue()


def _parquet() -> list[Case]:
    good = _table(id=["a"], text=[ARABIC])
    damaged = "failed: not a valid Parquet file"
    return one(
        "parquet",
        {
            "good": (good, TRANSLATED),
            "nothing": (b"", damaged),
            "magic-alone": (b"PAR1PAR1", damaged),
            "cut": (good[:-40], damaged),
            "beginning-gone": (good[50:], damaged),
            "middle-overwritten": (good[:30] + b"\xff" * 60 + good[90:], damaged),
            "length-of-4-gigabytes": (good[:-8] + b"\xff\xff\xff\xff" + b"PAR1", damaged),
            "no-rows": (_table(id=[], text=[]), "skipped: no rows"),
            "no-such-field": (_table(id=["a"], city=["Cairo"]), "failed: no field 'text'"),
            "numbers": (_table(text=[1]), "failed: 'text' is not text but int"),
            "bytes": (_table(text=[b"\xff"]), "failed: 'text' is not text but bytes"),
            "null": (_table(text=[None]), "skipped: no visible character"),
            "lists": (_table(text=[[ARABIC]]), TRANSLATED),
            "id-upwards": (_table(id=["../../x"], text=[ARABIC]), TRANSLATED),
        },
        ".parquet",
    )
