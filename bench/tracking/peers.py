"""Tracks scenes with the Python packages that are installed, for compare.ts: peers.py SCENES.json RESULTS.json

SCENES.json has {name: scene}, as bench/tracking/scene.ts describes. RESULTS.json gets a list of
{"peer", "version", "settings", "results": {name: [[[trackId, x, y, width, height], ...] for each frame]}}.
`trackers` 2 needs another NumPy than `norfair`, and `supervision` has no tracker since 0.28, so these need a second Python.
"""

import itertools
import json
import logging
import sys
import warnings
from importlib.metadata import version

import numpy as np
import supervision as sv

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

# Every combination of the values is tried. The defaults of the thresholds are for other detectors, whose scores are higher.
# A lost track lives for 5 seconds, as ours does.
SCORES = {"track_activation_threshold": (0.25, 0.4), "high_conf_det_threshold": (0.25, 0.4)}
FIRST = {"minimum_iou_threshold_first_assoc": (0.02, 0.2)}


def corners_of(frame):
    rows = np.array([row[:5] for row in frame["detections"]], dtype=float).reshape(-1, 5)
    return np.concatenate([rows[:, :2], rows[:, :2] + rows[:, 2:4]], axis=1), rows[:, 4]


def found_in(frame):
    corners, scores = corners_of(frame)
    return sv.Detections(xyxy=corners, confidence=scores, class_id=np.zeros(len(scores), dtype=int))


def identified(ids, boxes):
    return [
        [int(id), *map(float, [x, y, right - x, bottom - y])]
        for id, (x, y, right, bottom) in zip(ids, boxes)
        if id is not None and id >= 0
    ]


def package_trackers():
    """SORT and its successors. They get the time of each frame."""
    import trackers

    def run(make, fixed):
        def track(scene, settings):
            # With timestamps, `lost_track_buffer` counts at 30 per second.
            tracker = make(lost_track_buffer=150, minimum_consecutive_frames=2, frame_rate=scene["fps"], **fixed, **settings)
            for frame in scene["frames"]:
                tracked = tracker.update(found_in(frame), timestamp=frame["t"])
                ids = tracked.tracker_id if tracked.tracker_id is not None else []
                yield identified(ids, tracked.xyxy)

        return track

    grids = {
        "SORT": (
            trackers.SORTTracker,
            {},
            {"track_activation_threshold": (0.25,), "minimum_iou_threshold": (0.05, 0.15, 0.3)},
        ),
        "ByteTrack": (trackers.ByteTrackTracker, {}, {**SCORES, "minimum_iou_threshold": (0.02, 0.1)}),
        "OC-SORT": (
            trackers.OCSORTTracker,
            {},
            {"high_conf_det_threshold": (0.25, 0.4), "minimum_iou_threshold": (0.05, 0.15, 0.3)},
        ),
        "C-BIoU": (trackers.CBIoUTracker, {}, {**SCORES, **FIRST}),
        "BoT-SORT": (trackers.BoTSORTTracker, {"enable_cmc": False}, {**SCORES, **FIRST}),
    }
    return [(f"{name} of trackers", "trackers", run(make, fixed), grid) for name, (make, fixed, grid) in grids.items()]


def package_supervision():
    """It gets the rate of the frames. Its buffer is in frames at 30 per second."""
    make = sv.ByteTrack

    def track(scene, settings):
        tracker = make(frame_rate=max(1, round(scene["fps"])), **settings)
        tracker.max_time_lost = max(1, round(5 * scene["fps"]))
        for frame in scene["frames"]:
            tracked = tracker.update_with_detections(found_in(frame))
            yield identified(tracked.tracker_id, tracked.xyxy)

    grid = {
        "track_activation_threshold": (0.25, 0.4),
        "minimum_matching_threshold": (0.8, 0.95),
        "minimum_consecutive_frames": (1, 2),
    }
    return [("ByteTrack of supervision", "supervision", track, grid)]


def package_norfair():
    """As Frigate uses it: distances in sizes of the object, an object is gone after 5 seconds."""
    import norfair

    def distance(detection, tracked):
        (left, top), (right, bottom) = tracked.estimate
        (x0, y0), (x1, y1) = detection.points
        wide, tall = max(1, right - left), max(1, bottom - top)
        ratio = [max(a / b, b / a) - 1 if a > 0 and b > 0 else 9 for a, b in ((x1 - x0, wide), (y1 - y0, tall))]
        return float(np.hypot.reduce([((x0 + x1) - (left + right)) / 2 / wide, (y1 - bottom) / tall, *ratio]))

    def track(scene, settings):
        fps = scene["fps"]
        tracker = norfair.Tracker(
            distance_function=distance,
            initialization_delay=max(1, int(fps / 2)) if fps > 2 else 1,
            hit_counter_max=max(2, round(5 * fps)),
            **settings,
        )
        for frame in scene["frames"]:
            corners, scores = corners_of(frame)
            found = [norfair.Detection(points=box.reshape(2, 2)) for box in corners]
            shown = [one for one in tracker.update(found) if any(one.last_detection is other for other in found)]
            yield identified([one.id for one in shown], [one.last_detection.points.ravel() for one in shown])

    return [("Norfair, as in Frigate", "norfair", track, {"distance_threshold": (1.5, 2.5, 4)})]


with open(sys.argv[1]) as file:
    scenes = json.load(file)
runs = []
for package in (package_trackers, package_supervision, package_norfair):
    try:
        peers = package()
    except (ImportError, AttributeError):
        continue
    for peer, distribution, track, grid in peers:
        for values in itertools.product(*grid.values()):
            settings = dict(zip(grid, values))
            results = {name: list(track(scene, settings)) for name, scene in scenes.items()}
            runs.append({"peer": peer, "version": version(distribution), "settings": settings, "results": results})
        print(peer, file=sys.stderr)
with open(sys.argv[2], "w") as file:
    json.dump(runs, file)
