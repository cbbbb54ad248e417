"""Runs: translate and summarise articles into a folder, and read such a folder again."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from translate.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from translate.pipeline.cluster_settings import Cluster
    from translate.pipeline.run import RunRequest, RunResult
    from translate.progress import Progress
    from translate.records import Row, TranslatedArticle
    from translate.runs.folder import RunFolder

__all__ = ["AnyPath", "Run", "RunOptions", "request_for", "run", "run_request"]

AnyPath = str | PathLike[str]


class RunOptions(TypedDict, total=False):
    """Further settings of a run, named like the options of `tarjama run`; the profile sets those left out."""

    profile: str
    engine: str | None
    device: str | None
    words: int | None
    glossary: AnyPath | None
    text_field: str | None
    id_field: str | None
    any_language: bool | None
    unwrap: bool | None
    limit: int | None
    fresh: bool
    memory: bool
    outputs: AnyPath
    shard: str | None
    cluster: str | None
    workers: int | None
    cpus_per_worker: int | None
    gpus_per_worker: float | None


class Run:
    """A run folder: its articles, their translations and summaries. `Run(path)` opens an existing one."""

    def __init__(self, path: AnyPath) -> None:
        from translate.runs.folder import RunFolder

        self.path = Path(path)
        self._folder: RunFolder = RunFolder(self.path)
        self.system = self._folder.started().system

    @property
    def done(self) -> bool:
        """Whether the run has finished."""
        return self._folder.done

    @property
    def rows(self) -> tuple[Row, ...]:
        """One row per article, in input order: id, status, title, summary, flags, and the reason if it failed."""
        return tuple(self._folder.rows())

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of `tarjama run` for this run: SOME_FAILED if an article failed."""
        from translate.pipeline.run import RunResult

        return RunResult(self._folder, was_done=self.done).exit_code

    def article(self, article_id: str) -> TranslatedArticle:
        """Return one translated article; raises RunFolderError, listing the ids, if there is none with this id."""
        return self._folder.article(article_id)

    def __fspath__(self) -> str:
        return fspath(self.path)

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"


def run(
    inputs: AnyPath | Sequence[AnyPath],
    *,
    model: AnyPath | None = None,
    summarizer: AnyPath | None = None,
    output: AnyPath | None = None,
    progress: bool | None = None,
    **options: Unpack[RunOptions],
) -> Run:
    """Translate and summarise articles into a run folder; an interrupted run is resumed.

    `inputs` are folders, files or hub datasets; `output` names the run folder (default: a new folder under `outputs/`).
    An article that fails becomes a row with the reason. Raises RequestError, ModelError or CannotGoOn if no article can
    be processed.
    """
    from translate.library.watching import make_progress

    paths = (inputs,) if isinstance(inputs, str | PathLike) else tuple(inputs)
    request = request_for(paths, model=model, summarizer=summarizer, output=output, **options)
    return Run(run_request(request, make_progress(progress)).folder.path)


def run_request(request: RunRequest, progress: Progress) -> RunResult:
    """Execute a request from `request_for` with a progress bar over its articles; raises as `run` does."""
    from translate.library.watching import watched_run
    from translate.pipeline.run import run as run_articles

    with watched_run(progress) as observer:
        return run_articles(request, progress, observer)


def request_for(
    inputs: Sequence[AnyPath],
    *,
    model: AnyPath | None = None,
    summarizer: AnyPath | None = None,
    output: AnyPath | None = None,
    **options: Unpack[RunOptions],
) -> RunRequest:
    """Return the request of a run: the profile, overridden by the given values. Raises ProfileError or RequestError."""
    from translate.config.profile import load_profile, override
    from translate.pipeline.run import RunRequest
    from translate.runs.shards import Shard

    unknown = options.keys() - RunOptions.__annotations__.keys()
    if unknown:
        raise TypeError(
            f"unknown option {min(unknown)!r}; choose from {', '.join(RunOptions.__annotations__)}"
        )
    limit = options.get("limit")
    if limit is not None and limit < 1:
        raise RequestError(f"limit {limit}: must be at least 1")
    part = options.get("shard")
    shard = Shard.parse(part) if part is not None else None
    cluster = _cluster(options)
    if cluster is not None and shard is not None:
        raise RequestError("--shard and --cluster exclude each other")
    engine = {"engine": options.get("engine"), "device": options.get("device")}
    fields = {name: options.get(name) for name in ("text_field", "id_field", "any_language", "unwrap")}
    changes: dict[str, dict[str, Any]] = {
        "translation": {"model": model and fspath(model), **engine},
        "summary": {"model": summarizer and fspath(summarizer), "words": options.get("words"), **engine},
        "checks": {"glossary": options.get("glossary")},
        "input": fields,
    }
    given = {
        table: {key: value for key, value in values.items() if value is not None}
        for table, values in changes.items()
    }
    profile = override(load_profile(options.get("profile", "default")), given)
    return RunRequest(
        inputs=tuple(Path(path) for path in inputs),
        profile=profile if cluster is None else cluster.placed(profile),
        outputs=Path(options.get("outputs", "outputs")),
        output=None if output is None else Path(output),
        fresh=options.get("fresh", False),
        limit=limit,
        # The content of a memory depends on earlier runs, which would differ between the parts of this run.
        memory=options.get("memory", True) and shard is None and cluster is None,
        shard=shard,
        cluster=cluster,
    )


def _cluster(options: RunOptions) -> Cluster | None:
    from translate.pipeline.cluster_settings import Cluster

    given: dict[str, Any] = {
        name: options.get(name)
        for name in ("workers", "cpus_per_worker", "gpus_per_worker")
        if options.get(name) is not None
    }
    address = options.get("cluster")
    if address is not None:
        return Cluster(address, **given)
    if given:
        raise RequestError(f"--{min(given).replace('_', '-')} needs --cluster")
    return None
