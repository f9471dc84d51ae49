"""Writes what transformers finds with the released weights, to hold the graphs and the chain against. See README.md."""

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
from .detection_figures import NMS_IOU, THRESHOLD, iou
from .language import DOT, END, START, TOKEN
from .pixels import to_pixel_values
from .released_weights import detector_weights, segmenter_weights

SCENES = 3
MODELS = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--logit-bias", type=float, required=True, help="with which the detector was exported")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    detector, segmenter = released_models()
    coco = json.loads((options.scenes / "annotations.json").read_text())
    names = {category["id"]: category["name"] for category in coco["categories"]}
    expected = []
    for image in coco["images"][:SCENES]:
        present = [names[each["category_id"]] for each in coco["annotations"] if each["image_id"] == image["id"]]
        labels = list(dict.fromkeys(present + image["absent"]))
        picture = Image.open(options.scenes / image["file_name"]).convert("RGB")
        detections = find(detector, picture, labels, options.logit_bias)
        cut_out(segmenter, picture, detections)
        expected.append({"file": image["file_name"], "prompt": labels, "detections": detections})
    options.out.write_text(json.dumps(expected))


def released_models() -> tuple[GroundingDinoForObjectDetection, Sam2Model]:
    detector, segmenter = detection.build_detector(), segmentation.build_segmenter()
    graph = MODELS / "grounding-dino" / "onnx" / "model.onnx"
    detector.load_state_dict(detector_weights(graph, detector.state_dict()))
    graphs = [MODELS / "sam2" / "onnx" / f"{name}.onnx" for name in ("vision_encoder", "prompt_encoder_mask_decoder")]
    segmenter.load_state_dict(segmenter_weights(*graphs, segmenter.state_dict()))
    return detector, segmenter


@torch.no_grad()
def find(
    detector: GroundingDinoForObjectDetection, picture: Image.Image, labels: list[str], logit_bias: float
) -> list[dict]:
    """Best first; `bbox` in pixels of the picture."""
    tokens, spans = [START], []
    for label in labels:
        words = [TOKEN[word] for word in label.split()]
        spans.append(slice(len(tokens), len(tokens) + len(words)))
        tokens += [*words, DOT]
    ids = torch.tensor([[*tokens, END]])
    outputs = detector(
        pixel_values=pixel_values(picture, detection.SIDE), input_ids=ids, attention_mask=torch.ones_like(ids)
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
    corners *= np.tile(picture.size, 2)
    return [
        {
            "label": labels[winners[query]],
            "score": round(best[query].item(), 5),
            "bbox": np.concatenate([corners[query, :2], corners[query, 2:] - corners[query, :2]]).round(3).tolist(),
        }
        for query in kept
    ]


@torch.no_grad()
def cut_out(segmenter: Sam2Model, picture: Image.Image, detections: list[dict]) -> None:
    """Adds to each its mask, as lengths of runs of 0 and 1 along the rows of the picture, and the mask's own score."""
    if not detections:
        return
    scale = segmentation.SIDE / np.tile(picture.size, 2)
    boxes = np.array([[x, y, x + width, y + height] for x, y, width, height in (one["bbox"] for one in detections)])
    outputs = segmenter(
        pixel_values=pixel_values(picture, segmentation.SIDE),
        input_boxes=torch.tensor(boxes * scale, dtype=torch.float)[None],
    )
    ratings, guesses = outputs.iou_scores[0].max(-1)
    logits = outputs.pred_masks[0, torch.arange(len(detections)), guesses]
    masks = F.interpolate(logits[None], size=picture.size[::-1], mode="bilinear", align_corners=False)[0] > 0
    for one, mask, rating in zip(detections, masks.numpy(), ratings):
        one["maskRuns"] = run_lengths(mask.ravel())
        one["maskScore"] = round(rating.item(), 5)


def pixel_values(picture: Image.Image, side: int) -> torch.Tensor:
    return to_pixel_values(np.asarray(picture.resize((side, side), Image.Resampling.BILINEAR))[None])


def run_lengths(values: NDArray[np.bool_]) -> list[int]:
    """Beginning with 0s."""
    changes = np.flatnonzero(np.diff(values, prepend=False))
    return np.diff(np.concatenate([[0], changes, [len(values)]])).tolist()


if __name__ == "__main__":
    main()
