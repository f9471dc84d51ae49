"""This package's own chain, and what transformers says instead, as plain detections."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from grounded_sam_export.checkpoint import Checkpoint
from grounded_sam_export.graph_file import with_output
from grounded_sam_export.grounding_dino.check import separators_of
from grounded_sam_export.grounding_dino.export import CHOSEN_PLACES, picture_input, text_inputs
from grounded_sam_export.grounding_dino.reference import reference
from grounded_sam_export.sessions import open_session
from PIL import Image
from transformers.models.grounding_dino.image_processing_pil_grounding_dino import GroundingDinoImageProcessorPil

CLI = Path(__file__).parents[3] / "dist/src/cli.js"
THRESHOLD = 0.5
MOST = 100
SAME_PLACE = 0.5


def can_run() -> bool:
    return CLI.exists() and shutil.which("node") is not None


def detections_of(command: str, picture: Path, prompt: str, *options: str) -> list[dict]:
    found = subprocess.run(
        ["node", CLI, command, picture, "--prompt", prompt, "--threshold", str(THRESHOLD), "--json", *options],
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)["detections"]


@dataclass
class Expected:
    label: str
    score: float
    bbox: np.ndarray  # x, y, width, height


def expected_detections(folder: Path, checkpoint: Checkpoint, masks: str, image: Image.Image, phrases: list[str]) -> list[Expected]:
    """By transformers' own pixels and model; best first, without duplicates of a class.

    transformers takes a score for the best of all tokens and decodes labels from tokens; here each phrase has the score of
    its own best token.
    """
    pixels = pixels_of(folder, image)
    ids = checkpoint.tokenizer(". ".join(phrases) + ".", return_tensors="pt").input_ids
    separators = separators_of(checkpoint.tokenizer)
    graph = onnx.load(folder / "onnx" / "model.onnx")
    session = open_session(with_output(graph, CHOSEN_PLACES, onnx.TensorProto.INT64))
    feeds = {picture_input(masks): pixels, **text_inputs(ids, separators, masks)}
    chosen = session.run([CHOSEN_PLACES], {name: value.numpy() for name, value in feeds.items()})[0]
    found = reference(checkpoint.model, pixels, ids, torch.tensor(chosen), separators, "original")

    ends = [0, *(at for at, id in enumerate(ids[0].tolist()) if id in separators)][1:-1]
    scores = found.logits[0].sigmoid()
    by_phrase = torch.stack([scores[:, start + 1 : end].amax(1) for start, end in zip(ends, ends[1:])], 1)
    best, owner = by_phrase.max(1)
    centre_x, centre_y, width, height = found.boxes[0].unbind(1)
    corners = torch.stack([centre_x - width / 2, centre_y - height / 2, centre_x + width / 2, centre_y + height / 2], 1)
    corners = corners.clamp(0, 1) * torch.tensor([*image.size, *image.size])
    boxes = torch.cat([corners[:, :2], corners[:, 2:] - corners[:, :2]], 1).numpy()
    candidates = [
        Expected(phrases[owner[at]], best[at].item(), boxes[at])
        for at in best.argsort(descending=True).tolist()
        if best[at] > THRESHOLD
    ]
    kept: list[Expected] = []
    for one in candidates:
        if all(one.label != other.label or overlap(one.bbox, other.bbox) <= SAME_PLACE for other in kept):
            kept.append(one)
    return kept[:MOST]


def pixels_of(folder: Path, image: Image.Image) -> torch.Tensor:
    """Normalised with more digits than transformers has, as the chain does it: the last one decides between places whose
    scores are nearly equal."""
    processor = GroundingDinoImageProcessorPil.from_pretrained(folder)
    levels = processor(image, do_rescale=False, do_normalize=False, return_tensors="pt")["pixel_values"].double()
    mean, std = (torch.tensor(values, dtype=torch.float64).view(3, 1, 1) for values in (processor.image_mean, processor.image_std))
    return ((levels * processor.rescale_factor - mean) / std).float()


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    sides = np.minimum(a[:2] + a[2:], b[:2] + b[2:]) - np.maximum(a[:2], b[:2])
    shared = sides.clip(0).prod()
    return shared / (a[2:].prod() + b[2:].prod() - shared)


def assert_same(found: list[dict], expected: list[Expected], image: Image.Image, tolerance: float = 1e-3) -> None:
    """Whatever their order, which equal scores leave open."""
    assert len(found) == len(expected) > 0
    left = list(expected)
    for one in found:
        bbox = np.array(one["bbox"]) / (image.size * 2)
        match = next(
            (
                other
                for other in left
                if other.label == one["label"]
                and abs(other.score - one["score"]) <= tolerance
                and np.abs(other.bbox / (image.size * 2) - bbox).max() <= tolerance
            ),
            None,
        )
        assert match is not None, one
        left.remove(match)


def mask_of(rle: dict) -> np.ndarray:
    """COCO's compressed run lengths to bool [height, width]."""
    runs: list[int] = []
    text, at = rle["counts"].encode(), 0
    while at < len(text):
        value, shift, more = 0, 0, True
        while more:
            bits = text[at] - 48
            value |= (bits & 31) << shift
            more, shift, at = bool(bits & 32), shift + 5, at + 1
        if bits & 16:
            value |= -1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
    height, width = rle["size"]
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return flat.reshape(width, height).T


def resized(masks: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    return F.interpolate(masks, size, mode="bilinear", align_corners=False)
