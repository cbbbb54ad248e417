"""Write GGUF files of tiny models, as in the packages with weights, with the format's own library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write_gguf(folder: Path, target: Path) -> None:
    """Write the causal model in `folder`, of a byte-level tokenizer, as one GGUF file."""
    import gguf
    import torch
    from safetensors.torch import load_file
    from transformers import AutoTokenizer

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    kind = config["model_type"]
    writer = gguf.GGUFWriter(target, kind)
    layers = config["num_hidden_layers"]
    writer.add_block_count(layers)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_vocab_size(config["vocab_size"])
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    _add_tokenizer(writer, tokenizer, folder, config["vocab_size"])
    names = gguf.get_tensor_name_map(_architecture(gguf, kind), layers)
    for name, weight in load_file(folder / "model.safetensors").items():
        stem, _, ending = name.rpartition(".")
        heads = {"q_proj": "num_attention_heads", "k_proj": "num_key_value_heads"}.get(stem.split(".")[-1])
        if kind == "llama" and heads is not None:
            weight = _interleaved(weight, config[heads])  # noqa: PLW2901
        writer.add_tensor(f"{names.get_name(stem)}.{ending}", weight.to(torch.float32).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _architecture(gguf: Any, kind: str) -> Any:
    return next(number for number, name in gguf.MODEL_ARCH_NAMES.items() if name == kind)


def _interleaved(weight: Any, heads: int) -> Any:
    """Return Llama's queries and keys with the rotated halves interleaved, as GGUF stores them."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def _add_tokenizer(writer: Any, tokenizer: Any, folder: Path, rows: int) -> None:
    import gguf

    model = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    tokens = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    special = set(tokenizer.all_special_ids)
    types = [gguf.TokenType.CONTROL if i in special else gguf.TokenType.NORMAL for i in range(len(tokens))]
    padding = range(rows - len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list([*tokens, *(f"[PAD{i}]" for i in padding)])
    writer.add_token_types([*types, *(gguf.TokenType.UNUSED for _ in padding)])
    writer.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in model["merges"]])
    writer.add_bos_token_id(tokenizer.convert_tokens_to_ids("<|im_start|>"))
    writer.add_eos_token_id(tokenizer.eos_token_id)
    writer.add_pad_token_id(tokenizer.pad_token_id)
    writer.add_chat_template(tokenizer.chat_template)
