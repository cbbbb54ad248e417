"""Build the catalogue's models in their published shapes: sizes, special ids and quirks, with random weights.

Vocabulary, positions and special ids are exact; width and depth are small, or the true ones with `true_size`. The
tokenizer is the published one if a folder of such files is beside the project, else a generated one of the same size.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.models import tokenizer_files
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
    sibling model that differs in `differs`.
    """

    name: str
    task: Task
    config: dict[str, Any]
    width: dict[str, Any]
    tokenizer: str
    generation: dict[str, Any] | None = None
    real: tuple[str, ...] = ()
    engines: tuple[str, ...] = ("torch", "ctranslate2")
    differs: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """Return the rows of the embeddings; a model of text and images has those of its class."""
        return int(self.config.get("vocab_size", 262_208))

    def true_config(self) -> dict[str, Any]:
        """Return the configuration in its true size."""
        return self.config | self.width


_SMALL: dict[str, Any] = {
    "d_model": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 16,
    "decoder_ffn_dim": 16,
    "hidden_size": 16,
    "intermediate_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 8,
    "max_window_layers": 1,
    "d_kv": 8,
    "d_ff": 16,
    "num_layers": 1,
    "num_decoder_layers": 1,
    "num_heads": 2,
    "text_config": {
        "hidden_size": 16,
        "intermediate_size": 16,
        "model_type": "gemma3_text",
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 8,
        "num_hidden_layers": 1,
        "rope_scaling": {"factor": 8.0, "rope_type": "linear"},
        "sliding_window": 1024,
    },
    "vision_config": {
        "hidden_size": 16,
        "image_size": 896,
        "intermediate_size": 16,
        "model_type": "siglip_vision_model",
        "num_attention_heads": 2,
        "num_hidden_layers": 1,
        "patch_size": 14,
        "vision_use_head": False,
    },
}


def _seq2seq(d_model: int, layers: tuple[int, int], heads: int, ffn: int) -> dict[str, int]:
    return {
        "d_model": d_model,
        "encoder_layers": layers[0],
        "decoder_layers": layers[1],
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads,
        "encoder_ffn_dim": ffn,
        "decoder_ffn_dim": ffn,
        "num_hidden_layers": layers[0],
    }


def _causal(hidden: int, layers: int, heads: tuple[int, int], inner: int) -> dict[str, int]:
    return {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads[0],
        "num_key_value_heads": heads[1],
        "intermediate_size": inner,
    }


_MARIAN = {
    "architectures": ["MarianMTModel"],
    "model_type": "marian",
    "is_encoder_decoder": True,
    "bos_token_id": 0,
    "max_length": 512,
    "normalize_embedding": False,
    "scale_embedding": True,
    "static_position_embeddings": True,
}
# A vocabulary of 2019/20 ends in <pad>, the decoder's start; the search settings are in config.json.
_OPUS = _MARIAN | {
    "activation_function": "swish",
    "add_bias_logits": False,
    "add_final_layer_norm": False,
    "bad_words_ids": [[62833]],
    "decoder_start_token_id": 62833,
    "eos_token_id": 0,
    "max_position_embeddings": 512,
    "normalize_before": False,
    "num_beams": 6,
    "pad_token_id": 62833,
    "vocab_size": 62834,
}
# In one of 2022 `</s>` is among the other pieces.
_OPUS_BIG_SEARCH = {
    "bad_words_ids": [[61600]],
    "bos_token_id": 0,
    "decoder_start_token_id": 61600,
    "eos_token_id": 1284,
    "forced_eos_token_id": 1284,
    "max_length": 512,
    "num_beams": 4,
    "pad_token_id": 61600,
}
_OPUS_BIG = (
    _MARIAN
    | _OPUS_BIG_SEARCH
    | {
        "activation_function": "relu",
        "decoder_vocab_size": 61601,
        "max_position_embeddings": 1024,
        "share_encoder_decoder_embeddings": True,
        "torch_dtype": "float16",
        "vocab_size": 61601,
    }
)
_NLLB_SEARCH = {
    "bos_token_id": 0,
    "decoder_start_token_id": 2,
    "eos_token_id": 2,
    "max_length": 200,
    "pad_token_id": 1,
}
_NLLB = _NLLB_SEARCH | {
    "architectures": ["M2M100ForConditionalGeneration"],
    "model_type": "m2m_100",
    "activation_function": "relu",
    "is_encoder_decoder": True,
    "max_position_embeddings": 1024,
    "scale_embedding": True,
    "tokenizer_class": "NllbTokenizer",
    "vocab_size": 256206,
}
# One row fewer than tokens; an old setting of 2020 forces <s>.
_BART = {
    "architectures": ["BartForConditionalGeneration"],
    "model_type": "bart",
    "activation_function": "gelu",
    "add_final_layer_norm": False,
    "bos_token_id": 0,
    "decoder_start_token_id": 2,
    "early_stopping": True,
    "eos_token_id": 2,
    "force_bos_token_to_be_generated": True,
    "forced_eos_token_id": 2,
    "is_encoder_decoder": True,
    "length_penalty": 2.0,
    "max_length": 142,
    "max_position_embeddings": 1024,
    "min_length": 56,
    "no_repeat_ngram_size": 3,
    "normalize_before": False,
    "num_beams": 4,
    "pad_token_id": 1,
    "scale_embedding": False,
    "vocab_size": 50264,
}
_QWEN_SEARCH = {
    "bos_token_id": 151643,
    "do_sample": True,
    "eos_token_id": [151645, 151643],
    "pad_token_id": 151643,
    "repetition_penalty": 1.1,
    "temperature": 0.7,
    "top_k": 20,
    "top_p": 0.8,
}
_QWEN2 = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "bos_token_id": 151643,
    "eos_token_id": 151645,
    "hidden_act": "silu",
    "max_position_embeddings": 32768,
    "rms_norm_eps": 1e-06,
    "rope_theta": 1000000.0,
    "tie_word_embeddings": True,
    "use_sliding_window": False,
    "vocab_size": 151936,
}
_QWEN3 = _QWEN2 | {
    "architectures": ["Qwen3ForCausalLM"],
    "model_type": "qwen3",
    "max_position_embeddings": 40960,
}
_QWEN3_SEARCH = {key: value for key, value in _QWEN_SEARCH.items() if key != "repetition_penalty"}
_SMOLLM2 = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 2,
    "hidden_act": "silu",
    "max_position_embeddings": 8192,
    "rms_norm_eps": 1e-05,
    "rope_theta": 100000,
    "tie_word_embeddings": True,
    "vocab_size": 49152,
}
_SMOLLM2_SEARCH = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2}
_PEGASUS = {
    "architectures": ["PegasusForConditionalGeneration"],
    "model_type": "pegasus",
    "activation_function": "relu",
    "add_final_layer_norm": True,
    "bos_token_id": 0,
    "decoder_start_token_id": 0,
    "eos_token_id": 1,
    "forced_eos_token_id": 1,
    "is_encoder_decoder": True,
    "length_penalty": 0.6,
    "max_length": 64,
    "max_position_embeddings": 512,
    "normalize_before": True,
    "normalize_embedding": False,
    "num_beams": 8,
    "pad_token_id": 0,
    "scale_embedding": True,
    "static_position_embeddings": True,
    "vocab_size": 96103,
}
_PEGASUS_SEARCH = {
    "bos_token_id": 0,
    "decoder_start_token_id": 0,
    "eos_token_id": 1,
    "forced_eos_token_id": 1,
    "length_penalty": 0.6,
    "max_length": 64,
    "num_beams": 8,
    "pad_token_id": 0,
}
_FLAN_T5 = {
    "architectures": ["T5ForConditionalGeneration"],
    "model_type": "t5",
    "decoder_start_token_id": 0,
    "eos_token_id": 1,
    "feed_forward_proj": "gated-gelu",
    "is_encoder_decoder": True,
    "n_positions": 512,
    "pad_token_id": 0,
    "relative_attention_max_distance": 128,
    "relative_attention_num_buckets": 32,
    "tie_word_embeddings": False,
    "vocab_size": 32128,
    "task_specific_params": {
        "summarization": {
            "early_stopping": True,
            "length_penalty": 2.0,
            "max_length": 200,
            "min_length": 30,
            "no_repeat_ngram_size": 3,
            "num_beams": 4,
            "prefix": "summarize: ",
        }
    },
}
_T5_SEARCH = {"decoder_start_token_id": 0, "eos_token_id": 1, "pad_token_id": 0}
_T5_WIDTH = {
    "d_model": 768,
    "d_kv": 64,
    "d_ff": 2048,
    "num_layers": 12,
    "num_decoder_layers": 12,
    "num_heads": 12,
}

# Its file has few sizes: vocabulary and positions are those of its class.
_GEMMA3 = {
    "architectures": ["Gemma3ForConditionalGeneration"],
    "model_type": "gemma3",
    "boi_token_index": 255999,
    "eoi_token_index": 256000,
    "eos_token_id": [1, 106],
    "image_token_index": 262144,
    "mm_tokens_per_image": 256,
}
_GEMMA3_SEARCH = {
    "bos_token_id": 2,
    "cache_implementation": "hybrid",
    "do_sample": True,
    "eos_token_id": [1, 106],
    "pad_token_id": 0,
    "top_k": 64,
    "top_p": 0.95,
}
_GEMMA3_IMAGES = {
    "hidden_size": 1152,
    "image_size": 896,
    "intermediate_size": 4304,
    "model_type": "siglip_vision_model",
    "num_attention_heads": 16,
    "num_hidden_layers": 27,
    "patch_size": 14,
    "vision_use_head": False,
}
_HUNYUAN = {
    "architectures": ["HunYuanDenseV1ForCausalLM"],
    "model_type": "hunyuan_v1_dense",
    "attention_bias": False,
    "hidden_act": "silu",
    "max_position_embeddings": 262144,
    "rms_norm_eps": 1e-05,
    "rope_scaling": {"alpha": 1000.0, "factor": 1.0, "mscale": 1.0, "type": "dynamic"},
    "rope_theta": 10000.0,
    "tie_word_embeddings": True,
    "use_qk_norm": True,
}
_HUNYUAN_SMALL = _HUNYUAN | {"eos_token_id": 120020, "vocab_size": 120818}
_HUNYUAN_7B = _HUNYUAN | {
    "bos_token_id": 127958,
    "eos_token_id": 127960,
    "pad_token_id": 127961,
    "vocab_size": 128167,
}
_HUNYUAN_SEARCH = {
    "do_sample": True,
    "repetition_penalty": 1.05,
    "temperature": 0.7,
    "top_k": 20,
    "top_p": 0.6,
}


def _gemma3(name: str, hidden: int, inner: int, layers: int, heads: tuple[int, int] | None) -> Shape:
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
    width = {"text_config": text, "vision_config": _GEMMA3_IMAGES}
    return Shape(name, "translate", _GEMMA3, width, "gemma", _GEMMA3_SEARCH, engines=("torch",))


def _hunyuan(name: str, config: dict[str, Any], width: dict[str, int]) -> Shape:
    width = width | {"head_dim": 128}
    return Shape(name, "translate", config, width, "hunyuan", _HUNYUAN_SEARCH, engines=("torch",))


SHAPES = (
    Shape(
        "opus-mt",
        "translate",
        _OPUS,
        _seq2seq(512, (6, 6), 8, 2048),
        "marian",
        real=("near-real-opus-mt-ar-en", "opus-mt-ar-en"),
    ),
    Shape(
        "opus-mt-big",
        "translate",
        _OPUS_BIG,
        _seq2seq(1024, (6, 6), 16, 4096),
        "marian",
        _OPUS_BIG_SEARCH,
        ("near-real-opus-mt-tc-big-ar-en",),
    ),
    Shape(
        "nllb-600m",
        "translate",
        _NLLB,
        _seq2seq(1024, (12, 12), 16, 4096),
        "nllb",
        _NLLB_SEARCH,
        ("nllb-200-distilled-600M",),
    ),
    Shape("nllb-1.3b", "translate", _NLLB, _seq2seq(1024, (24, 24), 16, 8192), "nllb", _NLLB_SEARCH),
    Shape("nllb-3.3b", "translate", _NLLB, _seq2seq(2048, (24, 24), 16, 8192), "nllb", _NLLB_SEARCH),
    Shape(
        "qwen2.5-0.5b",
        "translate",
        _QWEN2,
        _causal(896, 24, (14, 2), 4864),
        "qwen",
        _QWEN_SEARCH,
        ("qwen2.5-0.5b-instruct",),
    ),
    Shape(
        "qwen2.5-1.5b",
        "translate",
        _QWEN2,
        _causal(1536, 28, (12, 2), 8960),
        "qwen",
        _QWEN_SEARCH,
        ("qwen2.5-0.5b-instruct",),
        differs=frozenset({"hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size"}),
    ),
    Shape(
        "qwen3-0.6b",
        "translate",
        _QWEN3,
        _causal(1024, 28, (16, 8), 3072) | {"head_dim": 128},
        "qwen",
        _QWEN3_SEARCH,
    ),
    _gemma3("translategemma-4b", 2560, 10240, 34, None),
    _gemma3("translategemma-12b", 3840, 15360, 48, (16, 8)),
    _hunyuan("hy-mt2-1.8b", _HUNYUAN_SMALL, _causal(2048, 32, (16, 4), 6144)),
    _hunyuan("hy-mt2-7b", _HUNYUAN_7B, _causal(4096, 32, (32, 8), 14336)),
    _hunyuan("hy-mt1.5-1.8b", _HUNYUAN_SMALL, _causal(2048, 32, (16, 4), 6144)),
    _hunyuan("hy-mt1.5-7b", _HUNYUAN_7B, _causal(4096, 32, (32, 8), 14336)),
    Shape(
        "distilbart",
        "summarize",
        _BART,
        _seq2seq(1024, (12, 6), 16, 4096),
        "bart",
        real=("bart-large-cnn", "distilbart-cnn-12-6"),
    ),
    Shape(
        "bart-large-cnn",
        "summarize",
        _BART,
        _seq2seq(1024, (12, 12), 16, 4096),
        "bart",
        real=("bart-large-cnn",),
        differs=frozenset({"vocab_size"}),  # saved again by its owner
    ),
    Shape(
        "pegasus-xsum",
        "summarize",
        _PEGASUS,
        _seq2seq(1024, (16, 16), 16, 4096),
        "pegasus",
        _PEGASUS_SEARCH,
        ("pegasus-autonlp",),
        differs=frozenset({"length_penalty", "max_length", "max_position_embeddings"}),
    ),
    Shape("flan-t5-base", "summarize", _FLAN_T5, _T5_WIDTH, "t5", _T5_SEARCH),
    Shape("smollm2-135m", "summarize", _SMOLLM2, _causal(576, 30, (9, 3), 1536), "smollm", _SMOLLM2_SEARCH),
    Shape("smollm2-360m", "summarize", _SMOLLM2, _causal(960, 32, (15, 5), 2560), "smollm", _SMOLLM2_SEARCH),
    Shape(
        "smollm2-1.7b", "summarize", _SMOLLM2, _causal(2048, 24, (32, 32), 8192), "smollm", _SMOLLM2_SEARCH
    ),
)


def build_shape(shape: Shape, folder: Path, *, true_size: bool = False) -> bool:
    """Build the model in `folder` with random weights; return whether its tokenizer is the published one."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    width = shape.width if true_size else {key: _SMALL[key] for key in shape.width}
    config = shape.config | width
    real = _copy_tokenizer(shape, folder)
    if not real:
        tokenizer_files.WRITERS[shape.tokenizer](folder, shape.rows)
    _write(folder / "config.json", config)
    if shape.generation is not None:
        _write(folder / "generation_config.json", shape.generation)
    with quiet_libraries():
        import transformers

        torch.manual_seed(0)
        model: Any = getattr(transformers, config["architectures"][0])(
            transformers.AutoConfig.from_pretrained(folder)
        )
    torch.save(model.half().state_dict() if true_size else model.state_dict(), folder / "pytorch_model.bin")
    return real


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
    return True


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")
