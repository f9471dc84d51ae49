"""What transformers itself computes, to hold a graph against."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType
from unittest.mock import patch

import torch
from torch import nn
from transformers import PreTrainedModel

from .text import Positions


@dataclass
class Reference:
    """logits [1, queries, tokens] and boxes [1, queries, 4] for the places that were given as queries; the score by which
    the model ranks each place, [places]."""

    logits: torch.Tensor
    boxes: torch.Tensor
    ranking: torch.Tensor


@torch.no_grad()
def reference(
    model: PreTrainedModel,
    pixels: torch.Tensor,
    ids: torch.Tensor,
    chosen: torch.Tensor,
    separators: list[int],
    positions: Positions,
) -> Reference:
    """The model's answer, given the places that it takes for queries, in order.

    Of 13,294 places some always have scores that only rounding tells apart. Which of two is which query changes both, so
    the ranking is compared on its own and the rest is computed for one and the same.
    """
    with ExitStack() as stack:
        if positions == "original":
            stack.enter_context(original_positions(sys.modules[type(model).__module__], separators))
        ranking = stack.enter_context(chosen_places(model, chosen))
        found = model(pixel_values=pixels, input_ids=ids)
    return Reference(found.logits, found.pred_boxes, ranking[0])


@contextmanager
def chosen_places(model: PreTrainedModel, chosen: torch.Tensor) -> Iterator[list[torch.Tensor]]:
    """Collects what the model would have ranked."""
    ranked: list[torch.Tensor] = []

    def topk(scores: torch.Tensor, count: int, dim: int):
        ranked.append(scores[0])
        return scores.gather(1, chosen), chosen

    embedding = model.model.query_position_embeddings
    fewer = nn.Embedding.from_pretrained(embedding.weight[: chosen.shape[1]])
    with (
        patch.object(torch, "topk", topk),
        patch.object(model.model, "query_position_embeddings", fewer),
        patch.object(model.config, "num_queries", chosen.shape[1]),
    ):
        yield ranked


@contextmanager
def original_positions(module: ModuleType, separators: list[int]) -> Iterator[None]:
    encode = module.encode_sinusoidal_position_embedding
    with (
        patch.object(
            module,
            "generate_masks_with_special_tokens_and_transfer_map",
            lambda ids: original_blocks(ids, separators),
        ),
        # It returns the type that it is given: whole numbers for positions, which are sines.
        patch.object(
            module, "encode_sinusoidal_position_embedding", lambda at, **options: encode(at.float(), **options)
        ),
    ):
        yield


def original_blocks(ids: torch.Tensor, separators: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """As IDEA-Research/GroundingDINO, mmdetection and transformers 4 have it, token by token.

    https://github.com/IDEA-Research/GroundingDINO/blob/main/groundingdino/models/GroundingDINO/bertwarper.py
    """
    count = ids.shape[1]
    mask = torch.eye(count, dtype=torch.bool)[None].repeat(len(ids), 1, 1)
    positions = torch.zeros_like(ids)
    for row, line in enumerate(ids.tolist()):
        previous = 0
        for column, token in enumerate(line):
            if token not in separators:
                continue
            if 0 < column < count - 1:
                block = slice(previous + 1, column + 1)
                mask[row, block, block] = True
                positions[row, block] = torch.arange(column - previous)
            previous = column
    return mask, positions
