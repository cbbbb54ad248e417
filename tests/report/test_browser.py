"""The page in a real browser, where one is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.report.fixtures import compared_run
from translate.report.page import write_report

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


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    (path,) = write_report(*compared_run(folder), folder / "report.html")
    return path


def browsed(page: Path, folder: Path, *flags: str) -> str:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, page.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=120)
    return done.stdout


def driven(report: Path, folder: Path, script: str, *flags: str) -> str:
    """The page's body after a script that writes its findings into the title; the policy would forbid it."""
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", report.read_text(encoding="utf-8"))
    page = folder / "driven.html"
    page.write_text(html.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    found = re.search(r"<title>(.*?)</title>", browsed(page, folder, "--dump-dom", *flags), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_policy_lets_the_page_s_own_script_run(report: Path, tmp_path: Path) -> None:
    # The script gives each article one stop of the Tab key.
    dom = browsed(report, tmp_path, "--dump-dom")

    assert len(re.findall(r'class="s"[^>]*tabindex="0"', dom)) == 3


def test_a_sentence_and_its_counterparts_are_marked_by_pointer_and_by_keys(
    report: Path, tmp_path: Path
) -> None:
    script = """
      const all = document.querySelectorAll("#article-1 .s");
      all[0].dispatchEvent(new PointerEvent("pointerover", {bubbles: true}));
      const pointed = document.querySelectorAll(".paired").length;
      all[0].focus();
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true}));
      document.title = [pointed, document.activeElement === all[1]].join();
    """

    assert driven(report, tmp_path, script) == "3,true"  # source, run, elsewhere


def test_one_system_can_be_shown_alone(report: Path, tmp_path: Path) -> None:
    script = """
      const choice = document.getElementById("shown");
      choice.value = "1";
      choice.dispatchEvent(new Event("change"));
      const seen = [...document.querySelectorAll("[data-system]")].filter((one) => one.offsetParent);
      document.title = [...new Set(seen.map((one) => one.dataset.system))].join();
    """

    assert driven(report, tmp_path, script) == "1"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_itself_never_scrolls_sideways(report: Path, tmp_path: Path, width: int) -> None:
    # A frame, for Chromium's own window is never narrower than 500 pixels.
    script = f"""
      const frame = document.createElement("iframe");
      frame.style = "width: {width}px; height: 900px; border: 0; position: fixed";
      frame.onload = () => {{
        const inner = frame.contentWindow, page = frame.contentDocument.documentElement;
        document.title = [inner.innerWidth, page.scrollWidth, page.querySelectorAll(".line").length].join();
      }};
      frame.srcdoc = "<!doctype html>" + document.documentElement.outerHTML.replaceAll("<script", "<template");
      document.body.append(frame);
    """

    told = driven(report, tmp_path, script, "--virtual-time-budget=5000", "--window-size=1400,900")

    inner, needed, lines = map(int, told.split(","))
    assert (inner, lines) == (width, 30)
    assert needed <= inner


def test_arabic_runs_from_the_right(report: Path, tmp_path: Path) -> None:
    script = """
      const style = getComputedStyle(document.querySelector(".source"));
      document.title = [style.direction, style.textAlign].join();
    """

    assert driven(report, tmp_path, script) == "rtl,right"
