"""Exports the two graphs of SAM 1, SAM 2, SAM 2.1 and EdgeTAM models."""

from types import ModuleType

import onnx
import torch
from transformers import PreTrainedModel

from ..graph_file import allow_zero_lengths
from ..tracing import Signature, to_onnx
from . import sam1, sam2

PROMPTS = {
    "input_points": {1: "point_prompts", 2: "points"},
    "input_labels": {1: "point_prompts", 2: "points"},
    "input_boxes": {1: "boxes"},
}


def generation(model: PreTrainedModel) -> ModuleType:
    """The module with the encoder and decoder for this model: sam1 or sam2."""
    return sam1 if model.config.model_type == "sam" else sam2


def side_of(model: PreTrainedModel) -> int:
    """Side in pixels of the square that the encoder takes."""
    return model.prompt_encoder.input_image_size


def export(model: PreTrainedModel, opset: int) -> tuple[onnx.ModelProto, onnx.ModelProto]:
    """Returns the graphs of encoder and decoder. The decoder has dynamic numbers of prompts, points and boxes."""
    kind, side = generation(model), side_of(model)
    pixels = torch.zeros(1, 3, side, side)
    encoder = to_onnx(kind.Encoder(model), Signature({"pixel_values": pixels}, kind.EMBEDDINGS), opset)
    with torch.no_grad():
        embeddings = dict(zip(kind.EMBEDDINGS, kind.torch_embeddings(model, pixels)))
    prompts = {
        "input_points": torch.rand(1, 2, 3, 2) * side,
        "input_labels": torch.ones(1, 2, 3, dtype=torch.long),
        "input_boxes": torch.rand(1, 2, 4) * side,
    }
    open_dimensions = PROMPTS | {name: {1: "prompts"} for name in kind.OUTPUTS}
    decoder = to_onnx(kind.Decoder(model), Signature(prompts | embeddings, kind.OUTPUTS, open_dimensions), opset)
    allow_zero_lengths(decoder)
    return encoder, decoder
