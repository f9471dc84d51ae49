"""Runs the chain of this package, and computes the detections that transformers would return."""

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
from grounded_sam_export.grounding_dino.export import CHOSEN_CELLS, image_input, text_inputs
from grounded_sam_export.grounding_dino.reference import reference
from grounded_sam_export.sessions import open_session
from PIL import Image
from transformers.models.grounding_dino.image_processing_pil_grounding_dino import GroundingDinoImageProcessorPil

CLI = Path(__file__).parents[3] / "dist/src/cli.js"
THRESHOLD = 0.5
MAX_DETECTIONS = 100
NMS_IOU = 0.5


def can_run() -> bool:
    """Whether Node.js and the built command line are available."""
    return CLI.exists() and shutil.which("node") is not None


def detections_of(command: str, image: Path, prompt: str, *options: str) -> list[dict]:
    """Runs a command of the command line on an image file and returns its detections."""
    process = subprocess.run(
        ["node", CLI, command, image, "--prompt", prompt, "--threshold", str(THRESHOLD), "--json", *options],
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)["detections"]


@dataclass
class Expected:
    label: str
    score: float
    bbox: np.ndarray  # [4]: x, y, width, height in pixels of the image


def expected_detections(folder: Path, checkpoint: Checkpoint, masks: str, image: Image.Image, phrases: list[str]) -> list[Expected]:
    """Detections computed with the preprocessing and the model of transformers; best first, without duplicates of a
    class.

    The post-processing of transformers uses the best score of all tokens and decodes labels from tokens. This function
    gives each phrase the score of its own best token.
    """
    pixels = pixels_of(folder, image)
    ids = checkpoint.tokenizer(". ".join(phrases) + ".", return_tensors="pt").input_ids
    separators = separators_of(checkpoint.tokenizer)
    graph = onnx.load(folder / "onnx" / "model.onnx")
    session = open_session(with_output(graph, CHOSEN_CELLS, onnx.TensorProto.INT64))
    feeds = {image_input(masks): pixels, **text_inputs(ids, separators, masks)}
    chosen = session.run([CHOSEN_CELLS], {name: value.numpy() for name, value in feeds.items()})[0]
    outputs = reference(checkpoint.model, pixels, ids, torch.tensor(chosen), separators, "original")

    ends = [0, *(at for at, id in enumerate(ids[0].tolist()) if id in separators)][1:-1]
    scores = outputs.logits[0].sigmoid()
    by_phrase = torch.stack([scores[:, start + 1 : end].amax(1) for start, end in zip(ends, ends[1:])], 1)
    best, phrase_index = by_phrase.max(1)
    centre_x, centre_y, width, height = outputs.boxes[0].unbind(1)
    corners = torch.stack([centre_x - width / 2, centre_y - height / 2, centre_x + width / 2, centre_y + height / 2], 1)
    corners = corners.clamp(0, 1) * torch.tensor([*image.size, *image.size])
    boxes = torch.cat([corners[:, :2], corners[:, 2:] - corners[:, :2]], 1).numpy()
    candidates = [
        Expected(phrases[phrase_index[at]], best[at].item(), boxes[at])
        for at in best.argsort(descending=True).tolist()
        if best[at] > THRESHOLD
    ]
    kept: list[Expected] = []
    for candidate in candidates:
        if all(candidate.label != other.label or iou(candidate.bbox, other.bbox) <= NMS_IOU for other in kept):
            kept.append(candidate)
    return kept[:MAX_DETECTIONS]


def pixels_of(folder: Path, image: Image.Image) -> torch.Tensor:
    """The pixels float32 [1, 3, height, width] of an image, normalised in float64 as the chain does it.

    transformers normalises in float32. The difference in the last digit decides between cells with nearly equal scores.
    """
    processor = GroundingDinoImageProcessorPil.from_pretrained(folder)
    levels = processor(image, do_rescale=False, do_normalize=False, return_tensors="pt")["pixel_values"].double()
    mean, std = (torch.tensor(values, dtype=torch.float64).view(3, 1, 1) for values in (processor.image_mean, processor.image_std))
    return ((levels * processor.rescale_factor - mean) / std).float()


def iou(a: np.ndarray, b: np.ndarray) -> float:
    """IoU of two boxes [4]: x, y, width, height."""
    sides = np.minimum(a[:2] + a[2:], b[:2] + b[2:]) - np.maximum(a[:2], b[:2])
    shared = sides.clip(0).prod()
    return shared / (a[2:].prod() + b[2:].prod() - shared)


def assert_same(
    detections: list[dict], expected: list[Expected], image: Image.Image, tolerance: float = 1e-3
) -> None:
    """Compares detections in any order, because detections with equal scores can have any order.

    tolerance: of scores, and of boxes relative to the image.
    """
    assert len(detections) == len(expected) > 0
    unmatched = list(expected)
    for detection in detections:
        bbox = np.array(detection["bbox"]) / (image.size * 2)
        match = next(
            (
                other
                for other in unmatched
                if other.label == detection["label"]
                and abs(other.score - detection["score"]) <= tolerance
                and np.abs(other.bbox / (image.size * 2) - bbox).max() <= tolerance
            ),
            None,
        )
        assert match is not None, detection
        unmatched.remove(match)


def mask_of(rle: dict) -> np.ndarray:
    """Decodes COCO's compressed run lengths to bool [height, width]."""
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
