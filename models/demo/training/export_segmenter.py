"""Exports a trained segmenter to the two ONNX graphs of the package, and compares them with torch. See README.md."""

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor
from transformers import Sam2Model

from .released_weights import segmenter_weights
from .segmenter import SIDE, ImageEncoder, MaskDecoder, build_segmenter
from .trainer import averaged_weights

EMBEDDINGS = [f"image_embeddings.{level}" for level in range(3)]
PROMPTS = ["input_points", "input_labels", "input_boxes"]
OUTPUTS = ["iou_scores", "pred_masks", "object_score_logits"]
TOLERANCE = 1e-3
CONVERSION = {"opset_version": 17, "dynamo": False}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, help="checkpoint.pt of the training")
    parser.add_argument("--out", type=Path, required=True, help="folder for the two graphs")
    options = parser.parse_args()
    encoder_file = options.out / "vision_encoder.onnx"
    decoder_file = options.out / "prompt_encoder_mask_decoder.onnx"

    model = build_segmenter()
    model.load_state_dict(averaged_weights(options.checkpoint))
    options.out.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        export_encoder(model, encoder_file)
        export_decoder(model, decoder_file)
        print(f"{options.out}: largest difference from torch {check(model, encoder_file, decoder_file):.1e}")


def export_encoder(model: Sam2Model, file: Path) -> None:
    """Writes the image encoder. Replaces a method of `model` by a constant for its fixed size."""
    # transformers resizes the table of position embeddings for every image, although this model has only one size.
    backbone = model.vision_encoder.backbone
    positions = backbone._get_pos_embed((SIDE // 4, SIDE // 4)).clone()
    backbone._get_pos_embed = lambda _: positions
    pixels = torch.zeros(1, 3, SIDE, SIDE)
    torch.onnx.export(
        ImageEncoder(model), (pixels,), file, input_names=["pixel_values"], output_names=EMBEDDINGS, **CONVERSION
    )


def export_decoder(model: Sam2Model, file: Path) -> None:
    """Writes the prompt encoder and mask decoder, with open numbers of prompts, points and boxes."""
    example = (*prompts(points=(3, 2), boxes=3), *ImageEncoder(model)(torch.zeros(1, 3, SIDE, SIDE)))
    torch.onnx.export(
        MaskDecoder(model),
        example,
        file,
        input_names=[*PROMPTS, *EMBEDDINGS],
        output_names=OUTPUTS,
        dynamic_axes={
            "input_points": {1: "prompts", 2: "points"},
            "input_labels": {1: "prompts", 2: "points"},
            "input_boxes": {1: "boxes"},
        },
        **CONVERSION,
    )
    graph = onnx.load(file)
    for node in graph.graph.node:
        # In the Reshape nodes of the prompts, 0 must mean a length of 0, not "keep the length", as it does by default.
        if node.op_type == "Reshape" and node.name.startswith("/Reshape"):
            others = [each for each in node.attribute if each.name != "allowzero"]
            del node.attribute[:]
            node.attribute.extend([*others, onnx.helper.make_attribute("allowzero", 1)])
    onnx.checker.check_model(graph)
    onnx.save(graph, file)


def prompts(points: tuple[int, int], boxes: int) -> tuple[Tensor, Tensor, Tensor]:
    """Random points, labels and boxes in pixels of the 256 x 256 square. `points`: prompts, points per prompt."""
    random = torch.Generator().manual_seed(0)
    corners = (torch.rand(1, boxes, 2, 2, generator=random) * SIDE).sort(2).values.reshape(1, boxes, 4)
    return torch.rand(1, *points, 2, generator=random) * SIDE, torch.ones(1, *points, dtype=torch.long), corners


def check(model: Sam2Model, encoder_file: Path, decoder_file: Path) -> float:
    """Compares the graphs with transformers for boxes, points and both, and reads the weights back as `--init` does.

    Returns the largest difference. Raises AssertionError if it is TOLERANCE or more, or if a weight differs.
    """
    encoder = onnxruntime.InferenceSession(encoder_file, providers=["CPUExecutionProvider"])
    decoder = onnxruntime.InferenceSession(decoder_file, providers=["CPUExecutionProvider"])
    pixels = torch.randn(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    expected = ImageEncoder(model)(pixels)
    embeddings = encoder.run(EMBEDDINGS, {"pixel_values": pixels.numpy()})
    largest = max(np.abs(output - reference.numpy()).max() for output, reference in zip(embeddings, expected))
    for points, boxes in (((1, 0), 1), ((3, 0), 3), ((0, 0), 5), ((2, 1), 0), ((1, 4), 0), ((2, 3), 2)):
        input_points, input_labels, input_boxes = tensors = prompts(points, boxes)
        feeds = {name: tensor.numpy() for name, tensor in zip(PROMPTS, tensors)} | dict(zip(EMBEDDINGS, embeddings))
        has_points = 0 not in points
        reference = model(
            image_embeddings=list(expected),
            input_points=input_points if has_points else None,
            input_labels=input_labels if has_points else None,
            input_boxes=input_boxes if boxes else None,
        )
        for name, output in zip(OUTPUTS, decoder.run(OUTPUTS, feeds)):
            largest = max(largest, np.abs(output - reference[name].numpy()).max())
    assert largest < TOLERANCE, f"graphs differ from torch by {largest}"
    weights = model.state_dict()
    for name, tensor in segmenter_weights(encoder_file, decoder_file, weights).items():
        # The graph contains only the sum of the two position tables, so these two cannot be compared.
        if "pos_embed" not in name:
            is_equal = torch.allclose(tensor, weights[name], atol=1e-6)
            assert is_equal, f"{name} read from the graph differs from the checkpoint"
    return float(largest)


if __name__ == "__main__":
    main()
