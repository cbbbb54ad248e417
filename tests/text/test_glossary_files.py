"""Test glossaries from other tools: CSV from spreadsheets, TBX from term bases."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from translate.errors import ProfileError
from translate.text.glossary import Term, load_glossary

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        return tmp_path / name

    return write


WANTED = (
    Term("علي بابا", "Alibaba", ("Ali Baba",)),
    Term("الصين", "China"),
)


@pytest.mark.parametrize(
    "text",
    [
        "علي بابا,Alibaba,Ali Baba\r\nالصين,China\r\n",
        "\ufeffعلي بابا;Alibaba;Ali Baba\nالصين;China;\n",
        "علي بابا\tAlibaba\tAli Baba\nالصين\tChina\n",
        'Arabic,English,Variants\n"علي بابا","Alibaba","Ali Baba"\n\nالصين,China,\n',
        "note,Target,Source,replace\nx,Alibaba,علي بابا,Ali Baba\n,China,الصين,\n",
        "علي بابا,Alibaba,Ali Baba\rالصين,China\r",  # old Excel on macOS
        "\n \r\nعلي بابا;Alibaba;Ali Baba\r\nالصين;China\r\n",
        "sep=;\r\nعلي بابا;Alibaba;Ali Baba\r\nالصين;China\r\n",
        "\ufeffSEP=\t\nArabic\tEnglish\tVariants\nعلي بابا\tAlibaba\tAli Baba\nالصين\tChina\t\n",
    ],
)
def test_a_spreadsheet_s_csv_has_the_same_terms_as_the_tab_separated_file(write: Write, text: str) -> None:
    plain = load_glossary(write("terms.tsv", "علي بابا\tAlibaba\tAli Baba\nالصين\tChina\n"))
    read = load_glossary(write("terms.csv", text))
    assert read.terms == WANTED == plain.terms
    assert read.fingerprint == plain.fingerprint


def test_a_comma_inside_quotes_is_part_of_the_term(write: Write) -> None:
    read = load_glossary(write("terms.csv", 'الجزائر,"Algiers, the capital",Algeria|Alger\n'))
    assert read.terms == (Term("الجزائر", "Algiers, the capital", ("Algeria", "Alger")),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,English\n1,China\n", "line 1: no column 'arabic' in the header"),
        ("الصين,China\nمصر\n", "line 2: 1 column; expected"),
        ("Arabic,English\nمصر\n", "line 2: 1 column; the header has more"),
        ('الصين,"China\n', "not valid CSV"),
        ("الصين,China\nالصين,PRC\n", "line 2: الصين is already in line 1"),
        ("Arabic,English\n", "no terms in Arabic and English"),
        ("Arabic,English\nالصين,\n", "line 2: no English form"),
        ("sep=;\n\nالصين;China\nمصر\n", "line 4: 1 column; .* separated by semicolons"),
        ("sep=x\nالصينxChina\n", "line 1: the delimiter 'x' is not supported"),
        (f"الصين,{'China' * 30_000}\nمصر,Egypt\n", "line 1: not valid CSV: field larger"),
        ("\r\rالصين,China\rالصين,PRC\r", "line 4: الصين is already in line 3"),
        (" \n\n", "no terms in Arabic and English"),
    ],
)
def test_a_faulty_csv_is_refused_with_its_line(write: Write, text: str, said: str) -> None:
    csv.field_size_limit(131_072)  # readers of articles raise it for the process
    with pytest.raises(ProfileError, match=said):
        load_glossary(write("terms.csv", text))


TBX_3 = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="1">
  <langSec xml:lang="ar"><termSec><term>علي بابا</term></termSec>
    <termSec><term>مجموعة علي بابا</term></termSec></langSec>
  <langSec xml:lang="en-GB">
    <termSec><term>Ali Baba</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
    <termSec><term>Alibaba Group</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
    <termSec><term>Alibaba</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
  </langSec>
  <langSec xml:lang="fr"><termSec><term>Alibaba</term></termSec></langSec>
</conceptEntry>
<conceptEntry id="2">
  <langSec xml:lang="ar-EG"><termSec><term>الصين</term></termSec></langSec>
  <langSec xml:lang="en"><termSec><term>China</term></termSec><termSec><term>PRC</term></termSec></langSec>
</conceptEntry>
<conceptEntry id="3"><langSec xml:lang="ar"><termSec><term>مصر</term></termSec></langSec></conceptEntry>
<conceptEntry id="4">
  <langSec xml:lang="ar"><termSec><term>NATO</term></termSec></langSec>
  <langSec xml:lang="en"><termSec><term>NATO</term></termSec></langSec>
</conceptEntry>
</body></text></tbx>
"""
TBX_2 = """<?xml version='1.0'?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader/><text><body>
<termEntry id="c1">
  <langSet xml:lang="en"><ntig><termGrp><term>Alibaba</term></termGrp></ntig>
    <tig><term>Ali Baba</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig></langSet>
  <langSet xml:lang="ara"><tig><term>علي
  بابا</term></tig></langSet>
</termEntry>
<termEntry><langSet lang="AR"><tig><term>الصين</term></tig></langSet>
<langSet lang="EN_us"><tig><term>China</term></tig></langSet></termEntry>
</body></text></martif>
"""


def test_a_current_term_base_is_read_by_the_status_of_its_terms(write: Write) -> None:
    assert load_glossary(write("terms.tbx", TBX_3)).terms == (
        Term("علي بابا", "Alibaba", ("Ali Baba",)),  # an admitted term is allowed and not replaced
        Term("مجموعة علي بابا", "Alibaba", ("Ali Baba",)),
        Term("الصين", "China", ("PRC",)),
    )


def test_a_term_base_of_the_older_standard_is_read(write: Write) -> None:
    assert load_glossary(write("terms.TBX", TBX_2)).terms == WANTED


def test_an_entity_in_a_term_base_reads_no_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    attack = TBX_2.replace(
        '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">',
        f'<!DOCTYPE martif [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>',
    ).replace("<term>China</term>", "<term>China&s;</term>")
    assert "secret" not in str(load_glossary(write("terms.tbx", attack)).terms)


HOMONYMS = (
    "<tbx><conceptEntry><langSec xml:lang='arb'><term>محكمة</term></langSec>"
    "<langSec xml:lang='en'><term>court</term></langSec></conceptEntry>"
    "<conceptEntry><langSec xml:lang='ar'><term>محكمة</term></langSec>"
    "<langSec xml:lang='en'><term>tribunal</term></langSec></conceptEntry></tbx>"
)


@pytest.mark.parametrize("text", [HOMONYMS, HOMONYMS.replace("><", ">\n<")])
def test_a_term_in_two_entries_has_the_form_of_the_first_and_a_note_names_the_other(
    write: Write, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    assert load_glossary(write("terms.tbx", text)).terms == (Term("محكمة", "court"),)
    assert "1 Arabic term is already in an earlier entry" in caplog.text
    assert "محكمة: tribunal (entry 2; used is court)" in caplog.text
    caplog.clear()
    load_glossary(write("terms.tbx", text.replace("tribunal", "court")))
    assert not caplog.text


@pytest.mark.parametrize(
    "doctype", ["<!DOCTYPE tbx SYSTEM 'tbx.dtd'>", "<!DOCTYPE tbx [<!ENTITY x 'high'>]>"]
)
def test_a_term_with_an_unresolved_entity_is_never_a_term_without_it(
    write: Write, caplog: pytest.LogCaptureFixture, doctype: str
) -> None:
    text = (
        doctype
        + HOMONYMS.replace("court", "&x; court").replace("</tbx>", "")
        + HOMONYMS[5:].replace("محكمة", "قانون").replace("court", "law &amp; order")
    )
    terms = load_glossary(write("terms.tbx", text)).terms
    assert [(term.arabic, term.english) for term in terms] == [
        ("محكمة", "tribunal"),
        ("قانون", "law & order"),
    ]
    assert "1 entry skipped: an entity in a term is not resolved" in caplog.text
    assert "(entry 1)" in caplog.text


# Each entity contains fifty of the one before it.
BOMB = "<!DOCTYPE tbx [<!ENTITY e0 'lollollol'>{}]><tbx a='&e8;'/>".format(
    "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 50}'>" for n in range(1, 9))
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<tbx>", "line 1: not well-formed XML"),
        ("", "the file is empty"),
        ("<tbx><term>" + "x" * 10_000_100 + "</term></tbx>", "line 1: a text is over 10 MB"),
        ("<tbx>" * 300, "nested too deeply"),
        (BOMB, "expand too far"),
        ("<html/>", "not a TBX file"),
        ("<tbx/>", "no terms in Arabic and English"),
        (TBX_2.replace("China", "الصين"), "with Arabic letters"),
    ],
)
def test_a_faulty_term_base_is_refused(write: Write, text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        load_glossary(write("terms.tbx", text))
