"""Test the page in a real browser if one is installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.report.fixtures import compared_run
from tests.scoring.fixtures import SENTENCES
from translate.report.page import write_report
from translate.scoring.compare import compare_systems
from translate.scoring.matching import match_systems
from translate.scoring.referenceset import PlainFiles, references_from_files
from translate.scoring.systems import load_systems

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


# Indices of the lines in which `a` is worse than all others, the worst first.
FAILING = {46: "Zzz zzz.", 11: "Nobody ever read it here.", 29: "The book of Chapter 29 is here now."}
MANY = 5_000  # lines to filter and sort without delay


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    return write_report(*compared_run(folder), folder / "report.html")


@pytest.fixture(scope="module")
def plain_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report of three systems on sixty lines; `a` is best, and in three lines the only one to fail."""
    folder = tmp_path_factory.mktemp("plain")
    references = [f"{SENTENCES[n % len(SENTENCES)]} Chapter {n} of the book." for n in range(60)]
    outputs = {
        "a": [FAILING.get(n, line) for n, line in enumerate(references)],
        "b": [
            line.replace("of the book.", "of it." if n % 3 else "&quot;from it.")
            for n, line in enumerate(references)
        ],
        "c": [" ".join(line.split()[:-3]) for line in references],
    }
    arabic = [f"الفصل {n} من الكتاب." for n in range(60)]
    return report_on(folder, outputs, references, arabic)


def report_on(folder: Path, outputs: dict[str, list[str]], references: list[str], arabic: list[str]) -> Path:
    for name, lines in {**outputs, "reference": references, "source": arabic}.items():
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    files = PlainFiles((folder / "reference.txt",), folder / "source.txt", None, blank_line_documents=False)
    found = references_from_files(files)
    systems = load_systems([f"{name}={folder / name}.txt" for name in outputs], found)
    matched = match_systems(systems, found)
    return write_report(matched, compare_systems(matched), folder / "report.html")


def browsed(page: str, folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, page]
    return subprocess.run(command, capture_output=True, check=True, text=True, timeout=120)


def driven(report: Path, folder: Path, script: str, *flags: str, address: str = "") -> str:
    """Return what a script wrote into the page's title; the page's policy, which forbids scripts, is removed."""
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", report.read_text(encoding="utf-8"))
    page = folder / "driven.html"
    page.write_text(html.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    dom = browsed(page.as_uri() + address, folder, "--dump-dom", *flags).stdout
    found = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    assert found is not None
    return unescape(found[1])


SHOWN = '[...document.querySelectorAll("#table .line")].map((one) => one.id.slice(1))'
CHOOSE = """
  const choose = (id, value) => {
    const control = document.getElementById(id);
    control.value = value;
    control.dispatchEvent(new Event(id === "text" ? "input" : "change"));
  };
  const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
"""


def test_the_policy_lets_the_page_run_and_reports_no_error(plain_report: Path, tmp_path: Path) -> None:
    done = browsed(plain_report.as_uri(), tmp_path, "--dump-dom", "--enable-logging=stderr", "--v=0")

    assert done.stdout.count('class="line"') >= 50
    assert "CONSOLE" not in done.stderr


def test_the_first_screen_shows_which_system_is_best_by_how_much_and_where_it_fails(
    plain_report: Path, tmp_path: Path
) -> None:
    script = """
      const seen = (one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= 900; };
      const lines = [...document.querySelectorAll("#answer .failures a")].filter(seen);
      const texts = [".lead", ".second"].map((one) => document.querySelector(one)).filter(seen);
      document.title = [...texts, ...lines].map((one) => one.textContent.trim()).join("|")
        + "|" + seen(document.querySelector(".matrix"));
    """

    result = driven(
        plain_report, tmp_path, script, "--window-size=1280,987"
    )  # 87 pixels belong to the window

    lead, second, *lines, matrix = result.split("|")
    assert lead == "a is best: better than all two others."
    assert second.startswith("b is second: really worse (−")
    assert lines == ["line 47", "line 12", "line 30"]
    assert all(re.fullmatch(r"line \d+", line) for line in lines)
    assert matrix == "true"


def test_lines_are_filtered_by_flag_system_and_words(plain_report: Path, tmp_path: Path) -> None:
    script = f"""{CHOOSE}
      const found = [];
      choose("a", "1");
      choose("flag", "entity");
      found.push({SHOWN}.join());
      choose("flag", "");
      choose("text", "الفصل 41");
      found.push({SHOWN}.join());
      choose("text", "NOBODY ever");
      found.push({SHOWN}.join());
      document.title = found.join("|");
    """

    entity, arabic, english = driven(plain_report, tmp_path, script).split("|")

    assert entity.split(",") == [str(n) for n in range(1, 61, 3)]
    assert arabic == "42"
    assert english == "12"


def test_lines_are_sorted_by_score_difference_and_length(plain_report: Path, tmp_path: Path) -> None:
    script = f"""{CHOOSE}
      const found = [];
      choose("a", "0");
      choose("sort", "behind");
      found.push({SHOWN}[0]);
      choose("sort", "low");
      found.push({SHOWN}[0]);
      choose("b", "2");
      choose("sort", "ahead");
      found.push(document.querySelector(".line .numbers").lastChild.textContent);
      choose("sort", "long");
      found.push({SHOWN}[0]);
      document.title = found.join("|");
    """

    behind, low, ahead, long = driven(plain_report, tmp_path, script).split("|")

    assert (behind, low) == ("47", "47")
    assert float(ahead) > 0
    references = json.loads(
        re.search(r'id="data">(.*?)</script>', plain_report.read_text(encoding="utf-8"), re.DOTALL)[1]  # type: ignore[index]
    )["reference"]
    assert len(references[int(long) - 1][0]) == max(len(texts[0]) for texts in references)


def test_an_address_leads_to_its_line_unfolded_and_highlighted(plain_report: Path, tmp_path: Path) -> None:
    script = """
      const line = document.querySelector(".line.target");
      const box = line.getBoundingClientRect();
      document.title = [line.id, line.open, box.top >= 0 && box.top < innerHeight,
        line.querySelectorAll(".output").length, getComputedStyle(line.querySelector(".source")).direction].join();
    """

    result = driven(plain_report, tmp_path, script, address="#l57")

    assert result == "l57,true,true,3,rtl"


def test_a_view_can_be_shared_by_its_address(plain_report: Path, tmp_path: Path) -> None:
    script = f"document.title = {SHOWN}.join();"

    result = driven(plain_report, tmp_path, script, address="#show:a=1&flag=entity&sort=low")

    assert sorted(map(int, result.split(","))) == list(range(1, 61, 3))


def test_flagged_lines_are_visited_by_keys(plain_report: Path, tmp_path: Path) -> None:
    script = f"""{CHOOSE}
      choose("a", "1");
      const visited = [];
      for (const key of ["n", "n", "p", "j", "k"]) {{
        press(key);
        visited.push(document.activeElement.closest(".line").id);
      }}
      press("/");
      document.title = [...visited, document.activeElement.id].join();
    """

    result = driven(plain_report, tmp_path, script)

    assert result == "l1,l4,l1,l2,l1,text"


def test_differences_from_the_reference_are_marked_and_can_be_switched_off(
    plain_report: Path, tmp_path: Path
) -> None:
    script = """
      const line = document.getElementById("l12");
      const shown = (tag) => [...line.querySelectorAll(tag)].map((one) => one.textContent).join(" ");
      const c = [...line.querySelectorAll(".output")].find((one) => one.textContent.startsWith("c"));
      c.dispatchEvent(new PointerEvent("pointerenter"));
      const missing = shown("del");
      const colour = () => getComputedStyle(line.querySelector("ins")).backgroundColor;
      const marked = colour();
      document.getElementById("differences").click();
      document.title = [shown("ins"), missing, marked !== colour()].join("|");
    """

    added, missing, switched = driven(plain_report, tmp_path, script, address="#l12").split("|")

    assert "Nobody ever read it here" in added
    assert missing == "of the book."  # missing in `c`
    assert switched == "true"


def test_five_thousand_lines_are_sorted_and_searched_without_delay(tmp_path: Path) -> None:
    references = [f"{SENTENCES[n % len(SENTENCES)]} Number {n}." for n in range(MANY)]
    outputs = {
        "a": references,
        "b": [line.replace("the", "a") for line in references],
    }
    page = report_on(tmp_path, outputs, references, [f"السطر {n}." for n in range(MANY)])
    script = f"""{CHOOSE}
      const start = performance.now();
      choose("sort", "behind");
      choose("text", "number 4321");
      document.title = [{SHOWN}.join(), performance.now() - start].join("|");
    """

    found, milliseconds = driven(page, tmp_path, script).split("|")

    assert found == "4322"
    assert float(milliseconds) < 1000


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_itself_never_scrolls_sideways(
    report: Path, plain_report: Path, tmp_path: Path, width: int
) -> None:
    # A frame, because Chromium's window is at least 500 pixels wide.
    for page in (report, plain_report):
        script = f"""
          const frame = document.createElement("iframe");
          frame.style = "width: {width}px; height: 900px; border: 0; position: fixed";
          frame.onload = () => {{
            const inner = frame.contentWindow, page = frame.contentDocument.documentElement;
            for (const one of page.querySelectorAll("details")) one.open = true;
            const shown = [...page.querySelectorAll("table:not(.scroll table), .lead")];
            const edges = shown.map((one) => one.getBoundingClientRect().right);
            document.title = [inner.innerWidth, page.scrollWidth, ...edges].join();
          }};
          frame.srcdoc = "<!doctype html>" + document.documentElement.outerHTML.replaceAll("<script", "<template");
          document.body.append(frame);
        """

        result = driven(page, tmp_path, script, "--virtual-time-budget=5000", "--window-size=1400,900")

        inner, needed, *edges = map(float, result.split(","))
        assert inner == width
        assert needed <= inner
        assert len(edges) > 3
        assert max(edges) <= inner


def test_a_dark_screen_gets_a_dark_page(plain_report: Path, tmp_path: Path) -> None:
    script = "document.title = getComputedStyle(document.body).backgroundColor;"

    light = driven(plain_report, tmp_path, script, "--blink-settings=preferredColorScheme=1")
    dark = driven(plain_report, tmp_path, script, "--blink-settings=preferredColorScheme=0")

    assert sum(map(int, re.findall(r"\d+", light))) > 700
    assert sum(map(int, re.findall(r"\d+", dark))) < 120


def test_the_overview_prints_on_few_sheets(report: Path, plain_report: Path, tmp_path: Path) -> None:
    for page in (report, plain_report):
        sheets = tmp_path / "page.pdf"
        browsed(page.as_uri(), tmp_path, f"--print-to-pdf={sheets}")

        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", sheets.read_bytes())) <= 6
