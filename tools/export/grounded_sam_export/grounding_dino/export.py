"""The two kinds of Grounding DINO graphs: one computes the mask that separates phrases, one takes it as an input."""

from typing import Literal

import onnx
import torch
from torch import nn
from transformers import PreTrainedModel

from ..tracing import Signature, to_onnx
from .graph import Detector
from .text import Positions, text_blocks

Masks = Literal["in-graph", "external"]

# The cells that became queries. This tensor is not an output of the written graph; the check adds it.
CHOSEN_CELLS = "chosen_cells"


class WithMasks(nn.Module):
    """The graph that computes the mask. pixel_values float32 [1, 3, height, width]; input_ids, token_type_ids and
    attention_mask int64 [1, tokens]."""

    def __init__(self, detector: Detector, separators: list[int], positions: Positions) -> None:
        super().__init__()
        self.detector, self.separators, self.positions = detector, separators, positions

    def forward(self, pixel_values, input_ids, token_type_ids, attention_mask):
        ids = input_ids[0]
        token_mask, positions = text_blocks(ids, self.separators, self.positions)
        return self.detector(pixel_values, ids, token_type_ids[0], positions, token_mask, attention_mask[0] != 0)


class WithoutMasks(nn.Module):
    """The graph that takes the mask, with the input names of the original repository's export. img float32 [1, 3,
    height, width]; input_ids, position_ids and token_type_ids int64 [1, tokens]; attention_mask bool [1, tokens];
    text_token_mask bool [1, tokens, tokens]."""

    def __init__(self, detector: Detector) -> None:
        super().__init__()
        self.detector = detector

    def forward(self, img, input_ids, attention_mask, position_ids, token_type_ids, text_token_mask):
        return self.detector(
            img, input_ids[0], token_type_ids[0], position_ids[0], text_token_mask[0], attention_mask[0]
        )


def text_inputs(ids: torch.Tensor, separators: list[int], masks: Masks) -> dict[str, torch.Tensor]:
    """The text inputs of a graph for ids int64 [1, tokens], in the order of the graph."""
    zeros = torch.zeros_like(ids)
    if masks == "in-graph":
        return {"input_ids": ids, "token_type_ids": zeros, "attention_mask": torch.ones_like(ids)}
    token_mask, positions = text_blocks(ids[0], separators, "original")
    return {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids, dtype=torch.bool),
        "position_ids": positions[None],
        "token_type_ids": zeros,
        "text_token_mask": token_mask[None],
    }


def image_input(masks: Masks) -> str:
    """The name of the image input."""
    return "pixel_values" if masks == "in-graph" else "img"


def export(
    model: PreTrainedModel,
    ids: torch.Tensor,
    separators: list[int],
    *,
    fixed_size: tuple[int, int] | None,
    masks: Masks,
    positions: Positions,
    opset: int,
) -> onnx.ModelProto:
    """Exports a detector to a graph with the outputs logits, boxes and CHOSEN_CELLS.

    ids: any prompt, int64 [1, tokens]. fixed_size: height and width in pixels, or None to make both dynamic.
    """
    detector = Detector(model, positions, is_size_fixed=fixed_size is not None)
    module = WithMasks(detector, separators, positions) if masks == "in-graph" else WithoutMasks(detector)
    height, width = fixed_size or (256, 320)
    image = image_input(masks)
    inputs = {image: torch.zeros(1, 3, height, width), **text_inputs(ids, separators, masks)}
    outputs = ["logits", "pred_boxes" if masks == "in-graph" else "boxes"]
    open_dimensions = {name: {1: "tokens"} for name in inputs if name != image}
    if masks == "external":
        open_dimensions["text_token_mask"] = {1: "tokens", 2: "tokens"}
    if fixed_size is None:
        open_dimensions[image] = {2: "height", 3: "width"}
        open_dimensions |= {name: {1: "queries"} for name in outputs}
    return to_onnx(module, Signature(inputs, [*outputs, CHOSEN_CELLS], open_dimensions), opset)
