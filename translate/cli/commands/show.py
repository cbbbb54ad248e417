"""`tarjama show`: show one article, each Arabic line above its English, with flags."""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ExitCode, RunFolderError

if TYPE_CHECKING:
    from translate.cli.commands import Commands
    from translate.records import Row
    from translate.runs.folder import RunFolder

__all__ = ["add_to", "execute", "find_row"]

_IDS_LISTED = 10


def add_to(commands: Commands) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "show",
        help="show one article, Arabic above English, with flags",
        description="Show one article of a run: each Arabic line above its English, flags below their sentence.",
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="a run folder")
    parser.add_argument(
        "article",
        metavar="ARTICLE",
        nargs="?",
        help="article id or unique prefix (default: list the articles)",
    )
    shown = parser.add_argument_group("display")
    shown.add_argument(
        "--flagged", action="store_true", help="show only flagged lines (or, in the list, flagged articles)"
    )
    form = shown.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON document")
    form.add_argument("--open", action="store_true", help="open the run as a web page in the browser")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> ExitCode:
    """Print the article or the list of articles, or open the run as a web page."""
    from translate.runs.folder import RunFolder
    from translate.views.show import ShownArticle, article_json, print_article
    from translate.views.terminal import console, print_json

    folder = RunFolder(args.run)
    if args.open:
        return _open_page(folder, args.article)
    if args.article is None:
        return _list(folder, flagged=args.flagged, as_json=args.json)
    row = find_row(folder, args.article)
    shown = ShownArticle(folder.article(row.id), row, folder.started().system)
    if args.json:
        print_json(article_json(shown, flagged=args.flagged))
    else:
        print_article(shown, console(), flagged=args.flagged)
    return ExitCode.OK


def _list(folder: RunFolder, *, flagged: bool, as_json: bool) -> ExitCode:
    """Print the articles, as the `table` document or as a list of ids, titles and flags."""
    from translate.cli.commands.table import run_table
    from translate.views.rows import TableRow, flagged_only, table_json
    from translate.views.show import print_articles
    from translate.views.terminal import console, print_json

    rows = [TableRow(row) for row in folder.rows()]
    if flagged:
        rows = [*flagged_only(rows)]
    if as_json:
        print_json(table_json([run_table(folder, rows)]))
    else:
        print_articles([row.row for row in rows], folder.path, console())
    return ExitCode.OK


def _open_page(folder: RunFolder, article: str | None) -> ExitCode:
    """Write the reader's page to a temporary folder, print its path, and open it at the article."""
    import sys
    import tempfile
    import webbrowser

    from translate.report.reader import anchor_of, write_reader_page
    from translate.report.rendering import provenance_now, require_libraries
    from translate.views.terminal import plain

    require_libraries()
    anchor = f"#{anchor_of(folder, find_row(folder, article).id)}" if article is not None else ""
    page = Path(tempfile.mkdtemp(prefix="tarjama-")) / "reader.html"
    print(plain(str(write_reader_page(folder.path, page, provenance_now(sys.argv[1:])))))
    if not webbrowser.open(page.as_uri() + anchor):
        print("tarjama: no web browser found; open the page by its path", file=sys.stderr)
    return ExitCode.OK


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - _IDS_LISTED
    return ", ".join(ids[:_IDS_LISTED]) + (f" and {more} more" if more > 0 else "")


def _beginning_with(wanted: str, ids: Iterable[str]) -> list[str]:
    """Return the id that equals `wanted`, or else those that begin with it; macOS decomposes letters in file names."""
    composed = unicodedata.normalize("NFC", wanted)
    found = {i: unicodedata.normalize("NFC", i) for i in ids}
    return [i for i, of_id in found.items() if of_id == composed] or [
        i for i, of_id in found.items() if of_id.startswith(composed)
    ]


def find_row(folder: RunFolder, wanted: str) -> Row:
    """Return the row of the article whose id is `wanted` or is the only one that begins with `wanted`.

    Raises RunFolderError if no article or several match (with their ids), or if the article has no translation (with
    the reason).
    """
    known = folder.ids()
    matching = [wanted] if wanted in known else _beginning_with(wanted, known)
    if len(matching) != 1:
        ids = matching or known
        what = f"{len(matching)} articles begin with" if matching else "no article begins with"
        raise RunFolderError(f"{folder.path}: {what} '{wanted}': {_listed(ids) or 'the run has no articles'}")
    row = next(row for row in folder.each_row() if row.id == matching[0])
    if not folder.has_article(row.id):
        reason = f": {row.reason}" if row.reason else ""
        raise RunFolderError(
            f"{folder.path}: '{row.id}' has no translation; its status is {row.status.value}{reason}"
        )
    return row
