"""Folders with links, pipes, sockets and odd names, and requests that are refused."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.corpus.case import ARABIC, TRANSLATED, Case, files

Plant = Callable[[Path], None]


def cases() -> list[Case]:
    """Return cases of names, special files, unsupported kinds, and requests."""
    return [*_names(), *_clashes(), *_no_files(), *_links(), *_kinds(), *_requests()]


def _all(family: str, table: dict[str, tuple[Plant, tuple[str, ...]]]) -> list[Case]:
    return [Case(family, name, plant, ends) for name, (plant, ends) in table.items()]


def raw_name(name: bytes) -> Plant:
    """Return a function that writes an article under a name of these bytes."""

    def plant(folder: Path) -> None:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(ARABIC, encoding="utf-8")

    return plant


def _names() -> list[Case]:
    names = {
        "newline": b"a\nb.txt",
        "newline-at-the-end": b"a.txt\n",
        "carriage-return-and-tab": b"a\r\tb.txt",
        "escape": b"\x1b[31mred\x1b[0m.txt",
        "title-of-the-terminal": b"\x1b]0;owned\x07.txt",
        "255-bytes": b"n" * 251 + b".txt",
        "255-bytes-of-arabic": "ن".encode() * 125 + b"x.txt",
        "255-bytes-without-suffix": b"n" * 255,
        "not-utf-8": b"\xe3\xd5\xff.txt",
        "half-a-letter": b"\xd9.txt",
        "windows-letters": "خبر".encode("cp1256") + b".txt",
        "surrogate": b"\xed\xa0\x80.txt",
        "override-of-direction": "txt.\u202efdp.txt".encode(),
        "zero-width": "a\u200bb.txt".encode(),
        "markup": b"[red]x[.txt",
        "formula": b"=1+1.txt",
        "option": b"--fresh.txt",
        "device": b"con.txt",
        "device-with-suffix": b"NUL.tar.txt",
        "trailing-blank": b"a .txt",
        "trailing-point": b"a..txt",
        "blank-alone": b" .txt",
        "windows-signs": b'a<b>c:"d|e?f*g\\h.txt',
        "percent": b"%s%n%d.txt",
        "tilde": b"~.txt",
        "star": b"*.txt",
        "quotes": b"'\"`$(touch x)`.txt",
        "emoji": "😀👨\u200d👩.txt".encode(),
        "upper-suffix": b"A.TXT",
        "two-suffixes": b"a.txt.txt",
        "like-a-translation": b"a.en.txt",
        "no-suffix": "خبر اليوم".encode(),
        "point-in-the-name": "خبر. اليوم".encode(),
        "suffix-alone-of-digits": b"v1.2",
    }
    deep = "/".join(["d" * 40] * 20) + "/x.txt"
    return [
        *_all("name", {name: (raw_name(raw), (TRANSLATED,)) for name, raw in names.items()}),
        Case("name", "twenty-folders-deep", files({deep: ARABIC}), (TRANSLATED,)),
        Case("name", "hidden-file-and-folder", files({".x.txt": ARABIC, ".git/y.txt": ARABIC}), ()),
        Case(
            "name",
            "folder-like-a-file-of-a-run",
            files({"x.json/a.txt": ARABIC, "x.txt": ARABIC}),
            (TRANSLATED,) * 2,
        ),
        Case(
            "name", "folder-of-a-run", files({"run/started.json": "{}", "run/articles/x.en.txt": ARABIC}), ()
        ),
        Case("name", "folder-with-escape", files({"\x1b[2J/x.txt": ARABIC}), (TRANSLATED,)),
        Case("name", "folder-with-newline", files({"a\nb/x.txt": ARABIC}), (TRANSLATED,)),
    ]


def _clashes() -> list[Case]:
    groups = {
        "case-alone": ("News.txt", "news.txt", "NEWS.TXT"),
        "composition-alone": ("caf\u00e9.txt", "cafe\u0301.txt"),
        "suffix-alone": ("a.txt", "a.text", "a.md"),
        "suffix-within": ("a.txt", "a.txt.txt", "a.md"),
        "unsafe-signs-alone": ("a?.txt", "a*.txt", "a_.txt"),
        "folder-and-file": ("a/b.txt", "a.txt"),
        "long-beginnings": ("ن" * 120 + "1.txt", "ن" * 120 + "2.txt"),
        "sharp-s-and-ss": ("straße.txt", "strasse.txt"),
        "dotless-i": ("I.txt", "i.txt", "ı.txt", "İ.txt"),
        "fullwidth": ("a.txt", "ａ.txt"),
    }
    return [
        Case("clash", name, files({n: f"{ARABIC} {n}" for n in names}), (TRANSLATED,) * len(names))
        for name, names in groups.items()
    ] + [
        Case(
            "clash",
            "rows-and-folder",
            files({"a.jsonl": f'{{"id": "b", "text": "{ARABIC}"}}', "a/b.txt": ARABIC}),
            (TRANSLATED,) * 2,
        )
    ]


def _socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket is limited to some 100 bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("x.txt")
    finally:
        os.chdir(here)


def _closed(folder: Path) -> None:
    files({"x.txt": ARABIC})(folder)
    (folder / "x.txt").chmod(0)


def _closed_folder(folder: Path) -> None:
    files({"closed/x.txt": ARABIC})(folder)
    (folder / "closed").chmod(0)


def _no_files() -> list[Case]:
    no_regular = "not a regular file"
    return _all(
        "no-file",
        {
            "pipe": (lambda folder: os.mkfifo(folder / "x.txt"), (f"failed: a pipe, {no_regular}",)),
            "pipe-of-rows": (lambda folder: os.mkfifo(folder / "x.jsonl"), ("failed: a pipe",)),
            "pipe-without-suffix": (lambda folder: os.mkfifo(folder / "x"), ("failed: a pipe",)),
            "socket": (_socket, ("failed: a socket",)),
            "folder-named-txt": (files({"x.txt/a.txt": ARABIC}), (TRANSLATED,)),
            "empty-folder-named-txt": (lambda folder: (folder / "x.txt").mkdir(), ()),
            "folder-named-jsonl": (files({"x.jsonl/a.txt": ARABIC}), (TRANSLATED,)),
            "empty-folders": (lambda folder: (folder / "a/b/c").mkdir(parents=True), ()),
            "no-permission": (_closed, ("failed: Permission denied",)),
            "no-permission-for-a-folder": (_closed_folder, ("failed: Permission denied",)),
        },
    )


def _link(target: str, name: str = "x.txt") -> Plant:
    return lambda folder: (folder / name).symlink_to(target)


def _links() -> list[Case]:
    nowhere = "failed: broken link"

    def loop(folder: Path) -> None:
        (folder / "a.txt").symlink_to("b.txt")
        (folder / "b.txt").symlink_to("a.txt")

    def folders(folder: Path) -> None:
        files({"a/x.txt": ARABIC})(folder)
        (folder / "a" / "again").symlink_to("..")
        (folder / "b").symlink_to("a")

    def linked(folder: Path) -> None:
        files({"x.txt": ARABIC})(folder)
        (folder / "y.txt").symlink_to("x.txt")
        os.link(folder / "x.txt", folder / "z.txt")

    def long_chain(folder: Path) -> None:
        for n in range(60):
            (folder / f"l{n}.txt").symlink_to(f"l{n + 1}.txt")

    return _all(
        "link",
        {
            "dangling": (_link("gone.txt"), (nowhere,)),
            "dangling-of-rows": (_link("gone.jsonl", "x.jsonl"), (nowhere,)),
            "to-itself": (_link("x.txt"), ("failed: Too many levels of symbolic links",)),
            "two-to-each-other": (loop, ("failed: Too many levels",) * 2),
            "chain-of-sixty": (long_chain, ("failed: ",) * 60),
            "folders-in-a-circle": (folders, (TRANSLATED,)),
            "to-a-neighbour-and-hard": (linked, (TRANSLATED,) * 3),
            "to-a-device-without-end": (_link("/dev/zero"), ("failed: a device, not a regular file",)),
            "to-nothing": (_link("/dev/null"), ("failed: a device, not a regular file",)),
            "to-the-memory-of-the-process": (_link("/proc/self/mem"), ("failed: ",)),
            "to-a-file-of-the-kernel": (_link("/proc/self/environ"), ("failed: NUL characters",)),
            "to-a-name-of-3000-bytes": (_link("x" * 3000), ("failed: File name too long",)),
            "of-rows-to-a-name-of-3000-bytes": (
                _link("x" * 3000, "x.jsonl"),
                ("failed: File name too long",),
            ),
        },
    )


def _kinds() -> list[Case]:
    unread = [
        ".jpg",
        ".zip",
        ".exe",
        ".doc",
        ".xlsx",
        ".rtf",
        ".odt",
        ".mp3",
        ".json",
        ".xml",
        ".py",
        ".pkl",
        ".tar.gz",
    ]
    return [
        Case("kind", suffix[1:], files({f"x{suffix}": ARABIC}), ("skipped: unsupported file type",))
        for suffix in unread
    ] + [
        Case(
            "kind",
            "no-suffix-and-no-text",
            files({"x": b"\x7fELF" + bytes(90)}),
            ("skipped: no suffix, and not a text file",),
        ),
        Case("kind", "no-suffix-and-nothing", files({"x": b""}), ("skipped: no visible character",)),
    ]


def _requests() -> list[Case]:
    good = files({"x.txt": ARABIC})
    return [
        Case(
            "request",
            "link-to-a-name-of-3000-bytes",
            _link("x" * 3000),
            ("failed: File name too long",),
            ("x.txt",),
        ),
        Case("request", "no-such-file", good, ("refused: no such file or folder",), ("gone.txt",)),
        Case("request", "name-of-5000-bytes", good, ("refused: ",), ("n" * 5000,)),
        Case(
            "request", "empty-folder", lambda folder: (folder / "a").mkdir(), ("refused: no file in",), ("a",)
        ),
        Case("request", "hidden-files-alone", files({"a/.x.txt": ARABIC}), ("refused: no file in",), ("a",)),
        Case(
            "request",
            "no-such-profile",
            good,
            ("refused: unknown profile 'none'",),
            arguments=("--profile", "none"),
        ),
        Case("request", "limit-of-nothing", good, ("refused: at least 1",), arguments=("--limit", "0")),
        Case("request", "words-of-nothing", good, ("refused: words",), arguments=("--words", "0")),
        Case(
            "request",
            "no-such-field",
            files({"x.csv": "id,city\na,Cairo\n"}),
            ("refused: no field 'text'; available: 'id', 'city'",),
            ("x.csv",),
        ),
        Case(
            "request",
            "glossary-is-binary",
            files({"x.txt": ARABIC, ".g": bytes(range(256))}),
            ("refused: ",),
            arguments=("--glossary", "{case}/.g"),
        ),
        Case(
            "request",
            "glossary-is-a-folder",
            files({"x.txt": ARABIC}),
            ("refused: ",),
            arguments=("--glossary", "{case}"),
        ),
        Case(
            "request",
            "profile-is-binary",
            files({"x.txt": ARABIC, ".p.toml": b"\xff\xfe\x00"}),
            ("refused: not UTF-8 text",),
            arguments=("--profile", "{case}/.p.toml"),
        ),
        Case(
            "request",
            "profile-nested-deep",
            files({"x.txt": ARABIC, ".p.toml": "a = " + "[" * 20_000}),
            ("refused: not valid TOML",),
            arguments=("--profile", "{case}/.p.toml"),
        ),
        Case(
            "request",
            "output-is-a-file",
            good,
            ("refused: is a file; --output must name a folder",),
            arguments=("--output", "{case}/x.txt"),
        ),
        Case(
            "request",
            "output-has-other-files",
            good,
            ("refused: not a run, and not empty",),
            arguments=("--output", "{case}"),
        ),
    ]
