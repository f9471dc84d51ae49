"""Exports a trained detector to the ONNX graph of the package, and compares it with torch. See README.md."""

import argparse
from pathlib import Path
from random import Random

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn
from transformers import GroundingDinoForObjectDetection

from .detector import SIDE, build_detector
from .language import DOT, END, START, VOCABULARY
from .onnx_friendly import make_detector_exportable
from .released_weights import detector_weights
from .trainer import averaged_weights

INPUTS = ["pixel_values", "input_ids", "token_type_ids", "attention_mask", "pixel_mask"]
OUTPUTS = ["logits", "pred_boxes"]
TOLERANCE = 1e-4


class Detector(nn.Module):
    """The detector as it is exported: with the bias added to its logits."""

    def __init__(self, model: GroundingDinoForObjectDetection, logit_bias: float) -> None:
        super().__init__()
        self.m = model
        self.logit_bias = logit_bias

    def forward(
        self, pixels: Tensor, ids: Tensor, token_types: Tensor, attention_mask: Tensor, pixel_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Returns logits [1, 32, 256], -inf after the last token, and boxes [1, 32, 4]: centre x, centre y, width,
        height, relative to the image.

        Pixels float32 [1, 3, 224, 224]; ids, token types and attention mask int64 [1, tokens]; pixel mask int64
        [1, 224, 224].
        """
        outputs = self.m(
            pixel_values=pixels,
            input_ids=ids,
            token_type_ids=token_types,
            attention_mask=attention_mask,
            pixel_mask=pixel_mask,
        )
        return outputs.logits + self.logit_bias, outputs.pred_boxes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, help="checkpoint.pt of the training")
    parser.add_argument("--out", type=Path, required=True, help="graph to write, model.onnx")
    parser.add_argument(
        "--logit-bias", type=float, default=0.0, help="added to the logits so that 0.3 is a good threshold; default 0"
    )
    options = parser.parse_args()

    model = build_detector()
    model.load_state_dict(averaged_weights(options.checkpoint))
    detector = Detector(model, options.logit_bias).eval()
    make_detector_exportable()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        detector,
        inputs(2, seed=0),
        options.out,
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes={name: {1: "sequence"} for name in ("input_ids", "token_type_ids", "attention_mask")},
        opset_version=17,
        dynamo=False,
    )
    print(f"{options.out}: largest difference from torch {check(detector, options.out):.1e}")


def inputs(phrases: int, seed: int) -> tuple[Tensor, ...]:
    """The graph's inputs: an image of noise, and a prompt of `phrases` phrases of one to three words."""
    random = Random(seed)
    tokens = [START]
    for _ in range(phrases):
        tokens += [random.randrange(VOCABULARY.index("a"), len(VOCABULARY)) for _ in range(random.randint(1, 3))]
        tokens.append(DOT)
    ids = torch.tensor([[*tokens, END]])
    pixels = torch.randn(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(seed))
    pixel_mask = torch.ones(1, SIDE, SIDE, dtype=torch.long)
    return pixels, ids, torch.zeros_like(ids), torch.ones_like(ids), pixel_mask


@torch.no_grad()
def check(detector: Detector, graph: Path) -> float:
    """Compares the graph with torch for 1 to 20 phrases, and reads the weights back as `--init` does.

    Returns the largest difference. Raises AssertionError if it is TOLERANCE or more, or if a weight differs.
    """
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    largest = 0.0
    for phrases in (1, 2, 3, 5, 8, 12, 20):
        tensors = inputs(phrases, seed=phrases)
        expected = [tensor.numpy() for tensor in detector(*tensors)]
        outputs = session.run(OUTPUTS, {name: tensor.numpy() for name, tensor in zip(INPUTS, tensors)})
        for output, reference in zip(outputs, expected):
            is_finite = np.isfinite(reference)
            assert np.array_equal(np.isfinite(output), is_finite), "graph and torch have -inf in different columns"
            largest = max(largest, float(np.abs(output[is_finite] - reference[is_finite]).max()))
    assert largest < TOLERANCE, f"graph differs from torch by {largest}"
    weights = detector.m.state_dict()
    for name, tensor in detector_weights(graph, weights).items():
        is_equal = torch.allclose(tensor, weights[name], atol=1e-6)
        assert is_equal, f"{name} read from the graph differs from the checkpoint"
    return largest


if __name__ == "__main__":
    main()
