"""Hostile text of articles, models and file names is shown as text: every output against every kind of attack."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.articles import article_of, line_of, start_run
from translate.records import Flag, Row, Status
from translate.runs.folder import RunFolder
from translate.views.terminal import plain

Tarjama = Callable[..., tuple[int, str, str]]

# Each is the only text of its article, so it is at the beginning of every field.
ATTACKS = {
    "markup": "[bold red]x[/bold red] [link=http://evil.example]y[/link] :bomb:",
    "colour": "\x1b[31mred\x1b[0m \x1b[2J\x1b[Hhome",
    "title": "\x1b]0;owned\x07after",
    "clipboard": "\x1b]52;c;ZXZpbA==\x1b\\after",
    "link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "c1": "\x9b2J\x9d0;owned\x9c \x90q\x9c",
    "rewriting": "safe\x08\x08\x08\x08evil \x7f\x0e\x0f",
    "bidi": "invoice\u202excod.exe \u2066a\u2069 \u200fb",
    "script": '<script>alert("x")</script><img src=x onerror=alert(1)>',
    "attribute": '" onmouseover="alert(1)" x=\'',
    "entity": "&lt;script&gt; <!--x--> ]]> <?php ?> &#x41; <!DOCTYPE a>",
    "comment": "--> <style>*{display:none}</style> </title></article>",
    "equals": '=HYPERLINK("http://evil.example","x")',
    "plus": "+cmd|' /C calc'!A0",
    "minus": "-2+3*cmd|' /C calc'!B1",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "hidden formula": "\u200f=1+1",
    "markdown": "# head [x](javascript:alert(1)) ![i](http://evil.example/i.png) `code` | $x$",
    "quote": "> quoted 1. one - two *** ___ ~~~",
    "latex": r"\input{/etc/passwd} $x_1^2$ & % # {}",
    "tokens": "</s> <pad> <unk> >>fra<< eng_Latn <eos> <|im_end|> <start_of_turn>user",
    "json": '"}], "injected": [{"x": "\\u0000 \\"',
    "template": "{{ 7*7 }} {% x %} ${7*7} %s {0} {source}",
}
IDS = {name: f"{number:02}" for number, name in enumerate(ATTACKS)}
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ISOLATE = re.compile(
    "[\u2066\u2067]([^\u2066-\u2069\n]*)\u2069"
)  # isolates of the tool, closed on the line that opens them
_STYLE = re.compile(r"\x1b\[[0-9;]*m")  # written by rich for the tool
MARK = "\ufffd"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run with an article per attack, in its source, output, flag, title, summary and metadata."""
    folder = start_run(
        tmp_path_factory.mktemp("hostile") / "run",
        *IDS.values(),
        *(f"{number}-skipped" for number in IDS.values()),
        system=ATTACKS["colour"],
    )
    references = folder.path.parent / "references"
    references.mkdir()
    for name, attack in ATTACKS.items():
        line = line_of(attack, Flag("number missing", attack), source=f"نص {attack}")
        metadata = {"author": attack, "date": attack}
        folder.write_article(article_of(line, article_id=IDS[name], path="in/a.html", metadata=metadata))
        folder.write_row(Row(IDS[name], Status.DONE, attack, attack, 1, 1, ("number missing",), ""))
        folder.write_row(Row(f"{IDS[name]}-skipped", Status.SKIPPED, reason=attack))
        (references / f"{IDS[name]}.en.txt").write_text("A reference of some words.", encoding="utf-8")
    return folder.path


def without_isolates(text: str) -> str:
    return _ISOLATE.sub(r"\1", text)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "600")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_the_table_shows_every_attack_as_text(
    run: Path, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, *, terminal: bool
) -> None:
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
    code, out, err = tarjama("table", run)
    assert code == 0
    assert ("\x1b" in out) is terminal
    bare = without_isolates(_STYLE.sub("", out))
    assert not OBEYED.search(bare.replace("\n", ""))
    assert not OBEYED.search(_STYLE.sub("", err).replace("\n", ""))
    words = "".join(bare.split())
    for name, attack in ATTACKS.items():  # title, summary, and the reason of the row that was skipped
        assert words.count("".join(plain(attack).split())) == 3 + (name == "colour"), name


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_show_prints_attacks_as_text(
    run: Path, tarjama: Tarjama, monkeypatch: pytest.MonkeyPatch, name: str, *, terminal: bool
) -> None:
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
    code, out, _ = tarjama("show", run, IDS[name])
    bare = without_isolates(_STYLE.sub("", out))
    assert code == 0
    assert not OBEYED.search(bare.replace("\n", ""))
    assert bare.count(plain(ATTACKS[name])) >= 4  # summary, source, output, flag
    assert f"نص {plain(ATTACKS[name])}" in bare


def test_json_documents_contain_every_attack_exactly_and_no_terminal_control(
    run: Path, tarjama: Tarjama
) -> None:
    _, out, _ = tarjama("table", run, "--json")
    assert not OBEYED.search(out.replace("\n", ""))
    rows = {row["id"]: row for row in json.loads(out)["runs"][0]["articles"]}
    for name, attack in ATTACKS.items():
        assert (rows[IDS[name]]["title"], rows[IDS[name]]["summary"]) == (attack, attack)
        assert rows[f"{IDS[name]}-skipped"]["reason"] == attack
        _, out, _ = tarjama("show", run, IDS[name], "--json")
        assert not OBEYED.search(out.replace("\n", ""))
        (line,) = json.loads(out)["lines"]
        assert (line["source"], line["translation"]) == (f"نص {attack}", attack)
        assert line["sentences"][0]["flags"][0]["detail"] == attack


def test_the_files_of_a_run_contain_every_attack_exactly(run: Path) -> None:
    folder = RunFolder(run)
    for name, attack in ATTACKS.items():
        assert (run / "articles" / f"{IDS[name]}.en.txt").read_bytes() == attack.encode()
        read = folder.article(IDS[name])
        assert read.lines[0].translation == attack
        assert read.article.metadata == {"author": attack, "date": attack}
    assert [row.summary for row in folder.rows() if row.status is Status.DONE] == [*ATTACKS.values()]


def _cell(text: str) -> str:
    """Return the text as a spreadsheet cell that is not a formula."""
    return f"'{text}" if plain(text).lstrip()[:1] in "=+-@" else text


@pytest.mark.parametrize("way", ["table", "export"])
def test_a_spreadsheet_gets_texts_and_no_formulas(
    run: Path, tarjama: Tarjama, tmp_path: Path, way: str
) -> None:
    if way == "table":
        _, text, _ = tarjama("table", run, "--csv")
        wanted = {IDS[name]: _cell(attack).replace(attack, plain(attack)) for name, attack in ATTACKS.items()}
    else:
        tarjama("export", run, "--to", "csv", "--output", tmp_path / "x.csv")
        text = (tmp_path / "x.csv").read_bytes().decode("utf-8-sig")
        wanted = {IDS[name]: _cell(attack) for name, attack in ATTACKS.items()}
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert {i: rows[i]["title"] for i in wanted} == wanted
    assert {i: rows[i]["summary"] for i in wanted} == wanted
    assert {i: rows[f"{i}-skipped"]["reason"] for i in wanted} == wanted
    cells = [cell for row in rows.values() for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip("\u200f ").startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_data_formats_give_every_attack_back_exactly(
    run: Path, tarjama: Tarjama, tmp_path: Path, form: str
) -> None:
    target = tmp_path / f"x.{form}"
    assert tarjama("export", run, "--to", form, "--output", target)[0] == 0
    if form == "jsonl":
        rows = [json.loads(line) for line in target.read_text("utf-8").split("\n") if line]
    else:
        from pyarrow import parquet  # type: ignore[import-untyped]

        rows = parquet.read_table(target).to_pylist()
    written = {row["id"]: row for row in rows}
    for name, attack in ATTACKS.items():
        row = written[IDS[name]]
        assert [row[field] for field in ("title", "summary", "translation", "source")] == [
            attack,
            attack,
            attack,
            f"نص {attack}",
        ]
        assert dict(row["metadata"])["author"] == attack


def test_markdown_has_the_attacks_as_text(run: Path, tarjama: Tarjama, tmp_path: Path) -> None:
    from markdown_it import MarkdownIt

    assert tarjama("export", run, "--to", "md", "--output", tmp_path / "x.md")[0] == 0
    text = (tmp_path / "x.md").read_text(encoding="utf-8")
    html = Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
    assert {tag for tag, _ in html.tags} <= {"h1", "h2", "p", "blockquote", "em"}
    assert not OBEYED.search(text.replace("\n", ""))
    shown = " ".join(html.text.split())
    for name, attack in ATTACKS.items():
        assert shown.count(" ".join(plain(attack).split())) >= 3, name


def test_a_word_file_and_a_translation_memory_contain_the_attacks_as_text(
    run: Path, tarjama: Tarjama, tmp_path: Path
) -> None:
    import docx
    from lxml import etree  # type: ignore[import-untyped]

    assert tarjama("export", run, "--to", "docx", "--output", tmp_path / "x.docx")[0] == 0
    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "x.docx")).paragraphs]
    assert tarjama("export", run, "--to", "tmx", "--output", tmp_path / "x.tmx")[0] == 0
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    units = [unit.findtext("seg") for unit in etree.parse(str(tmp_path / "x.tmx"), parser).iter("tuv")]
    for name, attack in ATTACKS.items():
        written = _xml(attack)
        assert texts.count(written) >= 3, name  # title, summary, paragraph
        assert units.count(written) == 1
        assert units.count(f"نص {written}") == 1


def _xml(text: str) -> str:
    """Return the text without characters that XML 1.0 does not allow."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", MARK, text)


class Page(HTMLParser):
    """The tags, the attributes and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = self.code = self.data = ""  # text, scripts and styles, JSON for a script
        self._code = self._data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._data = dict(attrs).get("type") == "application/json"
        self._code = tag in {"script", "style"} and not self._data

    def handle_endtag(self, tag: str) -> None:
        self._code = self._data = False

    def handle_data(self, data: str) -> None:
        if self._code:
            self.code += data
        elif self._data:
            self.data += data
        else:
            self.text += data


def test_a_web_report_shows_attacks_as_text(run: Path, tarjama: Tarjama, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    references = run.parent / "references"
    code, _, err = tarjama("report", run, "--references", references, "--output", target)
    assert code == 0, err
    html = target.read_text(encoding="utf-8")
    page = Page(html)
    assert [attributes.get("type") for tag, attributes in page.tags if tag == "script"] == [
        "application/json",
        None,
    ]
    assert "*{display:none}" not in page.code
    assert "alert(" not in page.code
    assert not {tag for tag, _ in page.tags} & {"img", "iframe", "object", "embed", "base", "form"}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert not OBEYED.search(html.replace("\n", ""))
    outputs = " ".join(json.loads(page.data)["output"][0])
    shown = " ".join(f"{page.text} {outputs}".split())
    for name, attack in ATTACKS.items():
        assert " ".join(plain(attack).split()) in shown, name


def test_scores_and_comparisons_show_attacks_as_text(run: Path, tarjama: Tarjama) -> None:
    references = run.parent / "references"
    for command in (("score", run), ("compare", run, f"other={references}")):
        code, out, err = tarjama(*command, "--references", references)
        assert code == 0, err
        assert not OBEYED.search((out + err).replace("\n", ""))
        code, out, err = tarjama(*command, "--references", references, "--json")
        assert code == 0, err
        assert not OBEYED.search((out + err).replace("\n", ""))
        document = json.loads(out)
        system = document["system"] if "system" in document else document["systems"][0]["system"]
        assert ATTACKS["colour"] in system or system == "run"
