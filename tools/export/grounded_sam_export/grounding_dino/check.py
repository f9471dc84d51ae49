"""Compares a graph with transformers, for several prompts and image sizes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from ..graph_file import with_output
from ..sessions import open_session
from .export import CHOSEN_CELLS, Masks, image_input, text_inputs
from .reference import reference
from .text import Positions

Size = tuple[int, int]  # height, width in pixels

THREE_PHRASES = "a cat. a remote control. a person with a hat."


@dataclass
class Difference:
    """Largest differences: of scores (0 to 1), of boxes relative to the image, and of the scores that rank the cells,
    relative to their standard deviation."""

    case: str
    scores: float
    boxes: float
    ranking: float

    @property
    def largest(self) -> float:
        return max(self.scores, self.boxes, self.ranking)

    def __str__(self) -> str:
        return f"{self.case}: scores {self.scores:.1e}, boxes {self.boxes:.1e}, ranking {self.ranking:.1e}"


def separators_of(tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """Ids of the tokens that end a phrase: start, end, "." and "?", if the vocabulary has them."""
    ids = tokenizer.convert_tokens_to_ids([tokenizer.cls_token, tokenizer.sep_token, ".", "?"])
    return [id for id in ids if id != tokenizer.unk_token_id]


def prompts(tokenizer: PreTrainedTokenizerBase, max_tokens: int) -> list[torch.Tensor]:
    """Token ids, int64 [1, tokens], of a prompt of three phrases, of one, and of as many as the model accepts."""
    phrase = "a cat."
    per_phrase = len(tokenizer.encode(phrase, add_special_tokens=False))
    many = " ".join([phrase] * ((max_tokens - 2) // per_phrase))
    return [tokenizer(text, return_tensors="pt").input_ids for text in (THREE_PHRASES, phrase, many)]


def differences(
    graph: onnx.ModelProto,
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    sizes: list[Size],
    *,
    masks: Masks,
    positions: Positions,
) -> Iterator[Difference]:
    """Differences of the first prompt for all sizes, and of all prompts for the last size."""
    session = open_session(with_output(graph, CHOSEN_CELLS, onnx.TensorProto.INT64))
    texts = prompts(tokenizer, model.config.max_text_len)
    separators = separators_of(tokenizer)
    for size, ids in [*((size, texts[0]) for size in sizes), *((sizes[-1], ids) for ids in texts[1:])]:
        pixels = torch.randn(1, 3, *size, generator=torch.Generator().manual_seed(0))
        feeds = {image_input(masks): pixels, **text_inputs(ids, separators, masks)}
        yield difference(session, model, feeds, separators, positions)


def difference(
    session: onnxruntime.InferenceSession,
    model: PreTrainedModel,
    feeds: dict[str, torch.Tensor],
    separators: list[int],
    positions: Positions,
) -> Difference:
    """The difference of one run. Exits with a message if graph and transformers mask different columns of the logits.

    feeds: the inputs of the graph; the first one is the image.
    """
    logits, boxes, chosen = session.run(None, {name: value.numpy() for name, value in feeds.items()})
    pixels, ids = next(iter(feeds.values())), feeds["input_ids"]
    expected = reference(model, pixels, ids, torch.tensor(chosen), separators, positions)
    best = expected.ranking.sort(descending=True).values[: chosen.shape[1]]
    case = f"{pixels.shape[3]} x {pixels.shape[2]}, {ids.shape[1]} tokens, {chosen.shape[1]} queries"
    if not np.array_equal(np.isneginf(logits), np.isneginf(expected.logits.numpy())):
        raise SystemExit(f"{case}: graph and transformers mask different columns of the logits")
    return Difference(
        case,
        largest(torch.tensor(logits).sigmoid() - expected.logits.sigmoid()),
        largest(torch.tensor(boxes) - expected.boxes),
        largest((best - expected.ranking[chosen[0]]) / expected.ranking.std()),
    )


def largest(differences: torch.Tensor) -> float:
    """The largest absolute value. NaN if one of the values is NaN."""
    return differences.abs().amax().item()
