"""The results of transformers, with which a graph is compared."""

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
    logits: torch.Tensor
    """[1, queries, tokens]"""
    boxes: torch.Tensor
    """[1, queries, 4]: centre x, centre y, width, height, relative to the image"""
    ranking: torch.Tensor
    """The score by which the model ranks each cell, [cells]."""


@torch.no_grad()
def reference(
    model: PreTrainedModel,
    pixels: torch.Tensor,
    ids: torch.Tensor,
    chosen: torch.Tensor,
    separators: list[int],
    positions: Positions,
) -> Reference:
    """Runs the model with `chosen`, int64 [1, queries], as the cells of its queries, in this order.

    Among 13,294 cells, some always have scores that differ only by rounding. If two of them swap their queries, the
    outputs of both change. So the ranking is compared separately, and all other outputs are computed for the same
    cells.
    """
    with ExitStack() as stack:
        if positions == "original":
            stack.enter_context(original_positions(sys.modules[type(model).__module__], separators))
        ranking = stack.enter_context(force_chosen_cells(model, chosen))
        outputs = model(pixel_values=pixels, input_ids=ids)
    return Reference(outputs.logits, outputs.pred_boxes, ranking[0])


@contextmanager
def force_chosen_cells(model: PreTrainedModel, chosen: torch.Tensor) -> Iterator[list[torch.Tensor]]:
    """Makes the model use `chosen` instead of the best ranked cells. Yields a list; each run appends its ranking."""
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
    """Makes the modeling module of transformers use the original positions. separators: ids that end a phrase."""
    encode = module.encode_sinusoidal_position_embedding
    with (
        patch.object(
            module,
            "generate_masks_with_special_tokens_and_transfer_map",
            lambda ids: original_blocks(ids, separators),
        ),
        # The function returns the dtype of its input, so integer positions would round the sines to integers.
        patch.object(
            module, "encode_sinusoidal_position_embedding", lambda at, **options: encode(at.float(), **options)
        ),
    ):
        yield


def original_blocks(ids: torch.Tensor, separators: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """The rule of IDEA-Research/GroundingDINO, mmdetection and transformers 4, token by token.

    ids int64 [batch, tokens] -> mask bool [batch, tokens, tokens] and positions int64 [batch, tokens].

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
