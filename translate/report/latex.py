"""The tables of a comparison as LaTeX (package booktabs)."""

from __future__ import annotations

from collections.abc import Iterator

from translate.report.paper import Cell, Form, PaperTable, paper_tables
from translate.scoring.compare import Comparison
from translate.views.terminal import plain

__all__ = ["comparison_latex", "escaped"]

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "[": "{[}",  # LaTeX reads `[` after the end of a row as an optional argument
    "*": "{*}",  # and a `*` as the form of the row's end that forbids a page break
    "|": r"\textbar{}",  # a dash in LaTeX's first encoding
    "<": "$<$",
    ">": "$>$",
    "−": "$-$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "↑": r"$\uparrow$",
    "↓": r"$\downarrow$",
    "†": r"$\dagger$",
    **{char: f"\\{char}" for char in "&%$#_{}"},
}
_BREAKS = {"|": "|\\allowbreak{}"}  # in the typewriter font, `|` is itself


def comparison_latex(comparison: Comparison, form: Form | None = None) -> str:
    """Return the tables, each with caption, label and notes."""
    tables = ("\n".join(_table(table)) for table in paper_tables(comparison, form or Form()))
    return "\n\n".join(["% Needs \\usepackage{booktabs}", *tables]) + "\n"


def _table(table: PaperTable) -> Iterator[str]:
    yield r"\begin{table}[t]"
    yield r"\centering"
    yield rf"\caption{{{escaped(table.caption)}}}"
    yield rf"\label{{tab:{table.label}}}"
    yield r"\footnotesize\setlength{\tabcolsep}{3pt}"  # four metrics with intervals in the width of an article's text
    yield rf"\begin{{tabular}}{{l{'r' * (len(table.header) - 1)}}}"
    yield r"\toprule"
    yield " & ".join(map(escaped, table.header)) + r" \\"
    for group in table.groups:
        yield r"\midrule"
        for row in group:
            yield " & ".join(map(_cell, row)) + r" \\"
    yield r"\bottomrule"
    yield r"\end{tabular}"
    notes = [
        *map(escaped, table.notes),
        *(rf"{escaped(name)}: \texttt{{{_code(code)}}}" for name, code in table.codes),
    ]
    if notes:
        yield r"\par\medskip\raggedright\footnotesize"
        yield from (f"{note}\\par" for note in notes)
    yield r"\end{table}"


def _cell(cell: Cell) -> str:
    text = escaped(cell.text)
    if cell.bold:
        score, separator, interval = text.partition(" ")
        text = rf"\textbf{{{score}}}{separator}{interval}"
    return text + (rf"\textsuperscript{{{escaped(cell.mark)}}}" if cell.mark else "")


def escaped(text: str) -> str:
    """Escape a text for LaTeX."""
    return "".join(_ESCAPED.get(char, char) for char in plain(text))


def _code(text: str) -> str:
    return "".join(_BREAKS.get(char, _ESCAPED.get(char, char)) for char in plain(text))
