from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scoring.fixtures import SENTENCES, translated

Tarjama = Callable[..., tuple[int, str, str]]


def files(folder: Path) -> tuple[Path, Path]:
    (folder / "ref.en").write_text("\n".join(SENTENCES) + "\n", encoding="utf-8")
    (folder / "mine.en").write_text("\n".join(translated(SENTENCES)) + "\n", encoding="utf-8")
    return folder / "mine.en", folder / "ref.en"


def test_a_report_is_written_where_the_user_asked_and_its_path_is_printed(
    tarjama: Tarjama, tmp_path: Path
) -> None:
    mine, reference = files(tmp_path)
    page = tmp_path / "new folder" / "report.html"

    code, out, _ = tarjama("report", f"mine={mine}", "--reference", reference, "--output", page, "--quiet")

    assert code == 0
    assert out.strip() == str(page)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_that_would_not_open_as_one_is_refused(tarjama: Tarjama, tmp_path: Path) -> None:
    mine, reference = files(tmp_path)

    code, _, err = tarjama(
        "report", f"mine={mine}", "--reference", reference, "--output", tmp_path / "report.pdf"
    )

    assert code == 2
    assert "must end in .html" in err


def test_one_run_without_references_makes_a_page_for_readers(tarjama: Tarjama, tmp_path: Path) -> None:
    from tests.report.fixtures import compared_run

    compared_run(tmp_path)
    page = tmp_path / "page.html"

    code, out, err = tarjama("report", tmp_path / "run", "--output", page)

    assert code == 0, err
    assert out.strip() == str(page)
    html = page.read_text(encoding="utf-8")
    assert 'id="article-1"' in html
    assert "chrF" not in html


def test_show_opens_the_reader_s_page_at_the_article(
    tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import webbrowser

    from tests.report.fixtures import compared_run

    compared_run(tmp_path)
    opened: list[str] = []

    def browse(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", browse)

    code, out, err = tarjama("show", tmp_path / "run", "a/1", "--open")

    assert code == 0, err
    assert opened == [f"{Path(out.strip()).as_uri()}#article-2"]
    assert 'id="article-2"' in Path(out.strip()).read_text(encoding="utf-8")


def test_show_without_an_article_lists_the_articles(tarjama: Tarjama, tmp_path: Path) -> None:
    from tests.report.fixtures import compared_run

    compared_run(tmp_path)

    code, out, _ = tarjama("show", tmp_path / "run")

    assert code == 0
    assert all(name in out for name in ("a/0", "a/1", "a/2"))


def test_article_borders_without_a_reference_are_refused_for_one_run_too(
    tarjama: Tarjama, tmp_path: Path
) -> None:
    from tests.report.fixtures import compared_run

    compared_run(tmp_path)
    page = tmp_path / "page.html"

    code, _, err = tarjama("report", tmp_path / "run", "--blank-line-documents", "--output", page)

    assert code == 2
    assert "need --reference FILE" in err
    assert not page.exists()
