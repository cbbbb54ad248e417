"""Write tokenizers of a published size where the published files are missing: few real pieces, and fillers.

Their chat templates are imitations of the published ones: the same turns, with shorter instructions or control tokens
of other names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.tiny_models import CHAT_TEMPLATE, ENGLISH_PAIRS, PAIRS, _train_sentencepiece

_TEXTS = [text for pair in (*PAIRS, *ENGLISH_PAIRS) for text in pair]
_LETTERS = sorted(set("".join(_TEXTS)) - {" "})


def write_marian(folder: Path, rows: int) -> None:
    """Write a tokenizer with `</s>` where the configuration of 2019/20 has it, and `<pad>` last."""
    source = _train_sentencepiece([a for a, _ in PAIRS], folder / "source.spm")
    target = _train_sentencepiece([e for _, e in PAIRS], folder / "target.spm")
    _write_marian_vocabulary(folder, list(dict.fromkeys(["<unk>", *source, *target])), rows)
    _write_config(folder, {"source_lang": "ar", "target_lang": "en", "tokenizer_class": "MarianTokenizer"})


def fit_marian(folder: Path, rows: int) -> None:
    """Renumber a published vocabulary for another number of rows; one of that number stays as it is."""
    vocabulary: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    if len(vocabulary) != rows:
        _write_marian_vocabulary(folder, sorted(vocabulary, key=vocabulary.__getitem__), rows)


def _write_marian_vocabulary(folder: Path, pieces: list[str], rows: int) -> None:
    """Write `pieces`, fillers, and the control tokens where the configurations have them: `<pad>` is last."""
    plain = [piece for piece in pieces if piece not in ("</s>", "<pad>")]
    filled = [*plain, *_filler(rows - 2 - len(plain))]
    filled.insert(1284 if rows == 61601 else 0, "</s>")  # in one of 2022 it is among the other pieces
    vocabulary = {piece: number for number, piece in enumerate([*filled, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")


def write_nllb(folder: Path, rows: int) -> None:
    """Write a tokenizer with two tokens fewer than rows: all pieces, then the languages, then the mask."""
    languages = ["arb_Arab", "eng_Latn", "fra_Latn"]
    head = ["<s>", "<pad>", "</s>", "<unk>"]
    _write_unigram(folder, rows - 2, head, [*languages, "<mask>"], unknown=3)
    names = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    _write_plain(folder, names | {"mask_token": "<mask>", "extra_special_tokens": languages})


def write_pegasus(folder: Path, rows: int) -> None:
    """Write a tokenizer with as many tokens as rows; 105 of them were used only in training."""
    unused = [f"<unk_{number}>" for number in range(2, 103)]
    _write_unigram(folder, rows, ["<pad>", "</s>", "<mask_1>", "<mask_2>", *unused, "<unk>", "<n>"], [], 105)
    names = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "mask_token": "<mask_2>"}
    _write_plain(folder, names)


def write_t5(folder: Path, rows: int) -> None:
    """Write a tokenizer with 28 tokens fewer than rows: the published vocabulary has 32,100."""
    extra = [f"<extra_id_{number}>" for number in range(99, -1, -1)]
    _write_unigram(folder, rows - 28, ["<pad>", "</s>", "<unk>"], extra, 2)
    _write_plain(folder, {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"})


def write_madlad(folder: Path, rows: int) -> None:
    """Write a tokenizer with as many tokens as rows; `<unk>`, `<s>` and `</s>` are first, then target languages."""
    _write_unigram(folder, rows, ["<unk>", "<s>", "</s>"], [], 0, symbols=["<2en>", "<2fr>"])
    _write_plain(folder, {"unk_token": "<unk>", "pad_token": "<s>", "eos_token": "</s>"})


def write_smollm(folder: Path, rows: int) -> None:
    """Write a tokenizer with as many tokens as rows; tokens of turns are first."""
    _write_bytes(folder, ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], rows, [])
    _write_plain(
        folder,
        {"bos_token": "<|im_start|>", "eos_token": "<|im_end|>", "pad_token": "<|im_end|>"},
        CHAT_TEMPLATE,
    )


def write_qwen(folder: Path, rows: int) -> None:
    """Write a tokenizer with 271 tokens fewer than rows; tokens of turns follow 151,643 pieces."""
    tail = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *(f"<|tool_{n}|>" for n in range(19))]
    _write_bytes(folder, [], rows - 271, tail)
    _write_plain(folder, {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}, CHAT_TEMPLATE)


def write_bart(folder: Path, rows: int) -> None:
    """Write a tokenizer with one token more than rows: the last is `<mask>`."""
    _write_bytes(folder, ["<s>", "<pad>", "</s>", "<unk>"], rows + 1, ["<mask>"])
    names = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    _write_plain(folder, names | {"mask_token": "<mask>"})


# In the form of TranslateGemma's: one part per turn, with both languages; the template has the instruction.
_LANGUAGES_TEMPLATE = (
    "{%- set languages = {'ar': 'Arabic', 'en': 'English'} -%}{{ bos_token }}{%- for message in messages -%}"
    "{%- if message['role'] == 'user' -%}{%- if message['content'] is string or message['content'] | length != 1 -%}"
    "{{ raise_exception('the content of a user must be a list of one part') }}{%- endif -%}"
    "{%- set part = message['content'][0] -%}"
    "{{ '<start_of_turn>user\nFrom ' + languages[part['source_lang_code']] + ' to ' "
    "+ languages[part['target_lang_code']] + ':\n\n' + part['text'] | trim }}"
    "{%- else -%}{{ '<start_of_turn>model\n' + message['content'] | trim }}{%- endif -%}{{ '<end_of_turn>\n' }}"
    "{%- endfor -%}{%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}"
)
# Hunyuan's: the 1.8B model has a token before each turn, the 7B model one after the user's.
_HUNYUAN_TEMPLATE = (
    "{{ '<bos>' }}{% for message in messages %}{% if message['role'] == 'user' %}<user>{{ message['content'] }}"
    "{% else %}<assistant>{{ message['content'] }}<end>{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)
_HUNYUAN_7B_TEMPLATE = (
    "{% for message in messages %}{% if message['role'] == 'user' %}{{ '<bos>' + message['content'] + '<asked>' }}"
    "{% else %}{{ message['content'] + '<end>' }}{% endif %}{% endfor %}"
)


def write_gemma(folder: Path, rows: int) -> None:
    """Write a tokenizer with 63 tokens fewer than rows; tokens 105 and 106 begin and end turns; the image is last."""
    from tokenizers import Tokenizer, decoders, models, normalizers

    head = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", *_unused(100), "<start_of_turn>", "<end_of_turn>"]
    letters = dict.fromkeys(["▁", *_LETTERS, *map(chr, range(33, 127)), "\n"])
    tokens = [*head, *letters, *(f"<0x{byte:02X}>" for byte in range(256))]
    tokens += [*_filler(rows - 64 - len(tokens)), "<image_soft_token>"]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], byte_fallback=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.add_special_tokens([*head, "<image_soft_token>"])
    tokenizer.save(str(folder / "tokenizer.json"))
    names = {"pad_token": "<pad>", "eos_token": "<eos>", "bos_token": "<bos>", "unk_token": "<unk>"}
    _write_plain(folder, names, _LANGUAGES_TEMPLATE)


def write_hunyuan(folder: Path, rows: int) -> None:
    """Write a tokenizer whose end token has the number of the configuration; a small one ends in tokens of turns."""
    end = {120818: 120020, 128167: 127960}.get(rows, rows - 3)
    large = rows == 128167
    named = ["<bos>", "<asked>", "<end>"] if large else ["<bos>", "<user>", "<end>"]
    tail = [*named, "<pad>", "<assistant>"]
    _write_bytes(folder, [], end + 3, tail)
    # The rest are control tokens that never occur in text.
    names = {"bos_token": "<bos>", "eos_token": "<end>", "pad_token": "<pad>"}
    _write_plain(folder, names, _HUNYUAN_7B_TEMPLATE if large else _HUNYUAN_TEMPLATE)


def _unused(count: int) -> list[str]:
    return [f"<unused{number}>" for number in range(count)]


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "marian": write_marian,
    "nllb": write_nllb,
    "pegasus": write_pegasus,
    "t5": write_t5,
    "madlad": write_madlad,
    "smollm": write_smollm,
    "qwen": write_qwen,
    "bart": write_bart,
    "gemma": write_gemma,
    "hunyuan": write_hunyuan,
}


def _filler(count: int) -> list[str]:
    return [f"filler{number:06d}" for number in range(count)]


def _write_unigram(
    folder: Path,
    size: int,
    head: Sequence[str],
    tail: Sequence[str],
    unknown: int,
    symbols: Sequence[str] = (),
) -> None:
    """Write the control tokens `head`, the whole pieces `symbols`, letters, fillers, and the control tokens `tail`."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    pieces = [*head, *symbols, "▁", *(f"▁{letter}" for letter in _LETTERS), *_LETTERS]
    pieces += _filler(size - len(pieces) - len(tail))
    first = len(head) + len(symbols)
    scores = [(piece, 0.0 if number < first else -5.0) for number, piece in enumerate([*pieces, *tail])]
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
