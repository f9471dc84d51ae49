"""Detection metrics of a detector on drawn scenes. Each prompt names every kind in the scene and two absent kinds."""

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import GroundingDinoForObjectDetection

from .dataset import Dataset
from .detector import run_detector
from .language import Prompt, encode, full_name
from .pixels import to_pixel_values

BATCH = 50
THRESHOLD = 0.3
MATCH_IOU = 0.5
NMS_IOU = 0.5


def detection_metrics(detector: GroundingDinoForObjectDetection, dataset: Dataset, biases: list[float]) -> str:
    """Recall, precision and share of absent phrases with a detection, at THRESHOLD, for each bias added to the
    logits."""
    prompts = [scene_prompt(dataset, number) for number in range(len(dataset.scenes))]
    counts = np.zeros((len(biases), 5))
    for start in range(0, len(prompts), BATCH):
        batch = prompts[start : start + BATCH]
        logits, boxes = detect(detector, dataset.images[start : start + BATCH], batch)
        for offset, prompt in enumerate(batch):
            for row, bias in enumerate(biases):
                scores = 1 / (1 + np.exp(-(logits[offset] + bias)))
                counts[row] += scene_counts(dataset, start + offset, prompt, scores, boxes[offset])
    objects, detections, correct, absent, absent_detected = counts.T
    return ", ".join(
        f"bias {bias:+.1f} recall {r:.3f} precision {p:.3f} absent {a:.3f}"
        for bias, r, p, a in zip(
            biases, correct / objects, correct / np.maximum(detections, 1), absent_detected / absent
        )
    )


def scene_prompt(dataset: Dataset, number: int) -> Prompt:
    """The prompt with every kind in scene `number` and its two absent kinds."""
    scene = dataset.scenes[number]
    kinds = dict.fromkeys([item.kind for item in scene.objects] + scene.absent)
    return encode(dataset, [full_name(kind) for kind in kinds])


@torch.no_grad()
def detect(
    detector: GroundingDinoForObjectDetection, images: NDArray[np.uint8], prompts: list[Prompt]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Runs uint8 images [batch, height, width, 3], each with its own prompt.

    Returns logits [batch, queries, tokens] and boxes [batch, queries, 4]: centre x, centre y, width, height, relative
    to the image.
    """
    length = max(len(prompt.tokens) for prompt in prompts)
    ids = torch.zeros(len(prompts), length, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, prompt in enumerate(prompts):
        ids[row, : len(prompt.tokens)] = torch.tensor(prompt.tokens)
        mask[row, : len(prompt.tokens)] = 1
    device = detector.device
    outputs = run_detector(detector, to_pixel_values(images).to(device), ids.to(device), mask.to(device))
    return outputs.layer_logits[-1].cpu().numpy(), outputs.layer_boxes[-1].cpu().numpy()


def scene_counts(
    dataset: Dataset, number: int, prompt: Prompt, scores: NDArray[np.float32], boxes: NDArray[np.float32]
) -> tuple[int, int, int, int, int]:
    """Counts of one scene: objects, detections, correct detections, absent phrases, absent phrases with a detection.

    `scores` [queries, tokens], 0 to 1. `boxes` [queries, 4], as `detect` returns them.
    """
    scene = dataset.scenes[number]
    by_phrase = np.stack([scores[:, span].max(1) for span in prompt.spans], 1)
    labels, best = by_phrase.argmax(1), by_phrase.max(1)
    kept: list[int] = []
    for query in np.argsort(-best)[: (best > THRESHOLD).sum()]:
        rivals = (other for other in kept if labels[other] == labels[query])
        if all(iou(boxes[query], boxes[other]) <= NMS_IOU for other in rivals):
            kept.append(query)
    unmatched = list(scene.objects)
    correct = 0
    for query in kept:
        phrase = prompt.phrases[labels[query]]
        match = next((o for o in unmatched if phrase.names(o.kind) and iou(boxes[query], o.box) >= MATCH_IOU), None)
        if match is not None:
            unmatched.remove(match)
            correct += 1
    detected = {prompt.phrases[labels[query]] for query in kept}
    absent_detected = sum(full_name(kind) in detected for kind in scene.absent)
    return len(scene.objects), len(kept), correct, len(scene.absent), absent_detected


def iou(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """IoU of two boxes [4]: centre x, centre y, width, height."""
    (ax, ay, a_width, a_height), (bx, by, b_width, b_height) = a.tolist(), b.tolist()
    width = min(ax + a_width / 2, bx + b_width / 2) - max(ax - a_width / 2, bx - b_width / 2)
    height = min(ay + a_height / 2, by + b_height / 2) - max(ay - a_height / 2, by - b_height / 2)
    intersection = max(width, 0) * max(height, 0)
    return intersection / (a_width * a_height + b_width * b_height - intersection)
