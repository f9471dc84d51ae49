"""Tracks scenes with the package `trackers`, for compare.ts: peers.py SCENES.json RESULTS.json

SCENES.json has {name: scene}, as bench/tracking/scene.ts describes. RESULTS.json gets a list of
{"peer", "settings", "results": {name: [[[trackId, x, y, width, height], ...] for each frame]}}.
"""

import itertools
import json
import sys
import warnings

import numpy as np
import supervision as sv
from trackers import BoTSORTTracker, ByteTrackTracker, CBIoUTracker, OCSORTTracker, SORTTracker

warnings.simplefilter("ignore")

# A lost track lives for 5 seconds, as ours does. Trackers with timestamps count `lost_track_buffer` at 30 per second.
LOST = {"lost_track_buffer": 150}
HITS = {"minimum_consecutive_frames": (2,)}
FIRST = "minimum_iou_threshold_first_assoc"

# Every combination is tried. The defaults of the thresholds are for other detectors, whose scores are higher.
GRIDS = {
    "SORT": (SORTTracker, {}, {"track_activation_threshold": (0.25,), "minimum_iou_threshold": (0.05, 0.15, 0.3)}),
    "ByteTrack": (
        ByteTrackTracker,
        {},
        {
            "track_activation_threshold": (0.25, 0.4),
            "high_conf_det_threshold": (0.25, 0.4),
            "minimum_iou_threshold": (0.02, 0.1),
        },
    ),
    "OC-SORT": (
        OCSORTTracker,
        {},
        {"high_conf_det_threshold": (0.25, 0.4), "minimum_iou_threshold": (0.05, 0.15, 0.3)},
    ),
    "C-BIoU": (
        CBIoUTracker,
        {},
        {
            "track_activation_threshold": (0.25, 0.4),
            "high_conf_det_threshold": (0.25, 0.4),
            FIRST: (0.02, 0.2),
        },
    ),
    "BoT-SORT": (
        BoTSORTTracker,
        {"enable_cmc": False},
        {
            "track_activation_threshold": (0.25, 0.4),
            "high_conf_det_threshold": (0.25, 0.4),
            FIRST: (0.02, 0.2),
        },
    ),
}


def track(tracker, scene):
    """The boxes with an id of each frame."""
    frames = []
    for frame in scene["frames"]:
        rows = np.array([row[:5] for row in frame["detections"]], dtype=float).reshape(-1, 5)
        corners = np.concatenate([rows[:, :2], rows[:, :2] + rows[:, 2:4]], axis=1)
        found = sv.Detections(xyxy=corners, confidence=rows[:, 4], class_id=np.zeros(len(rows), dtype=int))
        tracked = tracker.update(found, timestamp=frame["t"])
        ids = tracked.tracker_id if tracked.tracker_id is not None else []
        frames.append(
            [
                [int(id), *map(float, [x, y, right - x, bottom - y])]
                for id, (x, y, right, bottom) in zip(ids, tracked.xyxy)
                if id >= 0
            ]
        )
    return frames


with open(sys.argv[1]) as file:
    scenes = json.load(file)
runs = []
for peer, (make, fixed, grid) in GRIDS.items():
    grid = {**grid, **HITS}
    for values in itertools.product(*grid.values()):
        settings = dict(zip(grid, values))
        results = {
            name: track(make(**LOST, **fixed, **settings, frame_rate=scene["fps"]), scene)
            for name, scene in scenes.items()
        }
        runs.append({"peer": peer, "settings": settings, "results": results})
    print(peer, file=sys.stderr)
with open(sys.argv[2], "w") as file:
    json.dump(runs, file)
