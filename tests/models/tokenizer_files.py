"""Tokenizers of a published size, for where the published files are not here: few real pieces, the rest to fill up."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.tiny_models import CHAT_TEMPLATE, ENGLISH_PAIRS, PAIRS, _train_sentencepiece

_TEXTS = [text for pair in (*PAIRS, *ENGLISH_PAIRS) for text in pair]
_LETTERS = sorted(set("".join(_TEXTS)) - {" "})


def write_marian(folder: Path, rows: int) -> None:
    """`</s>` where the configuration of 2019/20 has it, `<pad>` last."""
    source = _train_sentencepiece([a for a, _ in PAIRS], folder / "source.spm")
    target = _train_sentencepiece([e for _, e in PAIRS], folder / "target.spm")
    pieces = list(dict.fromkeys(["</s>", "<unk>", *source, *target]))
    pieces += _filler(rows - 1 - len(pieces))
    vocabulary = {piece: number for number, piece in enumerate([*pieces, "<pad>"])}
    if rows == 61601:  # of 2022: `</s>` is piece 1,284
        vocabulary["</s>"], vocabulary[pieces[1284]] = 1284, 0
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    _write_config(folder, {"source_lang": "ar", "target_lang": "en", "tokenizer_class": "MarianTokenizer"})


def write_nllb(folder: Path, rows: int) -> None:
    """Two tokens fewer than rows; the languages are behind all pieces, the mask is last."""
    languages = ["arb_Arab", "eng_Latn", "fra_Latn"]
    head = ["<s>", "<pad>", "</s>", "<unk>"]
    _write_unigram(folder, rows - 2, head, [*languages, "<mask>"], unknown=3)
    names = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    _write_plain(folder, names | {"mask_token": "<mask>", "extra_special_tokens": languages})


def write_pegasus(folder: Path, rows: int) -> None:
    """As many tokens as rows; 105 of them were used in training alone."""
    unused = [f"<unk_{number}>" for number in range(2, 103)]
    _write_unigram(folder, rows, ["<pad>", "</s>", "<mask_1>", "<mask_2>", *unused, "<unk>", "<n>"], [], 105)
    names = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "mask_token": "<mask_2>"}
    _write_plain(folder, names)


def write_t5(folder: Path, rows: int) -> None:
    """28 tokens fewer than rows: those of the published vocabulary end at 32,100."""
    extra = [f"<extra_id_{number}>" for number in range(99, -1, -1)]
    _write_unigram(folder, rows - 28, ["<pad>", "</s>", "<unk>"], extra, 2)
    _write_plain(folder, {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"})


def write_smollm(folder: Path, rows: int) -> None:
    """As many tokens as rows; the turn's tokens are the first ones."""
    _write_bytes(folder, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], rows, [])
    _write_plain(
        folder,
        {"bos_token": "<|im_start|>", "eos_token": "<|im_end|>", "pad_token": "<|im_end|>"},
        CHAT_TEMPLATE,
    )


def write_qwen(folder: Path, rows: int) -> None:
    """271 tokens fewer than rows; the turn's tokens follow 151,643 pieces."""
    behind = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *(f"<|tool_{n}|>" for n in range(19))]
    _write_bytes(folder, [], rows - 271, behind)
    _write_plain(folder, {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}, CHAT_TEMPLATE)


def write_bart(folder: Path, rows: int) -> None:
    """A token more than rows: `<mask>`, the last one."""
    _write_bytes(folder, ["<s>", "<pad>", "</s>", "<unk>"], rows + 1, ["<mask>"])
    names = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    _write_plain(folder, names | {"mask_token": "<mask>"})


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "marian": write_marian,
    "nllb": write_nllb,
    "pegasus": write_pegasus,
    "t5": write_t5,
    "smollm": write_smollm,
    "qwen": write_qwen,
    "bart": write_bart,
}


def _filler(count: int) -> list[str]:
    return [f"filler{number:06d}" for number in range(count)]


def _write_unigram(folder: Path, size: int, head: Sequence[str], tail: Sequence[str], unknown: int) -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    pieces = [*head, "▁", *(f"▁{letter}" for letter in _LETTERS), *_LETTERS]
    pieces += _filler(size - len(pieces) - len(tail))
    scores = [(piece, 0.0 if number < len(head) else -5.0) for number, piece in enumerate([*pieces, *tail])]
    tokenizer = Tokenizer(models.Unigram(scores, unk_id=unknown))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens([*head, *tail])
    tokenizer.save(str(folder / "tokenizer.json"))


def _write_bytes(folder: Path, head: Sequence[str], size: int, tail: Sequence[str]) -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokens = [*head, *letters, *_filler(size - len(head) - len(letters) - len(tail)), *tail]
    tokenizer = Tokenizer(models.BPE({token: number for number, token in enumerate(tokens)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([*head, *tail])
    tokenizer.save(str(folder / "tokenizer.json"))


def _write_plain(folder: Path, names: dict[str, Any], template: str | None = None) -> None:
    settings = names | {"tokenizer_class": "PreTrainedTokenizerFast"}
    _write_config(folder, settings if template is None else settings | {"chat_template": template})


def _write_config(folder: Path, settings: dict[str, Any]) -> None:
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
