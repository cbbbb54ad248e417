"""Settings of the published `config.json` and `generation_config.json` files that shape the catalogue's models."""

from __future__ import annotations

from typing import Any

SMALL: dict[str, Any] = {
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


def seq2seq(d_model: int, layers: tuple[int, int], heads: int, ffn: int) -> dict[str, int]:
    """Return the sizes of an encoder-decoder model, `layers` in the encoder and in the decoder."""
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


def causal(hidden: int, layers: int, heads: tuple[int, int], inner: int) -> dict[str, int]:
    """Return the sizes of a causal model, `heads` of queries and of keys."""
    return {
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads[0],
        "num_key_value_heads": heads[1],
        "intermediate_size": inner,
    }


MARIAN = {
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
OPUS = MARIAN | {
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
OPUS_BIG_SEARCH = {
    "bad_words_ids": [[61600]],
    "bos_token_id": 0,
    "decoder_start_token_id": 61600,
    "eos_token_id": 1284,
    "forced_eos_token_id": 1284,
    "max_length": 512,
    "num_beams": 4,
    "pad_token_id": 61600,
}
OPUS_BIG = (
    MARIAN
    | OPUS_BIG_SEARCH
    | {
        "activation_function": "relu",
        "decoder_vocab_size": 61601,
        "max_position_embeddings": 1024,
        "share_encoder_decoder_embeddings": True,
        "torch_dtype": "float16",
        "vocab_size": 61601,
    }
)
NLLB_SEARCH = {
    "bos_token_id": 0,
    "decoder_start_token_id": 2,
    "eos_token_id": 2,
    "max_length": 200,
    "pad_token_id": 1,
}
NLLB = NLLB_SEARCH | {
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
BART = {
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
QWEN_SEARCH = {
    "bos_token_id": 151643,
    "do_sample": True,
    "eos_token_id": [151645, 151643],
    "pad_token_id": 151643,
    "repetition_penalty": 1.1,
    "temperature": 0.7,
    "top_k": 20,
    "top_p": 0.8,
}
QWEN2 = {
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
QWEN3 = QWEN2 | {
    "architectures": ["Qwen3ForCausalLM"],
    "model_type": "qwen3",
    "max_position_embeddings": 40960,
}
QWEN3_SEARCH = {
    "bos_token_id": 151643,
    "do_sample": True,
    "eos_token_id": [151645, 151643],
    "pad_token_id": 151643,
    "temperature": 0.6,
    "top_k": 20,
    "top_p": 0.95,
}
SMOLLM2 = {
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
SMOLLM2_LARGE = SMOLLM2 | {"rope_theta": 130000}
SMOLLM2_SEARCH = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2}
PEGASUS = {
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
PEGASUS_SEARCH = {
    "bos_token_id": 0,
    "decoder_start_token_id": 0,
    "eos_token_id": 1,
    "forced_eos_token_id": 1,
    "length_penalty": 0.6,
    "max_length": 64,
    "num_beams": 8,
    "pad_token_id": 0,
}
FLAN_T5 = {
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
T5_SEARCH = {"decoder_start_token_id": 0, "eos_token_id": 1, "pad_token_id": 0}
T5_WIDTH = {
    "d_model": 768,
    "d_kv": 64,
    "d_ff": 2048,
    "num_layers": 12,
    "num_decoder_layers": 12,
    "num_heads": 12,
}
# MADLAD-400: `<unk>` starts the decoder, `<s>` is the padding.
MADLAD_SEARCH = {"decoder_start_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}
MADLAD = MADLAD_SEARCH | {
    "architectures": ["T5ForConditionalGeneration"],
    "model_type": "t5",
    "feed_forward_proj": "gated-gelu",
    "is_encoder_decoder": True,
    "n_positions": 512,
    "relative_attention_max_distance": 128,
    "relative_attention_num_buckets": 32,
    "tie_word_embeddings": False,
    "vocab_size": 256000,
}
MADLAD_WIDTH = {
    "d_model": 1024,
    "d_kv": 128,
    "d_ff": 8192,
    "num_layers": 32,
    "num_decoder_layers": 32,
    "num_heads": 16,
}

# Its file has few sizes: vocabulary and positions are those of its class.
GEMMA3 = {
    "architectures": ["Gemma3ForConditionalGeneration"],
    "model_type": "gemma3",
    "boi_token_index": 255999,
    "eoi_token_index": 256000,
    "eos_token_id": [1, 106],
    "image_token_index": 262144,
    "mm_tokens_per_image": 256,
}
GEMMA3_SEARCH = {
    "bos_token_id": 2,
    "cache_implementation": "hybrid",
    "do_sample": True,
    "eos_token_id": [1, 106],
    "pad_token_id": 0,
    "top_k": 64,
    "top_p": 0.95,
}
GEMMA3_IMAGES = {
    "hidden_size": 1152,
    "image_size": 896,
    "intermediate_size": 4304,
    "model_type": "siglip_vision_model",
    "num_attention_heads": 16,
    "num_hidden_layers": 27,
    "patch_size": 14,
    "vision_use_head": False,
}
HUNYUAN = {
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
HUNYUAN_SMALL = HUNYUAN | {"eos_token_id": 120020, "vocab_size": 120818}
HUNYUAN_7B = HUNYUAN | {
    "bos_token_id": 127958,
    "eos_token_id": 127960,
    "pad_token_id": 127961,
    "vocab_size": 128167,
}
HUNYUAN_SEARCH = {
    "do_sample": True,
    "repetition_penalty": 1.05,
    "temperature": 0.7,
    "top_k": 20,
    "top_p": 0.6,
}
