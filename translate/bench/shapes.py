"""Build models with published sizes and random weights, once, in the user's cache.

The embedding of the end token is zero, so its score is zero too, and some other token always scores higher. Generation
therefore never stops by chance, and every output reaches the length limit.
"""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from translate.bench.corpus import arabic_sentences, arabic_words, english_sentences, english_words
from translate.config.paths import cache_dir
from translate.errors import RequestError
from translate.models.prepared import prepare_once
from translate.models.quiet import quiet_libraries
from translate.progress import Progress

__all__ = ["SHAPES", "Shape", "build_model", "find_shape"]

_FORMAT = 2  # version of the built folders; increase it when they change
_TRAINING_SENTENCES = 4000
_TRAINING_SEED = 1  # not the seed of the timed sentences
# The rest of the vocabulary is filled with invented words: their matrix rows cost time too.
_LEARNT_PIECES = 8000
# One invented word in this many is Arabic. Opus-MT has equally many pieces of both languages; NLLB's pieces cover 200
# languages, of which about twenty use Arabic letters.
_ONE_ARABIC_IN = {"marian": 2, "m2m100": 10}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of an encoder-decoder. Speed depends only on them and on the output length."""

    name: str
    like: str  # the published model of this shape
    family: Literal["marian", "m2m100"]
    layers: int  # in the encoder, and the same number in the decoder
    width: int
    heads: int
    feed_forward: int
    vocabulary: int
    activation: Literal["swish", "relu"]
    positions: int


# From config.json of the named models; the second one's vocabulary is derived from its 239 million parameters.
_ALL = (
    Shape("opus-mt", "Helsinki-NLP/opus-mt-ar-en", "marian", 6, 512, 8, 2048, 62_834, "swish", 512),
    Shape(
        "opus-mt-big", "Helsinki-NLP/opus-mt-tc-big-ar-en", "marian", 6, 1024, 16, 4096, 60_026, "relu", 1024
    ),
    Shape(
        "nllb-600m",
        "facebook/nllb-200-distilled-600M",
        "m2m100",
        12,
        1024,
        16,
        4096,
        256_206,
        "relu",
        1024,
    ),
    Shape("tiny", "not a published model; for tests", "marian", 1, 64, 4, 128, 2_000, "swish", 512),
)
SHAPES = {shape.name: shape for shape in _ALL}


def find_shape(name: str) -> Shape:
    """Return the shape with this name; raises RequestError that lists the valid names."""
    if name not in SHAPES:
        raise RequestError(f"unknown model shape '{name}'; valid: {', '.join(SHAPES)}")
    return SHAPES[name]


def build_model(shape: Shape, progress: Progress) -> Path:
    """Return the folder of the model, in the hub's layout; raises OutOfSpace if the disk is full."""
    target = cache_dir() / "bench" / f"{shape.name}-{_FORMAT}"

    def build(folder: Path) -> None:
        with progress.task(f"Building a random model of the shape of {shape.like} (first use only)"):
            if shape.family == "marian":
                _build_marian(shape, folder)
            else:
                _build_nllb(shape, folder)

    return prepare_once(target, build, progress)


def _build_marian(shape: Shape, folder: Path) -> None:
    size = min(_LEARNT_PIECES, shape.vocabulary // 4)
    count = min(_TRAINING_SENTENCES, size)
    arabic = _train_pieces(arabic_sentences(count, _TRAINING_SEED), folder / "source.spm", size)
    latin = _train_pieces(english_sentences(count, _TRAINING_SEED), folder / "target.spm", size)
    learnt = dict.fromkeys(["</s>", "<unk>", *arabic, *latin])
    made_up = _made_up_words(shape, set(learnt), shape.vocabulary - 1 - len(learnt))
    vocabulary = {token: number for number, token in enumerate([*learnt, *made_up, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    pad = vocabulary["<pad>"]
    with quiet_libraries():
        import transformers

        library: Any = transformers
        tokenizer = library.MarianTokenizer.from_pretrained(folder, source_lang="ara", target_lang="eng")
        tokenizer.save_pretrained(folder)
        config = library.MarianConfig(
            **_sizes(shape),
            activation_function=shape.activation,
            pad_token_id=pad,
            eos_token_id=0,
            decoder_start_token_id=pad,
            forced_eos_token_id=0,
        )
        settings = {"pad_token_id": pad, "eos_token_id": 0, "decoder_start_token_id": pad}
        _save(library.MarianMTModel, config, settings, folder)


def _build_nllb(shape: Shape, folder: Path) -> None:
    makers = (arabic_sentences, english_sentences)
    texts = [text for make in makers for text in make(_TRAINING_SENTENCES, _TRAINING_SEED)]
    with quiet_libraries():
        import transformers

        library: Any = transformers
        codes = ["arb_Arab", "eng_Latn"]
        empty = library.NllbTokenizer(extra_special_tokens=codes)
        trained = empty.train_new_from_iterator(texts, vocab_size=2 * _LEARNT_PIECES, show_progress=False)
        trained.save_pretrained(folder)
        _fill_tokenizer(folder / "tokenizer.json", shape)
        tokenizer = library.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        pad, end = tokenizer.pad_token_id, tokenizer.eos_token_id
        config = library.M2M100Config(
            **_sizes(shape),
            activation_function=shape.activation,
            pad_token_id=pad,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=end,
            decoder_start_token_id=end,
        )
        settings = {"pad_token_id": pad, "eos_token_id": end, "decoder_start_token_id": end}
        _save(library.M2M100ForConditionalGeneration, config, settings, folder)


def _sizes(shape: Shape) -> dict[str, Any]:
    return {
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "d_model": shape.width,
        "encoder_layers": shape.layers,
        "decoder_layers": shape.layers,
        "encoder_attention_heads": shape.heads,
        "decoder_attention_heads": shape.heads,
        "encoder_ffn_dim": shape.feed_forward,
        "decoder_ffn_dim": shape.feed_forward,
        "scale_embedding": True,
    }


def _save(architecture: Any, config: Any, settings: dict[str, int], folder: Path) -> None:
    """Save seeded random weights in 16 bits, like most published models."""
    import torch
    import transformers

    library: Any = transformers
    torch.manual_seed(0)
    model = architecture(config)
    with torch.no_grad():
        embeddings = model.get_input_embeddings().weight  # (vocabulary, width), the output layer's too
        embeddings[settings["eos_token_id"]] = 0.0
        embeddings[settings["pad_token_id"]] = 0.0
    longest = config.max_position_embeddings
    model.generation_config = library.GenerationConfig(**settings, max_length=longest, num_beams=4)
    model.half().save_pretrained(folder)


def _train_pieces(sentences: list[str], path: Path, size: int) -> list[str]:
    """Train SentencePiece on `sentences`, write it to `path`, and return its pieces without control tokens."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=model,
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [processor.id_to_piece(number) for number in range(3, processor.get_piece_size())]


def _made_up_words(shape: Shape, taken: set[str], count: int) -> list[str]:
    """Return invented words, which no text is ever split into, alternating between the languages."""
    every = _ONE_ARABIC_IN[shape.family]
    arabic, english = arabic_words(), english_words()
    words = (f"▁{next(english if number % every else arabic)}" for number in itertools.count())
    return list(itertools.islice((word for word in words if word not in taken), count))


def _fill_tokenizer(path: Path, shape: Shape) -> None:
    """Add invented words to the tokenizer until it has the shape's vocabulary size."""
    written = json.loads(path.read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = written["model"]["vocab"]
    taken = vocabulary | {token["content"]: token["id"] for token in written["added_tokens"]}
    first = max(taken.values()) + 1
    words = _made_up_words(shape, set(taken), shape.vocabulary - first)
    vocabulary.update({word: number for number, word in enumerate(words, first)})
    path.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
