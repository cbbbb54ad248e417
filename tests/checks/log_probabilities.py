"""Score the listed translations by the model that made them, and write `eval/errors/log-probabilities.tsv`.

    python -m tests.checks.log_probabilities FOLDER

FOLDER is `translate/adapter` of the commit that `eval/errors.md` names. A run records the same value, computed while it
translates: the mean over the tokens of a translation and its end, with the tokens of other scripts excluded. Here the
weights are bfloat16 instead of int8. Needs the shared folder beside the checkout.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.checks.measure import LOG_PROBABILITIES, listed_sentences
from tests.conftest import ROOT
from translate.config.catalogue import load_catalogue
from translate.progress import Silent
from translate.runs.atomic import write_atomic
from translate.training.base_model import find_base
from translate.training.batching import Example
from translate.training.causal import CausalStudent
from translate.training.pairs import Pair
from translate.training.settings import load_training_settings


def main() -> int:
    """Write the table; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("adapter", type=Path, metavar="FOLDER")
    sentences = listed_sentences(ROOT / "eval")
    pairs = [Pair(*pair) for pair in sentences.values()]
    student = _student(parser.parse_args().adapter, pairs)
    values = _log_probabilities(student, student.encode(pairs))
    rows = (f"{a}\t{s}\t{value:.3f}" for (a, s), value in zip(sentences, values, strict=True))
    head = "article\tsentence\tlog_probability"
    write_atomic(ROOT / "eval" / LOG_PROBABILITIES, "\n".join([head, *rows]) + "\n")
    return 0


def _student(adapter: Path, pairs: Sequence[Pair]) -> CausalStudent:
    settings = load_training_settings(str(ROOT / "configs" / "train-embedded-wide.toml"))
    base = find_base("embedded", load_catalogue(), settings, Silent())
    student = CausalStudent(replace(base, adapter=adapter), settings, pairs)
    student.model.eval()
    return student


def _log_probabilities(student: CausalStudent, examples: Sequence[Example]) -> Iterator[float]:
    """Yield the mean log-probability of each example's target, in nats per token."""
    import torch

    body = student.model.get_base_model().base_model
    rows = student.plain.get_output_embeddings().weight.detach()
    allowed = torch.ones(len(rows), dtype=torch.bool)
    allowed[torch.tensor(student._suppressed)] = False
    tokens = allowed.nonzero().flatten()
    matrix = rows[tokens].float().T
    for example in examples:
        ids = torch.tensor([[*example.source, *example.target]])
        with torch.no_grad(), student.computing():
            hidden = body(input_ids=ids, use_cache=False).last_hidden_state[0]
        wanted = [token for token in example.target if allowed[token]]
        places = [len(example.source) - 1 + n for n, token in enumerate(example.target) if allowed[token]]
        logs = (hidden[places].float() @ matrix).log_softmax(-1)
        columns = torch.searchsorted(tokens, torch.tensor(wanted))
        yield logs[torch.arange(len(wanted)), columns].mean().item()


if __name__ == "__main__":
    raise SystemExit(main())
