"""Writes a trained detector as the graph that the package ships, and checks it against torch. See README.md."""

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
    def __init__(self, model: GroundingDinoForObjectDetection, logit_bias: float) -> None:
        super().__init__()
        self.m = model
        self.logit_bias = logit_bias

    def forward(
        self, pixels: Tensor, ids: Tensor, token_types: Tensor, attention_mask: Tensor, pixel_mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Logits [1, 32, 256], -inf beyond the prompt, and boxes [1, 32, 4]."""
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
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="model.onnx")
    parser.add_argument("--logit-bias", type=float, default=0.0, help="added so that 0.3 is a good threshold")
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
    """Noise for a picture, and a prompt of phrases of one to three words."""
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
    """Runs prompts of 1 to 20 phrases, and reads the weights back as `--init` does."""
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    largest = 0.0
    for phrases in (1, 2, 3, 5, 8, 12, 20):
        given = inputs(phrases, seed=phrases)
        expected = [tensor.numpy() for tensor in detector(*given)]
        got = session.run(OUTPUTS, {name: tensor.numpy() for name, tensor in zip(INPUTS, given)})
        for one, other in zip(got, expected):
            is_finite = np.isfinite(other)
            assert np.array_equal(np.isfinite(one), is_finite), "-inf in other columns"
            largest = max(largest, float(np.abs(one[is_finite] - other[is_finite]).max()))
    assert largest < TOLERANCE, f"differs from torch by {largest}"
    weights = detector.m.state_dict()
    for name, tensor in detector_weights(graph, weights).items():
        assert torch.allclose(tensor, weights[name], atol=1e-6), f"{name} reads back otherwise"
    return largest


if __name__ == "__main__":
    main()
