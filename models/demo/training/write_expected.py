"""Writes the detections of transformers with the released weights, for a test of the chain. See README.md."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from transformers import GroundingDinoForObjectDetection, Sam2Model

from . import detector as detection
from . import segmenter as segmentation
from .detection_metrics import NMS_IOU, THRESHOLD, iou
from .language import DOT, END, START, TOKEN
from .pixels import to_pixel_values
from .released_weights import detector_weights, segmenter_weights

SCENES = 3
MODELS = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True, help="folder of scenes with annotations.json")
    parser.add_argument("--logit-bias", type=float, required=True, help="the --logit-bias of the detector's export")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    options = parser.parse_args()
    detector, segmenter = released_models()
    coco = json.loads((options.scenes / "annotations.json").read_text())
    names = {category["id"]: category["name"] for category in coco["categories"]}
    expected = []
    for image in coco["images"][:SCENES]:
        present = [names[each["category_id"]] for each in coco["annotations"] if each["image_id"] == image["id"]]
        labels = list(dict.fromkeys(present + image["absent"]))
        rgb = Image.open(options.scenes / image["file_name"]).convert("RGB")
        detections = detect(detector, rgb, labels, options.logit_bias)
        segment(segmenter, rgb, detections)
        expected.append({"file": image["file_name"], "prompt": labels, "detections": detections})
    options.out.write_text(json.dumps(expected))


def released_models() -> tuple[GroundingDinoForObjectDetection, Sam2Model]:
    """Detector and segmenter with the weights of the graphs in models/demo."""
    detector, segmenter = detection.build_detector(), segmentation.build_segmenter()
    graph = MODELS / "grounding-dino" / "onnx" / "model.onnx"
    detector.load_state_dict(detector_weights(graph, detector.state_dict()))
    graphs = [MODELS / "sam2" / "onnx" / f"{name}.onnx" for name in ("vision_encoder", "prompt_encoder_mask_decoder")]
    segmenter.load_state_dict(segmenter_weights(*graphs, segmenter.state_dict()))
    return detector, segmenter


@torch.no_grad()
def detect(
    detector: GroundingDinoForObjectDetection, image: Image.Image, labels: list[str], logit_bias: float
) -> list[dict]:
    """Detections with a score over THRESHOLD, best first, without duplicates of a label (NMS_IOU).

    `bbox`: x, y, width, height in pixels of the image.
    """
    tokens, spans = [START], []
    for label in labels:
        words = [TOKEN[word] for word in label.split()]
        spans.append(slice(len(tokens), len(tokens) + len(words)))
        tokens += [*words, DOT]
    ids = torch.tensor([[*tokens, END]])
    outputs = detector(
        pixel_values=pixel_values(image, detection.SIDE), input_ids=ids, attention_mask=torch.ones_like(ids)
    )
    scores = (outputs.logits[0] + logit_bias).sigmoid()
    best, winners = torch.stack([scores[:, span].amax(1) for span in spans], 1).max(1)
    boxes = outputs.pred_boxes[0].numpy()
    kept: list[int] = []
    for query in best.argsort(descending=True)[: (best > THRESHOLD).sum()].tolist():
        rivals = (other for other in kept if winners[other] == winners[query])
        if all(iou(boxes[query], boxes[other]) <= NMS_IOU for other in rivals):
            kept.append(query)
    corners = np.concatenate([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2], 1).clip(0, 1)
    corners *= np.tile(image.size, 2)
    return [
        {
            "label": labels[winners[query]],
            "score": round(best[query].item(), 5),
            "bbox": np.concatenate([corners[query, :2], corners[query, 2:] - corners[query, :2]]).round(3).tolist(),
        }
        for query in kept
    ]


@torch.no_grad()
def segment(segmenter: Sam2Model, image: Image.Image, detections: list[dict]) -> None:
    """Adds the best rated mask to each detection.

    `maskRuns`: lengths of alternating runs of 0 and 1, row by row, starting with 0. `maskScore`: predicted IoU.
    """
    if not detections:
        return
    scale = segmentation.SIDE / np.tile(image.size, 2)
    boxes = np.array([[x, y, x + width, y + height] for x, y, width, height in (one["bbox"] for one in detections)])
    outputs = segmenter(
        pixel_values=pixel_values(image, segmentation.SIDE),
        input_boxes=torch.tensor(boxes * scale, dtype=torch.float)[None],
    )
    ratings, best = outputs.iou_scores[0].max(-1)
    logits = outputs.pred_masks[0, torch.arange(len(detections)), best]
    masks = F.interpolate(logits[None], size=image.size[::-1], mode="bilinear", align_corners=False)[0] > 0
    for one, mask, rating in zip(detections, masks.numpy(), ratings):
        one["maskRuns"] = run_lengths(mask.ravel())
        one["maskScore"] = round(rating.item(), 5)


def pixel_values(image: Image.Image, side: int) -> torch.Tensor:
    """float32 [1, 3, side, side], squashed bilinearly and normalised."""
    return to_pixel_values(np.asarray(image.resize((side, side), Image.Resampling.BILINEAR))[None])


def run_lengths(values: NDArray[np.bool_]) -> list[int]:
    """Lengths of the alternating runs of 0 and 1, starting with 0."""
    changes = np.flatnonzero(np.diff(values, prepend=False))
    return np.diff(np.concatenate([[0], changes, [len(values)]])).tolist()


if __name__ == "__main__":
    main()
