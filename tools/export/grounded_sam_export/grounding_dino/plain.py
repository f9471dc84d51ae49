"""The plain export, for comparison: the traced forward pass of transformers, as other exports use it.

It replaces only operations that the exporter cannot export. The image has one size and needs a pixel mask of this size.
"""

from unittest.mock import patch

import numpy as np
import onnx
import torch
from torch import nn
from transformers import PreTrainedModel
from transformers.models.grounding_dino import modeling_grounding_dino

from ..tracing import Signature, to_onnx
from .graph import logit
from .text import text_blocks


class Plain(nn.Module):
    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixel_values, input_ids, token_type_ids, attention_mask, pixel_mask):
        outputs = self.model(pixel_values, input_ids, token_type_ids, attention_mask, pixel_mask)
        return outputs.logits, outputs.pred_boxes


def export_plain(model: PreTrainedModel, ids: torch.Tensor, separators: list[int], side: int) -> onnx.ModelProto:
    """Exports the model for images of `side` x `side` pixels. ids: any prompt, int64 [1, tokens]."""

    def blocks(input_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        token_mask, positions = text_blocks(input_ids[0], separators, "transformers")
        return token_mask[None], positions[None]

    def linspace(start: float, end: float, steps: int, **_) -> torch.Tensor:
        return torch.tensor(np.linspace(float(start), float(end), int(steps)), dtype=torch.float32)

    ones = torch.ones_like(ids)
    inputs = {
        "pixel_values": torch.zeros(1, 3, side, side),
        "input_ids": ids,
        "token_type_ids": 0 * ones,
        "attention_mask": ones,
        "pixel_mask": torch.ones(1, side, side, dtype=torch.long),
    }
    open_dimensions = {name: {1: "tokens"} for name in ("input_ids", "token_type_ids", "attention_mask")}
    with (
        patch.object(modeling_grounding_dino, "generate_masks_with_special_tokens_and_transfer_map", blocks),
        patch.object(torch.special, "logit", lambda x, eps: logit(x)),
        patch.object(torch, "linspace", linspace),
    ):
        return to_onnx(Plain(model), Signature(inputs, ["logits", "pred_boxes"], open_dimensions), 17)
