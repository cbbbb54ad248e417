from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.scoring.fixtures import good_and_bad
from tests.views.test_answer import judged
from translate.report.latex import comparison_latex
from translate.report.markdown import comparison_markdown
from translate.report.paper import Form
from translate.scoring.compare import Comparison
from translate.scoring.hygiene import Hygiene
from translate.scoring.notices import Notice
from translate.scoring.verdicts import Verdict
from translate.summaries.facts import SummaryFacts


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return good_and_bad(tmp_path_factory.mktemp("systems"))


def evil(comparison: Comparison) -> Comparison:
    first, second = comparison.systems
    named = replace(first, score=replace(first.score, system="\x1b[31m|x_$&"))
    pairs = tuple(replace(pair, a="\x1b[31m|x_$&") for pair in comparison.pairs)
    return replace(comparison, systems=(named, second), pairs=pairs)


def test_markdown_tables_are_valid_with_any_system_name(comparison: Comparison) -> None:
    text = comparison_markdown(evil(comparison))

    assert r"␛\[31m\|x\_\$\&" in text
    assert "\x1b" not in text
    rows = [row for row in text.split("\n") if row.startswith("| ")]
    cells = [len(re.findall(r"(?<!\\)\|", row)) - 1 for row in rows]
    assert set(cells) == {5}
    assert cells.count(5) >= 7  # scores and pairs, with their headers


def test_latex_tables_compile_with_any_system_name(comparison: Comparison) -> None:
    text = comparison_latex(evil(comparison))

    assert r"␛{[}31m\textbar{}x\_\$\&" in text
    assert "\x1b" not in text
    for part in ("table", "tabular"):
        assert text.count(rf"\begin{{{part}}}") == text.count(rf"\end{{{part}}}") == 2
    for rule in (r"\toprule", r"\bottomrule", r"\caption{", r"\label{tab:"):
        assert text.count(rule) == 2
    depth = 0
    for char in re.sub(r"\\[{}\\]", "", text):
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize("write", [comparison_latex, comparison_markdown])
def test_a_paper_s_table_names_test_set_resamples_and_signatures(
    comparison: Comparison, write: object
) -> None:
    text = write(comparison)  # type: ignore[operator]

    first = comparison.systems[0].score
    assert f"N = {first.segments} lines in 8 articles" in text.replace("\\", "")
    assert "1,000 resamples of articles" in text
    assert "chrF ↑" in text or r"chrF $\uparrow$" in text
    assert "TER ↓" in text or r"TER $\downarrow$" in text
    for found in first.metrics.values():
        assert found.signature in text.replace(r"\allowbreak{}", "")


def test_the_best_is_bold_and_systems_not_significantly_worse_are_marked(comparison: Comparison) -> None:
    verdicts = {("a", "b"): Verdict.CANNOT_TELL, ("a", "c"): Verdict.BETTER, ("b", "c"): Verdict.BETTER}

    text = comparison_markdown(judged(comparison, verdicts), Form(intervals=False))

    rows = {row.split(" ")[1]: row for row in text.split("\n") if re.match(r"\| [abc] \| [*\d]", row)}
    assert rows["a"].startswith("| a | **60.0** |")
    assert rows["b"].startswith("| b | 59.0 <sup>†</sup> |")
    assert rows["c"].startswith("| c | 58.0 |")
    assert "- † Not significantly different from the best of the column." in text
    assert text.index(rows["b"]) < text.index("|   |   |") < text.index(rows["c"])


def test_a_matrix_distinguishes_identical_and_undecided_systems(comparison: Comparison) -> None:
    verdicts = {("a", "b"): Verdict.SAME, ("a", "c"): Verdict.BETTER, ("b", "c"): Verdict.TOO_FEW}

    rows = comparison_markdown(judged(comparison, verdicts), Form(matrix=True)).split("\n")
    pairs = comparison_latex(judged(comparison, verdicts))

    assert r"| 1 a | - | = \+1.0 | \> \+1.0 |" in rows
    assert r"| 2 b |  | - | ? \+1.0 |" in rows
    assert "same outputs" in pairs


def test_numbers_have_the_requested_decimals(comparison: Comparison) -> None:
    score = comparison.ranking[0].score.metrics["chrf"]

    assert rf"\textbf{{{score.score:.3f}}} {{[}}{score.low:.3f}, {score.high:.3f}]" in comparison_latex(
        comparison, Form(precision=3)
    )
    assert "resamples of" not in comparison_latex(comparison, Form(intervals=False))


def test_repairs_and_warnings_reach_the_reader_of_the_paper(comparison: Comparison) -> None:
    first, second = comparison.systems
    repaired = replace(first, hygiene=Hygiene(first.hygiene.findings, 3, {"chrf": 71.26, "bleu": 40.04}))
    warnings = tuple(Notice("suspect reference", None, f"line {n} may be wrong") for n in range(9))
    found = replace(comparison, systems=(repaired, second), warnings=warnings)

    text = comparison_latex(found)

    assert rf"{first.name}\textsuperscript{{a}} &" in text
    assert f"a {first.name} after a repair of 3 lines that changes no word: chrF 71.3, BLEU 40.0." in text
    assert "Warning: line 0 may be wrong" in text
    assert "Warning: 6 more of this kind (suspect reference)." in text


def test_summarisers_have_a_table(comparison: Comparison) -> None:
    facts = SummaryFacts("m_1", "distilbart", 5, 49.2, 10.11, 0.987, 43.6, 1, 2, 3, 0, 1)
    found = replace(comparison, summaries=(facts,))

    assert "| distilbart, of m\\_1 | 5 | 49 | 10.1 | 0.99 |" in comparison_markdown(found)
    assert r"distilbart, of m\_1 & 5 & 49 & 10.1 & 0.99 &" in comparison_latex(found)


def test_a_minus_in_latex_is_not_a_hyphen(comparison: Comparison) -> None:
    pairs = tuple(replace(pair, difference=-1.0, low=-2.0, high=0.5) for pair in comparison.pairs)

    text = comparison_latex(replace(comparison, pairs=pairs))

    assert "−" not in text
    assert "$-$0.5" in text
    assert not re.search(r"[+-]0\.0[,\]]", text)


def test_a_star_at_the_start_of_a_row_is_part_of_the_name(comparison: Comparison) -> None:
    first, second = comparison.systems
    named = replace(second, score=replace(second.score, system="*best"))
    pairs = tuple(replace(pair, b="*best") for pair in comparison.pairs)

    text = comparison_latex(replace(comparison, systems=(first, named), pairs=pairs))

    assert "\n{*}best &" in text  # after `\\`, LaTeX would read `*` as an option and drop it
