"""Writes a trained segmenter as the two graphs that the package ships, and checks them against torch. See README.md."""

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
    parser.add_argument("--checkpoint", type=Path, required=True)
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
    # Upstream resizes the table of positions for every picture; all are of one size here.
    backbone = model.vision_encoder.backbone
    positions = backbone._get_pos_embed((SIDE // 4, SIDE // 4)).clone()
    backbone._get_pos_embed = lambda _: positions
    pixels = torch.zeros(1, 3, SIDE, SIDE)
    torch.onnx.export(
        ImageEncoder(model), (pixels,), file, input_names=["pixel_values"], output_names=EMBEDDINGS, **CONVERSION
    )


def export_decoder(model: Sam2Model, file: Path) -> None:
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
        # The reshapes of the prompts: zero means a length of zero there, not "as it was".
        if node.op_type == "Reshape" and node.name.startswith("/Reshape"):
            others = [each for each in node.attribute if each.name != "allowzero"]
            del node.attribute[:]
            node.attribute.extend([*others, onnx.helper.make_attribute("allowzero", 1)])
    onnx.checker.check_model(graph)
    onnx.save(graph, file)


def prompts(points: tuple[int, int], boxes: int) -> tuple[Tensor, Tensor, Tensor]:
    """Points as (prompts, points in each)."""
    random = torch.Generator().manual_seed(0)
    corners = (torch.rand(1, boxes, 2, 2, generator=random) * SIDE).sort(2).values.reshape(1, boxes, 4)
    return torch.rand(1, *points, 2, generator=random) * SIDE, torch.ones(1, *points, dtype=torch.long), corners


def check(model: Sam2Model, encoder_file: Path, decoder_file: Path) -> float:
    """Boxes, points and both against upstream's own forward; and reads the weights back as `--init` does."""
    encoder = onnxruntime.InferenceSession(encoder_file, providers=["CPUExecutionProvider"])
    decoder = onnxruntime.InferenceSession(decoder_file, providers=["CPUExecutionProvider"])
    pixels = torch.randn(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    expected = ImageEncoder(model)(pixels)
    embeddings = encoder.run(EMBEDDINGS, {"pixel_values": pixels.numpy()})
    largest = max(np.abs(one - other.numpy()).max() for one, other in zip(embeddings, expected))
    for points, boxes in (((1, 0), 1), ((3, 0), 3), ((0, 0), 5), ((2, 1), 0), ((1, 4), 0), ((2, 3), 2)):
        given = prompts(points, boxes)
        fed = {name: tensor.numpy() for name, tensor in zip(PROMPTS, given)} | dict(zip(EMBEDDINGS, embeddings))
        has_points = 0 not in points
        outputs = model(
            image_embeddings=list(expected),
            input_points=given[0] if has_points else None,
            input_labels=given[1] if has_points else None,
            input_boxes=given[2] if boxes else None,
        )
        for name, got in zip(OUTPUTS, decoder.run(OUTPUTS, fed)):
            largest = max(largest, np.abs(got - outputs[name].numpy()).max())
    assert largest < TOLERANCE, f"differs from torch by {largest}"
    weights = model.state_dict()
    for name, tensor in segmenter_weights(encoder_file, decoder_file, weights).items():
        # Only the sum of the two tables of positions is in the graph.
        if "pos_embed" not in name:
            assert torch.allclose(tensor, weights[name], atol=1e-6), f"{name} reads back otherwise"
    return float(largest)


if __name__ == "__main__":
    main()
