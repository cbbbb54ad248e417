"""Compare the time of reading files with that of another checkout, stage by stage.

    git worktree add /tmp/before c43f9f9
    python -m tests.benchmarks.reading FOLDER --against /tmp/before

FOLDER has Arabic articles as text. Each checkout runs in its own process, and they take turns. The median of the
ratios of processor time per round is printed. A stage that only one checkout has counts in the total.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# Runs in each checkout, so it uses only names that both have.
_WORKER = """
import importlib, json, sys, time
from pathlib import Path
from translate.config.profile import InputSettings
from translate.text.article import read_articles
from translate.text.cleaning import clean
from translate.text.discovery import find_documents
from translate.text.furniture import load_furniture
from translate.text.language import foreign_language
from translate.text.reading import read_text
from translate.text.sentences import split_sentences

fields, furniture = InputSettings(), load_furniture()
documents = find_documents([Path(sys.argv[1])], fields)
texts = [read_text(d).text for d in documents]
lines = [text.split("\\n") for text in texts]
cleaned = [[clean(line) for line in of_text] for of_text in lines]
stages = {
    "file": lambda: [read_text(d) for d in documents],
    "clean": lambda: [[clean(line) for line in of_text] for of_text in lines],
    "furniture": lambda: [furniture.find(of_text) for of_text in cleaned],
    "language": lambda: [foreign_language("\\n".join(of_text)) for of_text in cleaned],
    "sentences": lambda: [[split_sentences(line) for line in of_text] for of_text in cleaned],
    "whole": lambda: [None for _ in read_articles(documents, furniture, fields)],
}
try:
    mend = importlib.import_module("translate.text.damage").mend
    stages["damage"] = lambda: [mend(of_text, "") for of_text in lines]
except ImportError:
    pass
print("ready", flush=True)
for _ in sys.stdin:
    seconds = {}
    for name, stage in stages.items():
        start = time.process_time()
        stage()
        seconds[name] = time.process_time() - start
    print(json.dumps(seconds), flush=True)
"""


class _Checkout:
    """A process that reads the folder with the code of one checkout, once per line on its standard input."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(folder.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root.resolve())},
        )
        self._answer()

    def seconds(self) -> dict[str, float]:
        """Return the processor time of each stage, measured now."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        found: dict[str, float] = json.loads(self._answer())
        return found

    def close(self) -> None:
        """End the process."""
        self._process.communicate("")

    def _answer(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the worker ended with exit code {self._process.wait()}")
        return answer


def table(rounds: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> list[str]:
    """Return a row for each stage: the median milliseconds of both checkouts, and the median of the ratios."""
    rows = [f"{'stage':<10} {'before ms':>10} {'now ms':>10} {'ratio':>7}"]
    for name in rounds[0][0]:
        now = statistics.median(r[0][name] for r in rounds) * 1000
        if name not in rounds[0][1]:
            rows.append(f"{name:<10} {'-':>10} {now:>10.1f} {'-':>7}")
            continue
        before = statistics.median(r[1][name] for r in rounds) * 1000
        ratio = statistics.median(r[0][name] / r[1][name] for r in rounds)
        rows.append(f"{name:<10} {before:>10.1f} {now:>10.1f} {ratio:>7.2f}")
    return rows


def main() -> None:
    """Measure both checkouts in turns and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder of Arabic text files")
    parser.add_argument("--against", type=Path, required=True, help="root of the other checkout")
    parser.add_argument(
        "--rounds", type=int, default=9, help="number of times that each checkout reads the folder"
    )
    arguments = parser.parse_args()
    now, before = (
        _Checkout(root, arguments.folder) for root in (Path(__file__).parents[2], arguments.against)
    )
    rounds = [(now.seconds(), before.seconds()) for _ in range(arguments.rounds)]
    now.close()
    before.close()
    print("\n".join(table(rounds)))


if __name__ == "__main__":
    main()
