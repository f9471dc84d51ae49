"""Scores tracks with the packages `trackers` and `motmetrics`: score_tracking.py FRAMES.json

The file has {"frames": [{"objects": [[id, x, y, width, height]], "results": [...]}]}. Prints the scores as JSON.
"""

import json
import sys

import motmetrics
import numpy as np
from trackers.eval.hota import compute_hota_metrics
from trackers.eval.identity import compute_identity_metrics


def iou(a, b):
    """Intersection over union of each pair of boxes (x, y, width, height)."""
    a, b = a[:, None], b[None]
    sides = np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.prod(np.maximum(sides, 0), axis=-1)
    return shared / (np.prod(a[..., 2:], axis=-1) + np.prod(b[..., 2:], axis=-1) - shared)


with open(sys.argv[1]) as file:
    frames = json.load(file)["frames"]
ids = {}
boxes = {}
for side in ("objects", "results"):
    rows = [np.array(frame[side], dtype=float).reshape(-1, 5) for frame in frames]
    ids[side] = [row[:, 0].astype(int) for row in rows]
    boxes[side] = [row[:, 1:] for row in rows]
similarities = [iou(a, b) for a, b in zip(boxes["objects"], boxes["results"])]

hota = compute_hota_metrics(ids["objects"], ids["results"], similarities)
identity = compute_identity_metrics(ids["objects"], ids["results"], similarities)

accumulator = motmetrics.MOTAccumulator(auto_id=True)
for objects, results, similarity in zip(ids["objects"], ids["results"], similarities):
    accumulator.update(objects, results, np.where(similarity >= 0.5, 1 - similarity, np.nan))
summary = motmetrics.metrics.create().compute(accumulator, metrics=["idf1"])

print(
    json.dumps(
        {
            "hota": hota["HOTA"],
            "detA": hota["DetA"],
            "assA": hota["AssA"],
            "idf1": identity["IDF1"],
            "idf1OfMotmetrics": float(summary["idf1"].iloc[0]),
        }
    )
)
