"""A toy language of thirty words, and untrained models of a few thousand weights."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from translate.training.pairs import Pair
from translate.training.settings import TrainingSettings
from translate.training.student import Base

LEXICON = {
    "كتاب": "book", "بيت": "house", "مدينة": "city", "ولد": "boy", "بنت": "girl", "رجل": "man",
    "شمس": "sun", "قمر": "moon", "بحر": "sea", "جبل": "hill", "ماء": "water", "خبز": "bread",
    "قلم": "pen", "باب": "door", "طريق": "road", "كبير": "big", "صغير": "small", "جديد": "new",
    "قديم": "old", "جميل": "fine", "أحمر": "red", "أخضر": "green", "سريع": "fast", "بطيء": "slow",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Use one thread: the models are too small for more, and the order of sums is fixed."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def real_curves() -> None:
    """Draw the real curves; other tests replace them, because drawing takes longer than a tiny training."""


@pytest.fixture(autouse=True)
def _no_curves(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def touch(_history: object, path: Path) -> None:
        path.touch()

    if "real_curves" not in request.fixturenames:
        monkeypatch.setattr("translate.training.loop.draw_curves", touch)


def toy_pairs(count: int, seed: int = 0) -> list[Pair]:
    """Return distinct sentences of two to four words with word-by-word translations."""
    rng = random.Random(seed)
    pairs: dict[str, Pair] = {}
    while len(pairs) < count:
        words = rng.choices(list(LEXICON), k=rng.randint(2, 4))
        source = " ".join(words)
        pairs[source] = Pair(source, " ".join(LEXICON[word] for word in words))
    return list(pairs.values())


def write_tsv(path: Path, pairs: list[Pair]) -> Path:
    """Write the pairs as tab-separated lines."""
    path.write_text("".join(f"{pair.source}\t{pair.target}\n" for pair in pairs), encoding="utf-8")
    return path


def settings(**changes: Any) -> TrainingSettings:
    """Return settings for a training of seconds."""
    values: dict[str, Any] = {
        "device": "cpu",
        "optimizer": {"steps": 8, "learning_rate": 0.01, "batch_tokens": 120, "warmup_steps": 2},
        "lora": {"rank": 4, "alpha": 8},
        "checkpoints": {"dev_pairs": 6, "max_output_tokens": 8, "every_steps": 3},
    }
    return TrainingSettings.model_validate({**values, **changes})


@pytest.fixture(scope="session")
def tiny_causal(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Build a random Gemma 3 with two layers of 32, and a tokenizer for the toy language."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny-causal")
    tokenizer = Tokenizer(models.BPE(byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<pad>", "<eos>", "<bos>", "\n", *(f"<0x{byte:02X}>" for byte in range(256))],
        show_progress=False,
    )
    corpus = [f"Arabic: {pair.source} English: {pair.target}" for pair in toy_pairs(60)]
    tokenizer.train_from_iterator(corpus, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="<bos> $A", special_tokens=[("<bos>", 2)])
    fast: Any = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, bos_token="<bos>", eos_token="<eos>", pad_token="<pad>"
    )
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    config = Gemma3TextConfig(
        vocab_size=len(fast), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, head_dim=16,
        bos_token_id=2, eos_token_id=1, pad_token_id=0,
    )  # fmt: skip
    Gemma3ForCausalLM(config).save_pretrained(folder)
    return Base(folder, "tiny-causal")


@pytest.fixture(scope="session")
def tiny_qwen(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Build a random Qwen 2 with one layer of 32, and a tokenizer that splits like Qwen's: ".\\n" is one token."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM, Qwen2Tokenizer

    folder = tmp_path_factory.mktemp("tiny-qwen")
    empty: Any = Qwen2Tokenizer()
    corpus = [f"Arabic: {pair.source}.\nEnglish: {pair.target}.\n" for pair in toy_pairs(60)]
    tokenizer = empty.train_new_from_iterator(
        corpus, vocab_size=450, new_special_tokens=["<|endoftext|>"], show_progress=False
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=512, tie_word_embeddings=False,
        bos_token_id=None, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    Qwen2ForCausalLM(config).save_pretrained(folder)
    return Base(folder, "tiny-qwen")


def train_pieces(folder: Path, *sides: str) -> list[str]:
    """Write a SentencePiece model of the toy language for each side; return its pieces."""
    import sentencepiece

    words = [*LEXICON, *LEXICON.values()]
    for side in sides:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(words * 4),
            model_prefix=str(folder / side),
            vocab_size=len(words) + 60,
            model_type="bpe",
            hard_vocab_limit=False,
            minloglevel=2,
        )
        (folder / f"{side}.model").rename(folder / f"{side}.spm")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{sides[0]}.spm"))
    pieces = [processor.id_to_piece(index) for index in range(processor.get_piece_size())]
    return [piece for piece in pieces if piece not in {"<s>", "</s>", "<unk>"}]


TINY: dict[str, Any] = {
    "d_model": 64, "encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 4,
    "decoder_attention_heads": 4, "encoder_ffn_dim": 128, "decoder_ffn_dim": 128,
    "max_position_embeddings": 64, "scale_embedding": True, "dropout": 0.0,
}  # fmt: skip


@pytest.fixture(scope="session")
def tiny_marian(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Build a random Marian with one layer of 64 on each side; the row of `<pad>` is zero as in Opus-MT."""
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder = tmp_path_factory.mktemp("tiny-marian")
    vocabulary = ["</s>", "<unk>", *train_pieces(folder, "source", "target"), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({p: i for i, p in enumerate(vocabulary)}), encoding="utf-8")
    tokenizer: Any = MarianTokenizer  # its types are those of the base class
    files = [str(folder / name) for name in ("source.spm", "target.spm", "vocab.json")]
    tokenizer(*files, source_lang="ar", target_lang="en").save_pretrained(folder)
    pad = len(vocabulary) - 1
    torch.manual_seed(0)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=len(vocabulary),
            pad_token_id=pad,
            eos_token_id=0,
            decoder_start_token_id=pad,
            forced_eos_token_id=None,
            **TINY,
        )
    )
    with torch.no_grad():
        model.model.shared.weight[pad] = 0
    model.save_pretrained(folder)
    return Base(folder, "tiny-marian")


@pytest.fixture(scope="session")
def tiny_m2m100(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Build a random M2M100 with one layer of 64 on each side and the default layer drop."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    folder = tmp_path_factory.mktemp("tiny-m2m100")
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *train_pieces(folder, "pieces")]
    (folder / "vocab.json").write_text(json.dumps({p: i for i, p in enumerate(vocabulary)}), encoding="utf-8")
    tokenizer: Any = M2M100Tokenizer
    tokenizer = tokenizer(
        str(folder / "vocab.json"), str(folder / "pieces.spm"), src_lang="ar", tgt_lang="en"
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = M2M100Config(
        vocab_size=len(tokenizer) + 108,  # a hundred languages and eight spare rows
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=2,
        **TINY,
    )
    M2M100ForConditionalGeneration(config).save_pretrained(folder)
    return Base(folder, "tiny-m2m100")


@pytest.fixture(scope="session")
def tiny_nllb(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Build a random NLLB with one layer of 64 on each side, and a tokenizer with three language codes."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    folder = tmp_path_factory.mktemp("tiny-nllb")
    empty: Any = NllbTokenizer(extra_special_tokens=["arb_Arab", "fra_Latn", "eng_Latn"])
    corpus = [text for pair in toy_pairs(60) for text in (pair.source, pair.target)]
    tokenizer = empty.train_new_from_iterator(corpus, vocab_size=110, show_progress=False)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = M2M100Config(
        vocab_size=len(tokenizer),
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.eos_token_id,
        **TINY,
    )
    M2M100ForConditionalGeneration(config).save_pretrained(folder)
    return Base(folder, "tiny-nllb")
