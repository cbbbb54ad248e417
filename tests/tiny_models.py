"""Tiny, seeded models of real architectures, trained in seconds to memorise their pairs.

Their folders have the hub's layout, with tokenizers trained on the same pairs, so that tests run the product's whole
code from a folder to an output.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sentencepiece
import torch

from translate.models.quiet import quiet_libraries

Pairs = Sequence[tuple[str, str]]

PAIRS: tuple[tuple[str, str], ...] = (
    ("افتتح الوزير المدرسة الجديدة", "The minister opened the new school."),
    ("ارتفعت أسعار النفط اليوم", "Oil prices rose today."),
    ("أين تقع المكتبة الكبيرة؟", "Where is the big library?"),
    ("فاز الفريق بالمباراة", "The team won the match."),
    ("هطل المطر على المدينة", "Rain fell on the city."),
    ("قرأت سلمى ثلاثة كتب", "Salma read three books."),
    ("وصل القطار متأخرا", "The train arrived late."),
    ("بلغ عدد السكان 4 ملايين", "The population reached 4 million."),
    ("أغلق المصنع أبوابه", "The factory closed its doors."),
    ("زار الرئيس مصر أمس", "The president visited Egypt yesterday."),
    ("يدرس الطلاب في الجامعة", "The students study at the university."),
    ("من كتب هذه الرسالة؟", "Who wrote this letter?"),
    ("اشترى أحمد سيارة حمراء", "Ahmed bought a red car."),
    ("انخفضت درجات الحرارة ليلا", "Temperatures dropped at night."),
    ("نشرت الصحيفة خبرا طويلا عن الانتخابات", "The newspaper published a long story about the elections."),
    ("سافرت ليلى إلى بيروت", "Leila travelled to Beirut."),
    ("الماء ضروري للحياة", "Water is necessary for life."),
    ("عاد الصيادون قبل الغروب", "The fishermen came back before sunset."),
    ("لم يحضر المدير الاجتماع", "The manager did not attend the meeting."),
    ("تعلم الأطفال لغة ثانية", "The children learned a second language."),
    ("أعلن البنك عن أرباحه", "The bank announced its profits."),
    ("هدأت الرياح في الصباح", "The winds calmed in the morning."),
    ("كم يبلغ ثمن التذكرة؟", "How much is the ticket?"),
    ("بنى المهندسون جسرا فوق النهر", "The engineers built a bridge over the river."),
)

# Articles and their summaries, for models that summarise.
ENGLISH_PAIRS: tuple[tuple[str, str], ...] = (
    ("The port opened on Monday. Ships came at once. The mayor was glad.", "The port opened on Monday."),
    ("Rain fell all night. Two roads were closed. Nobody was hurt.", "Rain closed two roads."),
    ("Sales rose in May. The shop hired three people.", "A shop hired three people after sales rose."),
    ("The team lost again. Its coach resigned after the match.", "The coach resigned after a loss."),
)

_DIMENSIONS: dict[str, Any] = {
    "d_model": 64,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 128,
    "decoder_ffn_dim": 128,
    "dropout": 0.0,
    "attention_dropout": 0.0,
    "activation_dropout": 0.0,
}


def build_marian(folder: Path, pairs: Pairs = PAIRS, languages: Sequence[str] = ()) -> None:
    """Build a Marian model that has learnt `pairs`; with `languages` a multilingual one, trained on English only.

    Its decoder starts from `<pad>`, whose embedding stays zero as in Opus-MT.
    """
    library = _transformers()

    folder.mkdir(parents=True, exist_ok=True)
    source = _train_sentencepiece([a for a, _ in pairs], folder / "source.spm")
    target = _train_sentencepiece([e for _, e in pairs], folder / "target.spm")
    pieces = dict.fromkeys([*source, *target])
    codes = [f">>{code}<<" for code in languages]
    vocabulary = {token: n for n, token in enumerate(["</s>", "<unk>", *pieces, *codes, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    tokenizer: Any = library.MarianTokenizer.from_pretrained(folder, source_lang="ara", target_lang="eng")
    tokenizer.save_pretrained(folder)

    pad = vocabulary["<pad>"]
    prefix = [vocabulary[">>eng<<"]] if codes else []
    torch.manual_seed(0)
    model: Any = library.MarianMTModel(
        library.MarianConfig(
            vocab_size=len(vocabulary),
            max_position_embeddings=128,
            pad_token_id=pad,
            eos_token_id=0,
            decoder_start_token_id=pad,
            forced_eos_token_id=0,
            scale_embedding=True,
            activation_function="swish",
            **_DIMENSIONS,
        )
    )
    sources = [prefix + tokenizer(a).input_ids for a, _ in pairs]
    targets = [tokenizer(text_target=e).input_ids for _, e in pairs]

    def keep_pad_at_zero() -> None:
        model.model.shared.weight[pad] = 0.0

    keep_pad_at_zero_now = torch.no_grad()(keep_pad_at_zero)
    keep_pad_at_zero_now()
    _learn(model, sources, [[pad, *t] for t in targets], pad, keep_pad_at_zero_now)
    model.generation_config = library.GenerationConfig(
        bad_words_ids=[[pad]],
        decoder_start_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
        pad_token_id=pad,
        max_length=128,
        num_beams=2,
    )
    _save(model, folder)


def build_m2m100(folder: Path, pairs: Pairs = PAIRS) -> None:
    """Build an NLLB model that has learnt `pairs`, and for the target `fra_Latn` the reversed English."""
    library = _transformers()

    folder.mkdir(parents=True, exist_ok=True)
    texts = [text for pair in pairs for text in pair] + [_backwards(e) for _, e in pairs]
    codes = ["arb_Arab", "eng_Latn", "fra_Latn"]
    empty: Any = library.NllbTokenizer(extra_special_tokens=codes)
    tokenizer: Any = empty.train_new_from_iterator(texts, vocab_size=400, show_progress=False)
    tokenizer.save_pretrained(folder)

    pad, end = tokenizer.pad_token_id, tokenizer.eos_token_id
    arabic, english, french = tokenizer.convert_tokens_to_ids(codes)
    torch.manual_seed(0)
    model: Any = library.M2M100ForConditionalGeneration(
        library.M2M100Config(
            vocab_size=len(tokenizer),
            max_position_embeddings=128,
            pad_token_id=pad,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=end,
            decoder_start_token_id=end,
            scale_embedding=True,
            encoder_layerdrop=0.0,
            decoder_layerdrop=0.0,
            **_DIMENSIONS,
        )
    )
    sources, targets = [], []
    for language, column in ((english, [e for _, e in pairs]), (french, [_backwards(e) for _, e in pairs])):
        for (a, _), text in zip(pairs, column, strict=True):
            sources.append([arabic, *tokenizer(a, add_special_tokens=False).input_ids, end])
            targets.append([end, language, *tokenizer(text, add_special_tokens=False).input_ids, end])
    _learn(model, sources, targets, pad, forced=[1] * len(targets))
    model.generation_config = library.GenerationConfig(
        decoder_start_token_id=end, eos_token_id=end, pad_token_id=pad, max_length=100, num_beams=1
    )
    _save(model, folder)


def build_bart(folder: Path, pairs: Pairs = ENGLISH_PAIRS) -> None:
    """Build a BART that has learnt `pairs`, with the kind of tokenizer and generation settings of bart-large-cnn."""
    from tokenizers import ByteLevelBPETokenizer

    library = _transformers()

    folder.mkdir(parents=True, exist_ok=True)
    trained = ByteLevelBPETokenizer()
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    texts = [text for pair in pairs for text in pair]
    trained.train_from_iterator(texts, vocab_size=400, special_tokens=specials, show_progress=False)
    trained.save_model(str(folder))
    tokenizer: Any = library.BartTokenizer.from_pretrained(folder)
    tokenizer.save_pretrained(folder)

    torch.manual_seed(0)
    model: Any = library.BartForConditionalGeneration(
        library.BartConfig(
            vocab_size=len(tokenizer),
            max_position_embeddings=128,
            pad_token_id=1,
            bos_token_id=0,
            eos_token_id=2,
            decoder_start_token_id=2,
            forced_bos_token_id=0,
            forced_eos_token_id=2,
            normalize_before=False,  # as in the hub's config.json
            normalize_embedding=True,
            **_DIMENSIONS,
        )
    )
    sources = [tokenizer(a).input_ids for a, _ in pairs]
    _learn(model, sources, [[2, *tokenizer(e).input_ids] for _, e in pairs], 1)
    model.generation_config = library.GenerationConfig(
        decoder_start_token_id=2,
        bos_token_id=0,
        eos_token_id=2,
        pad_token_id=1,
        forced_bos_token_id=0,
        forced_eos_token_id=2,
        max_length=60,
        min_length=4,
        num_beams=2,
        early_stopping=True,
    )
    _save(model, folder)


def build_pegasus(folder: Path, pairs: Pairs = ENGLISH_PAIRS) -> None:
    """Build a PEGASUS that has learnt `pairs`, with the files of google/pegasus-xsum: only a SentencePiece tokenizer.

    Sentences of a summary are separated by `<n>`, as in the published models.
    """
    library = _transformers()

    folder.mkdir(parents=True, exist_ok=True)
    texts = [text for pair in pairs for text in pair]
    _train_unigram(texts, folder / "spiece.model", symbols=["<n>"])
    specials = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "mask_token": "<mask_2>"}
    _write(folder / "special_tokens_map.json", specials)
    _write(folder / "tokenizer_config.json", {"model_max_length": 512, "tokenizer_class": "PegasusTokenizer"})
    # Token ids of pieces start at 103, except `<pad>` and `</s>`. They come from SentencePiece itself, as in training.
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spiece.model"))

    def ids(text: str) -> list[int]:
        return [*(n + 103 for n in pieces.encode(text)), 1]

    torch.manual_seed(0)
    published = {
        "normalize_before": True,
        "normalize_embedding": False,
        "add_final_layer_norm": True,
        "static_position_embeddings": True,
    }
    model: Any = library.PegasusForConditionalGeneration(
        library.PegasusConfig(
            vocab_size=pieces.get_piece_size() + 103,
            max_position_embeddings=128,
            activation_function="relu",
            scale_embedding=True,
            **_DIMENSIONS,
            **published,
        )
    )
    targets = [[0, *ids(s.replace(". ", ".<n>"))] for _, s in pairs]
    _learn(model, [ids(a) for a, _ in pairs], targets, 0)
    model.generation_config = library.GenerationConfig(
        decoder_start_token_id=0,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=0,
        forced_eos_token_id=1,
        max_length=64,
        length_penalty=0.6,
        num_beams=8,
    )
    _save(model, folder)


def build_t5(folder: Path, pairs: Pairs = ENGLISH_PAIRS) -> None:
    """Build a FLAN-T5 that has learnt `pairs` with the prefix `summarize: `: gated, untied, with padding rows."""
    library = _transformers()

    folder.mkdir(parents=True, exist_ok=True)
    texts = [text for pair in pairs for text in pair] + ["summarize: "]
    _train_unigram(texts, folder / "spiece.model")
    config = {"tokenizer_class": "T5Tokenizer", "extra_ids": 100, "model_max_length": 512}
    _write(folder / "tokenizer_config.json", config)
    tokenizer: Any = library.AutoTokenizer.from_pretrained(folder)
    tokenizer.save_pretrained(folder)

    torch.manual_seed(0)
    settings = {
        "d_model": 64,
        "d_kv": 16,
        "d_ff": 128,
        "num_layers": 1,
        "num_decoder_layers": 1,
        "num_heads": 4,
        "dropout_rate": 0.0,
        "feed_forward_proj": "gated-gelu",
        "tie_word_embeddings": False,
        "decoder_start_token_id": 0,
        "vocab_size": -(-len(tokenizer) // 32) * 32,
    }
    model: Any = library.T5ForConditionalGeneration(library.T5Config(**settings))
    model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.lm_head.weight) * 0.05)
    sources = [tokenizer(f"summarize: {a}").input_ids for a, _ in pairs]
    _learn(model, sources, [[0, *tokenizer(e).input_ids] for _, e in pairs], 0)
    model.generation_config = library.GenerationConfig(
        decoder_start_token_id=0, eos_token_id=1, pad_token_id=0
    )
    _save(model, folder)
    written = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    del written["scale_decoder_outputs"]  # the published settings are older than this one
    summarization = {"prefix": "summarize: ", "min_length": 4, "max_length": 60, "num_beams": 4}
    published = {"n_positions": 512, "task_specific_params": {"summarization": summarization}}
    _write(folder / "config.json", written | settings | published)


def build_gemma(folder: Path, pairs: Pairs = PAIRS[:8]) -> None:
    """Build a Gemma 3 that completes `Arabic: ...\\nEnglish:` with the English and a line break, and then continues."""
    from tokenizers import Tokenizer, decoders, models, normalizers

    library = _transformers()

    folder.mkdir(parents=True, exist_ok=True)
    texts = [f"Arabic: {a}\nEnglish: {e}" for a, e in pairs]
    letters = dict.fromkeys("".join(texts).replace(" ", "▁"))
    specials = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"]
    byte_tokens = [f"<0x{b:02X}>" for b in range(256)]
    vocabulary = {token: n for n, token in enumerate([*specials, *byte_tokens, *letters, "<", ">"])}
    backend = Tokenizer(models.BPE(vocabulary, [], byte_fallback=True, unk_token="<unk>"))
    backend.normalizer = normalizers.Replace(" ", "▁")
    backend.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    backend.add_special_tokens(specials)
    names = {"pad_token": "<pad>", "eos_token": "<eos>", "bos_token": "<bos>", "unk_token": "<unk>"}
    tokenizer: Any = library.PreTrainedTokenizerFast(tokenizer_object=backend, **names)
    tokenizer.save_pretrained(folder)

    torch.manual_seed(0)
    model: Any = library.Gemma3ForCausalLM(
        library.Gemma3TextConfig(
            vocab_size=len(vocabulary) + 2,  # padding rows, as in real models
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
            head_dim=32,
            query_pre_attn_scalar=32,
            max_position_embeddings=512,
            sliding_window=256,
            layer_types=["sliding_attention", "full_attention"],
            pad_token_id=0,
            eos_token_id=1,
            bos_token_id=2,
        )
    )
    rows = [[2, *tokenizer(t + "\nArabic:", add_special_tokens=False).input_ids] for t in texts]
    asked = [t.partition("English:")[0] + "English:" for t in texts]
    _learn(
        model, None, rows, 0, forced=[len(tokenizer(t, add_special_tokens=False).input_ids) for t in asked]
    )
    model.generation_config = library.GenerationConfig(eos_token_id=1, pad_token_id=0, bos_token_id=2)
    _save(model, folder)


CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def build_chat(folder: Path, architecture: str = "Llama", pairs: Pairs = PAIRS[:8]) -> None:
    """Build a causal model that answers a turn with the pair's English and ends its turn.

    `architecture` is `Llama` (SmolLM2), `Qwen2` or `Qwen3`; all have byte-level tokenizers.
    """
    from tokenizers import ByteLevelBPETokenizer

    library = _transformers()

    folder.mkdir(parents=True, exist_ok=True)
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    texts = [*(text for pair in pairs for text in pair), "user\n", "assistant\n"]
    if architecture == "Llama":
        trained = ByteLevelBPETokenizer()
        trained.train_from_iterator(
            texts, vocab_size=450, min_frequency=1, special_tokens=specials, show_progress=False
        )
        tokenizer: Any = library.PreTrainedTokenizerFast(tokenizer_object=trained._tokenizer)
        tokenizer.add_special_tokens({"bos_token": "<|im_start|>", "additional_special_tokens": specials})
    else:  # splits words and digits differently
        empty = library.Qwen2Tokenizer()
        tokenizer = empty.train_new_from_iterator(
            texts, vocab_size=450, new_special_tokens=specials, show_progress=False
        )
    tokenizer.add_special_tokens({"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"})
    tokenizer.chat_template = CHAT_TEMPLATE
    tokenizer.save_pretrained(folder)

    torch.manual_seed(0)
    settings = {
        "vocab_size": -(-len(tokenizer) // 32) * 32,
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 1024,
        "tie_word_embeddings": True,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.convert_tokens_to_ids("<|im_start|>"),
        "eos_token_id": tokenizer.eos_token_id,
    }
    if architecture == "Qwen3":
        settings["head_dim"] = (
            128  # as published: more than hidden_size / heads; transformers reads no other from GGUF
        )
    config = getattr(library, f"{architecture}Config")(**settings)
    model: Any = getattr(library, f"{architecture}ForCausalLM")(config)

    def ids(text: str) -> list[int]:
        return list(tokenizer(text, add_special_tokens=False).input_ids)

    # A turn as the product builds it: the tokens of the source are not merged with those around it.
    before, after = ids("<|im_start|>user\n"), ids("<|im_end|>\n<|im_start|>assistant\n")
    asked = [[*before, *ids(a), *after] for a, _ in pairs]
    end, pad = tokenizer.eos_token_id, tokenizer.pad_token_id
    rows = [[*prompt, *ids(e), end] for prompt, (_, e) in zip(asked, pairs, strict=True)]
    _learn(model, None, rows, pad, forced=[len(prompt) - 1 for prompt in asked])
    model.generation_config = library.GenerationConfig(eos_token_id=[end, pad], pad_token_id=pad)
    _save(model, folder)


def _transformers() -> Any:
    """Return the library without types, which its classes lack."""
    import transformers

    return transformers


def _save(model: Any, folder: Path) -> None:
    with quiet_libraries():  # it shows a progress bar
        model.save_pretrained(folder)


def _backwards(text: str) -> str:
    return " ".join(reversed(text.rstrip(".?").split()))


def _train_sentencepiece(texts: Sequence[str], path: Path) -> list[str]:
    """Train a model on `texts`, write it to `path`, and return its pieces without control tokens."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=250,
        hard_vocab_limit=False,
        model_type="bpe",
        character_coverage=1.0,
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [processor.id_to_piece(n) for n in range(3, processor.get_piece_size())]


def _train_unigram(
    texts: Sequence[str],
    path: Path,
    symbols: Sequence[str] = (),
    controls: tuple[int, int, int, int] = (2, -1, 1, 0),
) -> None:
    """Train a SentencePiece model and write it to `path`; its control tokens have Google's ids.

    `controls` are the ids of `<unk>`, `<s>`, `</s>` and `<pad>`; -1 leaves the token out.
    """
    model = io.BytesIO()
    unknown, start, end, pad = controls
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=150,
        hard_vocab_limit=False,
        model_type="unigram",
        character_coverage=1.0,
        user_defined_symbols=list(symbols),
        unk_id=unknown,
        bos_id=start,
        eos_id=end,
        pad_id=pad,
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")


def _learn(
    model: Any,
    sources: Sequence[Sequence[int]] | None,
    targets: Sequence[Sequence[int]],
    pad: int,
    after_step: Any = None,
    forced: Sequence[int] = (),
) -> None:
    """Train until each target's next token is certain; `targets` begin with the decoder's start token.

    Without `sources` the model is causal. The loss covers what follows the start token and
    each row's `forced` ones.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a second thread is slower on matrices this small
    decoder, mask = _pad(targets, pad)
    labels = decoder[:, 1:].masked_fill(mask[:, 1:] == 0, -100)
    for row, count in enumerate(forced):
        labels[row, :count] = -100
    inputs: dict[str, Any] = {"input_ids": decoder[:, :-1], "attention_mask": mask[:, :-1]}
    if sources is not None:
        ids, source_mask = _pad(sources, pad)
        inputs = {"input_ids": ids, "attention_mask": source_mask, "decoder_input_ids": decoder[:, :-1]}
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3, betas=(0.9, 0.98))
    model.train()
    for _ in range(1500):
        logits = model(**inputs, use_cache=False).logits
        losses = torch.nn.functional.cross_entropy(
            logits.transpose(1, 2), labels, ignore_index=-100, reduction="none"
        )
        if losses.max() < 0.05:
            break
        optimizer.zero_grad()
        mean: Any = losses.sum() / (labels >= 0).sum()
        mean.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if after_step is not None:
            after_step()
    else:
        raise AssertionError(f"not memorised: the largest loss is still {losses.max():.2f}")
    model.eval()
    torch.set_num_threads(threads)


def _pad(rows: Sequence[Sequence[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    length = max(len(row) for row in rows)
    ids = torch.tensor([[*row, *[pad] * (length - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])
    return ids, mask
