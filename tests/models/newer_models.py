"""Tiny models of the families of 2023 and later that translate, trained to memorise the first pairs.

The chat templates are imitations (see `tokenizer_files`), because the published files were not available.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from tests import tiny_models
from tests.models import tokenizer_files
from tests.tiny_models import PAIRS
from translate.config.catalogue import load_catalogue

LEARNT = PAIRS[:8]
HUNYUAN = "hy-mt2-1.8b"  # the catalogue's model whose prompt the tiny Hunyuan has learnt
_MARK = "\ue000"


def build_madlad(folder: Path) -> None:
    """Build a T5 that has learnt the pairs with `<2en>` before the Arabic, with the layout of madlad400-3b-mt.

    Its decoder starts from `<unk>`, `<s>` is the padding, and the embeddings have the name of the decoder's.
    """
    from safetensors.torch import load_file, save_file

    transformers = tiny_models._transformers()
    folder.mkdir(parents=True, exist_ok=True)
    texts = [text for pair in LEARNT for text in pair]
    tiny_models._train_unigram(texts, folder / "spiece.model", ["<2en>", "<2fr>"], controls=(0, 1, 2, -1))
    special = {"unk_token": "<unk>", "pad_token": "<s>", "eos_token": "</s>"}
    settings = {
        "tokenizer_class": "T5Tokenizer",
        "extra_ids": 0,
        "legacy": False,
        "additional_special_tokens": [],
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings | special), encoding="utf-8")
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    ids = {"decoder_start_token_id": 0, "pad_token_id": 1, "eos_token_id": 2}
    config = transformers.T5Config(
        d_model=64,
        d_kv=16,
        d_ff=128,
        num_layers=1,
        num_decoder_layers=1,
        num_heads=4,
        dropout_rate=0.0,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        vocab_size=-(-len(tokenizer) // 32) * 32,
        **ids,
    )
    model: Any = transformers.T5ForConditionalGeneration(config)
    model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.lm_head.weight) * 0.05)
    english = tokenizer.convert_tokens_to_ids("<2en>")
    rows = [[english, *_ids(tokenizer, arabic), 2] for arabic, _ in LEARNT]
    tiny_models._learn(model, rows, [[0, *_ids(tokenizer, text), 2] for _, text in LEARNT], 1)
    model.generation_config = transformers.GenerationConfig(**ids)
    tiny_models._save(model, folder)
    weights = load_file(folder / "model.safetensors")
    weights["decoder.embed_tokens.weight"] = weights.pop("shared.weight")
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def build_translategemma(folder: Path) -> None:
    """Build a Gemma 3 of text and images that answers a turn of TranslateGemma."""
    transformers = tiny_models._transformers()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer_files.write_gemma(folder, 800)
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)
    text = {
        "vocab_size": 800,
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 32,
        "query_pre_attn_scalar": 32,
        "max_position_embeddings": 512,
        "sliding_window": 256,
        "rope_scaling": {"factor": 8.0, "rope_type": "linear"},
        "layer_types": ["sliding_attention", "full_attention"],
    }
    images = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = transformers.Gemma3Config(
        text_config=text, vision_config=images | {"image_size": 28}, eos_token_id=[1, 106]
    )
    torch.manual_seed(0)
    learner: Any = transformers.Gemma3ForCausalLM(config.text_config)
    part = {"type": "text", "source_lang_code": "ar", "target_lang_code": "en", "text": _MARK}
    _learn_turns(learner, tokenizer, [part], 106, add_generation_prompt=True)
    model: Any = transformers.Gemma3ForConditionalGeneration(config)
    model.model.language_model.load_state_dict(learner.model.state_dict())
    model.generation_config = transformers.GenerationConfig(eos_token_id=[1, 106], pad_token_id=0)
    tiny_models._save(model, folder)


def build_hunyuan(folder: Path) -> None:
    """Build a dense Hunyuan with the stretched positions of the published ones, which answers the prompt of HUNYUAN."""
    transformers = tiny_models._transformers()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer_files.write_hunyuan(folder, 320)
    tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder)
    torch.manual_seed(0)
    config = transformers.HunYuanDenseV1Config(
        vocab_size=320,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        max_position_embeddings=1024,
        rope_scaling={"alpha": 1000.0, "factor": 1.0, "mscale": 1.0, "type": "dynamic"},
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    model: Any = transformers.HunYuanDenseV1ForCausalLM(config)
    prompt = load_catalogue().translators[HUNYUAN].prompt
    assert prompt is not None
    asked = (prompt.instruction or "").replace("{source}", _MARK)
    _learn_turns(model, tokenizer, asked, tokenizer.eos_token_id, **(prompt.chat_options or {}))
    model.generation_config = transformers.GenerationConfig(
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id
    )
    tiny_models._save(model, folder)


def _learn_turns(
    model: Any, tokenizer: Any, content: str | Sequence[dict[str, str]], end: int, **options: bool
) -> None:
    """Teach the model to answer one user turn, whose content has `_MARK` for the Arabic, with the English."""
    turn = tokenizer.apply_chat_template([{"role": "user", "content": content}], tokenize=False, **options)
    before, after = turn.split(_MARK)
    rows, forced = [], []
    for arabic, english in LEARNT:
        asked = [i for piece in (before, arabic, after) for i in _ids(tokenizer, piece)]
        rows.append([*asked, *_ids(tokenizer, english), end])
        forced.append(len(asked) - 1)
    tiny_models._learn(model, None, rows, tokenizer.pad_token_id, forced=forced)


def _ids(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False).input_ids)
