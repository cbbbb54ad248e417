"""Each document of `--json` matches the schema, field by field, so that programs can rely on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.bench.test_views import MACHINE, row
from tests.conftest import ROOT, SEEDS, FakeModels
from tests.scoring.fixtures import SENTENCES, translated
from translate.bench.contestants import Kind
from translate.bench.results import BenchReport, Ratio
from translate.cli.parser import build_parser

jsonschema = pytest.importorskip("jsonschema")
Tarjama = Callable[..., tuple[int, str, str]]
SCHEMA: dict[str, Any] = json.loads(
    files("translate.views").joinpath("documents.schema.json").read_text("utf-8")
)
PAGE = files("translate.views").joinpath("DOCUMENTS.md").read_text("utf-8")


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema of an object with named fields, at any depth."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def check(document: Any, name: str) -> None:
    """Fail if a document lacks a field of its definition or has a field that the schema does not describe."""
    strict = json.loads(json.dumps(SCHEMA))
    for schema in objects(strict):
        schema["additionalProperties"] = False
    schema = {"$defs": strict["$defs"], "$ref": f"#/$defs/{name}"}
    validator = jsonschema.Draft202012Validator(schema)
    errors = [f"{'/'.join(map(str, e.path))}: {e.message[:300]}" for e in validator.iter_errors(document)]
    assert not errors, errors[:5]


@pytest.fixture
def run(fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    articles = tmp_path / "in"
    articles.mkdir()
    for seed in sorted(SEEDS.glob("*.txt"))[:2]:
        (articles / seed.name).write_text(seed.read_text(encoding="utf-8"), encoding="utf-8")
    (articles / "english.txt").write_text("Not a word of Arabic in it.")
    arguments = ("--profile", "embedded", "--output", tmp_path / "outputs" / "one")
    assert tarjama("run", articles, *arguments, "--quiet")[0] == 0
    return tmp_path / "outputs" / "one"


def printed(tarjama: Tarjama, *arguments: object, code: int = 0) -> Any:
    ended, out, err = tarjama(*arguments, "--json")
    assert ended == code, err
    return json.loads(out)


def test_the_schema_is_one_and_describes_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for schema in objects(SCHEMA):
        for name, field in schema["properties"].items():
            assert field.get("description") or "$ref" in field, name


def test_the_page_names_every_document_and_the_commands_that_print_it() -> None:
    documents = {entry["$ref"].rpartition("/")[2] for entry in SCHEMA["anyOf"]}
    named = {line.split("|")[2].strip(" `") for line in PAGE.split("\n") if line.startswith("| `tarjama")}
    assert named | {"error"} == documents
    for name in named:
        for command in (
            next(line for line in PAGE.split("\n") if line.endswith(f"| `{name}` |"))
            .split("|")[1]
            .split("`, `")
        ):
            assert command.strip(" `") in SCHEMA["$defs"][name]["description"]


def test_a_finished_run_prints_a_valid_document(run: Path, tarjama: Tarjama) -> None:
    arguments = ("run", run.parent.parent / "in", "--profile", "embedded", "--output", run)
    document = printed(tarjama, *arguments)
    check(document, "run")
    (entry,) = document["runs"]
    assert (entry["finished"], entry["already_finished"], entry["exit_code"]) == (True, True, 0)
    assert [article["status"] for article in entry["articles"]] == ["done", "done", "skipped"]


def test_a_run_that_fails_in_part_prints_its_document_and_ends_with_one(
    fake_models: FakeModels, tarjama: Tarjama, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "damaged.txt").write_bytes("خبر".encode() + b"\x00\x01\xff\xfe" * 40)
    arguments = ("run", tmp_path / "in", "--profile", "embedded", "--output", tmp_path / "run", "--quiet")
    document = printed(tarjama, *arguments, code=1)
    check(document, "run")
    assert document["runs"][0]["exit_code"] == 1
    assert document["runs"][0]["articles"][0]["reason"]


def test_a_dry_run_prints_a_valid_document_and_writes_nothing(
    tarjama: Tarjama, tmp_path: Path, marian_folder: Path
) -> None:
    models = ("--model", marian_folder, "--summarizer", "lead")
    document = printed(tarjama, "run", SEEDS, *models, "--output", tmp_path / "run", "--dry-run")
    check(document, "dry_run")
    assert document["runs"][0]["articles"] == 5
    assert not (tmp_path / "run").exists()


def test_tables_articles_scores_and_lists_print_valid_documents(run: Path, tarjama: Tarjama) -> None:
    references = ("--references", ROOT / "eval" / "references")
    for name, arguments in (
        ("table", ("table", run, *references)),
        ("table", ("table", run, "--flagged")),
        ("table", ("show", run)),
        ("show", ("show", run, "000")),
        ("score", ("score", run, *references)),
        ("runs", ("runs",)),
        ("table", ("summarize", run, "--quiet")),
    ):
        check(printed(tarjama, *arguments), name)
    (run / "started.json").write_text("{")
    check(printed(tarjama, "runs"), "runs")


def test_a_comparison_prints_a_valid_document(tarjama: Tarjama, tmp_path: Path, run: Path) -> None:
    for name, lines in (
        ("ref", SENTENCES),
        ("good", translated(SENTENCES)),
        ("bad", [s[:20] for s in SENTENCES]),
    ):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    systems = (f"good={tmp_path / 'good'}", f"bad={tmp_path / 'bad'}")
    check(printed(tarjama, "compare", *systems, "--reference", tmp_path / "ref", "--quiet"), "compare")
    references = ("--references", ROOT / "eval" / "references", "--quiet")
    document = printed(tarjama, "compare", run, f"again={run / 'articles'}", *references)
    check(document, "compare")
    assert document["summaries"]


def test_models_prints_valid_documents(tarjama: Tarjama, marian_folder: Path) -> None:
    document = printed(tarjama, "models")
    check(document, "models")
    named = {(model["name"], model["task"]) for model in document["models"]}
    assert {("opus-mt", "translate"), ("distilbart", "summarize"), ("embedded", "summarize")} <= named
    check(printed(tarjama, "models", "where", marian_folder), "models_where")
    missing = printed(tarjama, "models", "where", "opus-mt", "embedded", code=3)
    check(missing, "models_where")
    assert {model["folder"] for model in missing["models"]} == {None}
    served = printed(tarjama, "models", "where", "openai:a@http://127.0.0.1:9/v1", code=3)
    check(served, "models_where")
    assert [model["folder"] for model in served["models"]] == [None]
    check(printed(tarjama, "models", "fetch", marian_folder), "models_where")


def test_a_verification_prints_a_valid_document(tarjama: Tarjama, marian_folder: Path) -> None:
    ended, out, _ = tarjama("models", "verify", marian_folder, "--json")
    assert ended == 1
    check(json.loads(out), "models_verify")


def test_the_memory_prints_valid_documents(tarjama: Tarjama, run: Path, tmp_path: Path) -> None:
    document = printed(tarjama, "memory")
    check(document, "memory")
    assert document["systems"][0]["sentences"] > 0
    (tmp_path / "some.tmx").write_text(
        '<tmx version="1.4"><header srclang="ar"/><body><tu><tuv xml:lang="ar"><seg>وصل الوزير.</seg></tuv>'
        '<tuv xml:lang="en"><seg>The minister came.</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    imported = printed(tarjama, "memory", "import", tmp_path / "some.tmx")
    check(imported, "memory_import")
    assert imported["files"][0]["imported"] == 1
    check(printed(tarjama, "memory"), "memory")
    check(printed(tarjama, "memory", "clear"), "memory_clear")
    check(printed(tarjama, "memory"), "memory")


def test_profiles_prints_valid_documents(tarjama: Tarjama) -> None:
    check(printed(tarjama, "profile"), "profiles")
    check(printed(tarjama, "profile", "show", "embedded"), "profile")
    check(printed(tarjama, "profile", "new", "mine"), "profile")


def test_a_bench_report_is_a_valid_document() -> None:
    first, second = row(Kind.RUN, (1.0, 1.0)), row(Kind.LOOP, (12.0, 13.0))
    report = BenchReport(MACHINE, (first, second), (Ratio.of(first, second),))
    check({"version": 1, **report.as_dict()}, "bench")


@pytest.mark.parametrize("command", sorted(build_parser()._subparsers._group_actions[0].choices))  # type: ignore[union-attr, arg-type]
def test_every_command_given_json_fails_with_the_error_document(tarjama: Tarjama, command: str) -> None:
    code, out, err = tarjama(command, "--no-such-option", "--json")
    assert (code, out) == (2, "")
    document = json.loads(err.rstrip("\n").rpartition("\n")[2])
    check(document, "error")
    assert document["error"]["exit_code"] == 2
