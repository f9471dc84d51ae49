"""Compares the two graphs with transformers, for boxes, points and both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import PreTrainedModel

from ..sessions import open_session
from .export import generation, side_of

# Prompts with points, points per prompt, boxes: boxes only, points only, both.
CASES = [(1, 0, 1), (1, 0, 5), (1, 1, 0), (3, 4, 0), (1, 2, 1), (3, 2, 3)]


@dataclass
class Difference:
    """Largest difference of an output, relative to the output's largest absolute value if that is above 1."""

    case: str
    largest: float

    def __str__(self) -> str:
        return f"{self.case}: {self.largest:.1e}"


@torch.no_grad()
def differences(encoder: Path, decoder: Path, model: PreTrainedModel) -> Iterator[Difference]:
    """Differences of the encoder, and of the decoder for each case. The decoder runs on the encoder's embeddings."""
    kind, side = generation(model), side_of(model)
    random = torch.Generator().manual_seed(0)
    pixels = torch.randn(1, 3, side, side, generator=random)
    outputs = open_session(encoder).run(None, {"pixel_values": pixels.numpy()})
    expected = kind.torch_embeddings(model, pixels)
    yield Difference("encoder", max(relative(torch.tensor(a), b) for a, b in zip(outputs, expected)))
    session = open_session(decoder)
    embeddings = dict(zip(kind.EMBEDDINGS, outputs))
    for prompts, points, boxes in CASES:
        inputs = {
            "input_points": torch.rand(1, prompts, points, 2, generator=random) * side,
            "input_labels": torch.randint(0, 2, (1, prompts, points), generator=random),
            "input_boxes": (torch.rand(1, boxes, 2, 2, generator=random) * side).sort(2).values.flatten(2),
        }
        masks = session.run(None, {name: value.numpy() for name, value in inputs.items()} | embeddings)
        not_empty = {name: value for name, value in inputs.items() if value.numel() > 0}
        expected_masks = kind.torch_masks(model, expected, **not_empty)
        case = f"{prompts} x {points} points, {boxes} boxes"
        yield Difference(case, max(relative(torch.tensor(a), b) for a, b in zip(masks, expected_masks)))


def relative(output: torch.Tensor, expected: torch.Tensor) -> float:
    """Largest difference, divided by the largest absolute expected value if that is above 1."""
    return ((output - expected).abs().amax() / expected.abs().amax().clamp(min=1)).item()
