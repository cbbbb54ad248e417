"""Train a causal language model to continue a prompt with the translation or the summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from translate.engines.torch_engine import load_weights
from translate.errors import ModelNotFound, RequestError
from translate.models.adapters import CARD_FILE, AdapterCard
from translate.models.model_folder import read_model_config
from translate.models.prompt_layout import PromptLayout
from translate.models.scripts import non_english_ids
from translate.models.tokens import plain_text
from translate.runs.atomic import write_atomic
from translate.training.batching import Example
from translate.training.causal_logits import OutputLayer
from translate.training.fitting import check_causal
from translate.training.pairs import Pair
from translate.training.settings import TrainingSettings
from translate.training.student import Base, Student

if TYPE_CHECKING:
    import torch
    from torch import Tensor

__all__ = ["CausalStudent"]


class CausalStudent(Student):
    """Trains on the target only: the prompt has no loss, and only tokens of the output's script get logits.

    The output matrix of a small multilingual model outweighs its layers, so the loss is taken over candidate tokens,
    and at target positions only. Candidates are the tokens of the pairs' translations (or the `frequent_tokens` most
    frequent of them, and those of the batch's targets), and `sampled_tokens` others, drawn anew each step.
    """

    def __init__(self, base: Base, settings: TrainingSettings, pairs: Sequence[Pair]) -> None:
        check_causal(settings)
        super().__init__(base, settings)
        self._layout = self._lay_out()
        self._stop_id = self._layout.stop_ids[0]
        self._ends = self._layout.ends
        rows = self.plain.get_input_embeddings().num_embeddings
        foreign = non_english_ids(self.tokenizer, rows, latin_only=True)
        self._suppressed = sorted(set(foreign).difference([self._stop_id, self.tokenizer.eos_token_id]))
        self._prepare_candidates(pairs)
        self._output = OutputLayer(self.plain, self._compute_dtype)
        self._check_output()

    def _check_tokenizer(self) -> None:
        ids = self._lay_out().stop_ids
        if len(ids) == 1:
            return
        stop = (self.settings.asked.template or "").partition("{target}")[2]
        raise RequestError(
            f"what follows {{target}} in the prompt, {stop!r}, is {len(ids)} tokens of {self.base.name}; "
            "it must be exactly one, because generation stops at it"
        )

    def _lay_out(self) -> PromptLayout:
        try:
            return PromptLayout(self.tokenizer, read_model_config(self.base.folder), self.settings.asked)
        except RequestError as error:
            raise RequestError(f"{self.base.name}: {error}, prompt.template in the settings") from error

    def _load(self, dtype: torch.dtype | Literal["auto"]) -> Any:
        return load_weights(self.base.folder, self.base.name, causal=True, dtype=dtype)

    def _check_output(self) -> None:
        """Raise ModelNotFound if the family computes its logits in a way that `OutputLayer` does not know."""
        import torch

        ids = torch.tensor([self._layout.prompts(["كتاب"])[0]], device=self.device)
        self.model.eval()
        with torch.no_grad(), self.computing():
            expected = self.model(input_ids=ids, use_cache=False).logits[0]
            agrees = self._output.agrees(self._hidden(ids)[0], expected)
        self.model.train()
        if not agrees:
            raise ModelNotFound(
                f"{self.base.name}: models of type '{self.plain.config.model_type}' cannot be adapted: they compute "
                "their outputs in a way that is not supported"
            )

    def _hidden(self, ids: Tensor) -> Tensor:
        """Return the last hidden states (batch, length, width). A causal mask hides right padding."""
        body = self.model.get_base_model().base_model
        hidden: Tensor = body(input_ids=ids, use_cache=False).last_hidden_state
        return hidden

    def _prepare_candidates(self, pairs: Sequence[Pair]) -> None:
        import torch

        rows = self.plain.get_input_embeddings().num_embeddings
        allowed = set(range(rows)).difference(self._suppressed)
        counts = Counter(t for e in self.encode(pairs) for t in e.target if t in allowed)
        usual = sorted(token for token, _ in counts.most_common(self.settings.prompt.frequent_tokens))
        self._usual = torch.tensor(usual, dtype=torch.long)
        self._others = torch.tensor(sorted(allowed.difference(usual)), dtype=torch.long)
        self._has_loss = torch.zeros(rows, dtype=torch.bool)
        # Of all allowed tokens: joined pairs have some that no pair has alone.
        self._has_loss[torch.tensor(sorted(allowed))] = True

    def encode(self, pairs: Sequence[Pair]) -> list[Example]:
        """Tokenise prompt, target and stop separately, as in generation, so that no token spans two of them."""
        prompts = self._layout.prompts([pair.source for pair in pairs])
        targets = self._layout.answers([pair.target for pair in pairs])
        return [Example(tuple(p), (*t, self._stop_id)) for p, t in zip(prompts, targets, strict=True)]

    def loss(self, batch: Sequence[Example]) -> tuple[Tensor, int]:
        """Return the cross entropy over the candidate tokens at the target positions, and how many positions."""
        import torch
        from torch.nn import functional

        ids, positions, targets = self._place_batch(batch)
        candidates, places = self._candidates(torch.tensor(targets))
        hidden = self._hidden(ids).flatten(0, 1)[positions]
        logits = self._output.logits(hidden, candidates.to(self.device))  # (target tokens, candidates)
        loss = functional.cross_entropy(
            logits, places.to(self.device), label_smoothing=self.settings.optimizer.label_smoothing
        )
        return loss, len(targets)

    def _place_batch(self, batch: Sequence[Example]) -> tuple[Tensor, Tensor, list[int]]:
        """Return padded ids, the flat positions whose next token has a loss, and those next tokens."""
        import torch

        length = max(len(example) for example in batch)
        ids = torch.zeros(len(batch), length, dtype=torch.long)
        positions, targets = [], []
        for row, example in enumerate(batch):
            ids[row, : len(example)] = torch.tensor(example.source + example.target)
            first = row * length + len(example.source) - 1
            for offset, token in enumerate(example.target):
                if self._has_loss[token]:
                    positions.append(first + offset)
                    targets.append(token)
        return ids.to(self.device), torch.tensor(positions, device=self.device), targets

    def _candidates(self, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Return the sorted tokens that get a logit, and the index of each target among them."""
        import torch

        count = min(self.settings.prompt.sampled_tokens, len(self._others))
        drawn = self._others[torch.randint(len(self._others), (count,))] if count else self._others[:0]
        candidates = torch.unique(torch.cat([self._usual, targets, drawn]))
        return candidates, torch.searchsorted(candidates, targets)

    def translate(self, sources: Sequence[str]) -> list[str]:
        """Translate greedily, with tokens of the output's script only and a run's length limit."""
        import torch

        prompts = self._layout.prompts(sources)
        longest = max(len(ids) for ids in prompts)
        padding = self.tokenizer.pad_token_id
        padding = self._stop_id if padding is None else padding
        # (batch, longest prompt): padded on the left, so that generation starts at the last column
        ids = torch.tensor([[*[padding] * (longest - len(p)), *p] for p in prompts], device=self.device)
        mask = torch.tensor([[*[0] * (longest - len(p)), *[1] * len(p)] for p in prompts], device=self.device)
        with torch.inference_mode():
            output = self.model.generate(
                input_ids=ids,
                attention_mask=mask,
                do_sample=False,
                num_beams=1,
                max_new_tokens=self.settings.checkpoints.max_output_tokens,
                eos_token_id=list(self._ends),
                pad_token_id=padding,
                suppress_tokens=sorted(set(self._suppressed).difference(self._ends)),
            )
        rows = output[:, longest:].tolist()
        return [plain_text(self.tokenizer, list(takewhile(self._goes_on, row))) for row in rows]

    def _goes_on(self, token: int) -> bool:
        return token not in self._ends

    def write_card(self, folder: Path) -> None:
        """Write the card (prompt and base model) next to the weights."""
        asked = self.settings.asked
        card = AdapterCard(
            task=self.settings.task,
            base=self.base.name,
            base_sha256=self.base.sha256,
            prompt=asked.template,
            instruction=asked.instruction,
            system=asked.system,
            max_input_tokens=self.base.max_input_tokens,
        )
        write_atomic(folder / CARD_FILE, card.model_dump_json(indent=2, exclude_none=True) + "\n")
