"""Train encoder-decoders: Marian, M2M100 and NLLB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from translate.engines.torch_engine import load_weights
from translate.training.batching import Example
from translate.training.pairs import Pair
from translate.training.settings import TrainingSettings
from translate.training.student import Base, Student

if TYPE_CHECKING:
    import torch
    from torch import Tensor

__all__ = ["SEQ2SEQ_TYPES", "Seq2SeqStudent"]

SEQ2SEQ_TYPES = ("marian", "m2m_100")
_NO_LOSS = -100
# The tokens before source and target: language tokens of NLLB, of M2M100, and of a Marian with several targets.
_LANGUAGES = (("arb_Arab", "eng_Latn"), ("__ar__", "__en__"), (">>eng<<", None))


class Seq2SeqStudent(Student):
    """Trains on the target given the encoded source, with the architecture's own dropout."""

    def __init__(self, base: Base, settings: TrainingSettings) -> None:
        super().__init__(base, settings)
        self._source_prefix: tuple[int, ...] = ()
        self._target_prefix: tuple[int, ...] = ()
        for source, target in _LANGUAGES:
            if self._knows(source):
                self._source_prefix, self._target_prefix = self._ids(source), self._ids(target)
                break
        if settings.method == "full":
            self._keep_padding_at_zero()

    def _load(self, dtype: torch.dtype | Literal["auto"]) -> Any:
        from transformers import AutoConfig

        config = AutoConfig.from_pretrained(self.base.folder, local_files_only=True, trust_remote_code=False)
        # LayerDrop (Fan et al. 2019) makes large models prunable; with few pairs it prevents learning.
        config.encoder_layerdrop = config.decoder_layerdrop = 0.0
        return load_weights(self.base.folder, self.base.name, causal=False, config=config, dtype=dtype)

    def _keep_padding_at_zero(self) -> None:
        """Keep the row of `<pad>` at zero: Marian's decoder starts from it, and CTranslate2 assumes that it is zero.

        The output matrix is tied to the embeddings, so its gradient would move the row.
        """
        padding = self.plain.config.pad_token_id

        def without_padding(gradient: Tensor) -> Tensor:
            gradient = gradient.clone()
            gradient[padding] = 0
            return gradient

        self.plain.get_input_embeddings().weight.register_hook(without_padding)

    @property
    def max_side_tokens(self) -> int | None:
        """Return Marian's number of positions; M2M100 and NLLB compute more when they need them."""
        config = self.plain.config
        return int(config.max_position_embeddings) if config.model_type == "marian" else None

    def encode(self, pairs: Sequence[Pair]) -> list[Example]:
        """Tokenise both sides as generation does: a language token if the model has one, pieces, `</s>`."""
        options = {"add_special_tokens": False, "split_special_tokens": True}
        sources = self.tokenizer([pair.source for pair in pairs], **options)["input_ids"]
        targets = self.tokenizer(text_target=[pair.target for pair in pairs], **options)["input_ids"]
        end = self.tokenizer.eos_token_id
        return [
            Example((*self._source_prefix, *source, end), (*self._target_prefix, *target, end))
            for source, target in zip(sources, targets, strict=True)
        ]

    def _knows(self, token: str) -> bool:
        number = self.tokenizer.convert_tokens_to_ids(token)
        return number is not None and number != self.tokenizer.unk_token_id

    def _ids(self, token: str | None) -> tuple[int, ...]:
        return () if token is None else (int(self.tokenizer.convert_tokens_to_ids(token)),)

    def loss(self, batch: Sequence[Example]) -> tuple[Tensor, int]:
        """Return the cross entropy over the vocabulary at the target's tokens, and their number."""
        import torch
        from torch.nn import functional

        padding = self.plain.config.pad_token_id
        sources = _pad([example.source for example in batch], padding).to(self.device)
        labels = _pad([example.target for example in batch], _NO_LOSS).to(self.device)
        decoder_ids = torch.where(labels == _NO_LOSS, padding, labels).roll(1, dims=1)
        decoder_ids[:, 0] = self.plain.config.decoder_start_token_id
        logits = self.model(
            input_ids=sources,
            attention_mask=(sources != padding).long(),
            decoder_input_ids=decoder_ids,
            use_cache=False,
        ).logits  # (batch, target length, vocabulary)
        loss = functional.cross_entropy(
            logits.float().flatten(0, 1),
            labels.flatten(),
            ignore_index=_NO_LOSS,
            label_smoothing=self.settings.optimizer.label_smoothing,
        )
        return loss, int((labels != _NO_LOSS).sum())

    def translate(self, sources: Sequence[str]) -> list[str]:
        """Translate greedily, with the target language forced if the model has several."""
        import torch

        padding = self.plain.config.pad_token_id
        examples = self.encode([Pair(source, "") for source in sources])
        ids = _pad([example.source for example in examples], padding).to(self.device)
        longest = self.settings.checkpoints.max_output_tokens
        if self.max_side_tokens is not None:
            longest = min(longest, self.max_side_tokens - 1)  # the start token takes a position
        forced = {"forced_bos_token_id": self._target_prefix[0]} if self._target_prefix else {}
        with torch.inference_mode():
            output = self.model.generate(
                input_ids=ids,
                attention_mask=(ids != padding).long(),
                do_sample=False,
                num_beams=1,
                max_new_tokens=longest,
                **forced,
            )
        return [text.strip() for text in self.tokenizer.batch_decode(output, skip_special_tokens=True)]


def _pad(sequences: Sequence[Sequence[int]], value: int) -> Tensor:
    import torch

    length = max(len(sequence) for sequence in sequences)
    return torch.tensor([[*sequence, *[value] * (length - len(sequence))] for sequence in sequences])
