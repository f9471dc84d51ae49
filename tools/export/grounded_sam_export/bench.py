"""Measures seconds per image of a Grounding DINO of the size of grounding-dino-tiny, compared with the plain export.

    python -m grounded_sam_export.bench [--size 800] [--threads 2] [--rounds 5] [--dtype fp32,int8,q4]

The weights are random, because speed does not depend on them. All graphs run alternately. The best of all rounds
counts, because other load on the machine affects it least.
"""

import argparse
import time

import onnxruntime
import torch

from .checkpoint import prepare_detector
from .graph_file import without_output
from .grounding_dino import check, export
from .grounding_dino.plain import export_plain
from .precision import in_dtype
from .random_checkpoint import bert_tokenizer, grounding_dino_tiny
from .sessions import open_session


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=800, help="side of the square image in pixels; default 800")
    parser.add_argument("--threads", type=int, default=2, help="threads of onnxruntime; default 2")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds; default 5")
    parser.add_argument("--dtype", default="fp32,int8,q4", help="precisions of the fixed size; default fp32,int8,q4")
    options = parser.parse_args()
    model, tokenizer = grounding_dino_tiny(), bert_tokenizer()
    prepare_detector(model)
    ids = tokenizer(check.THREE_PHRASES, return_tensors="pt").input_ids
    separators = check.separators_of(tokenizer)
    sessions = {"plain": open_session(export_plain(model, ids, separators, options.size), options.threads)}
    for name, size in (("fixed size", (options.size, options.size)), ("any size", None)):
        graph = export.export(
            model, ids, separators, fixed_size=size, masks="in-graph", positions="original", opset=17
        )
        for dtype in options.dtype.split(",") if size else ["fp32"]:
            finished = in_dtype(without_output(graph, export.CHOSEN_CELLS), dtype)
            sessions[f"{name}, {dtype}"] = open_session(finished, options.threads)
    feeds = {
        "pixel_values": torch.randn(1, 3, options.size, options.size),
        "pixel_mask": torch.ones(1, options.size, options.size, dtype=torch.long),
        **export.text_inputs(ids, separators, "in-graph"),
    }
    best = best_seconds(sessions, {name: value.numpy() for name, value in feeds.items()}, options.rounds)
    print(f"{options.size} x {options.size}, {ids.shape[1]} tokens, {options.threads} threads, best of {options.rounds}")
    for name, seconds in best.items():
        print(f"{name:18} {seconds:6.2f} s  {best['plain'] / seconds:5.2f} times as fast")


def best_seconds(sessions: dict[str, onnxruntime.InferenceSession], feeds: dict, rounds: int) -> dict[str, float]:
    """Shortest run of each session in seconds. `feeds` may contain inputs that a session does not have."""
    best = dict.fromkeys(sessions, float("inf"))
    # The first round warms up.
    for measured in range(-1, rounds):
        for name, session in sessions.items():
            inputs = {node.name: feeds[node.name] for node in session.get_inputs()}
            start = time.perf_counter()
            session.run(None, inputs)
            if measured >= 0:
                best[name] = min(best[name], time.perf_counter() - start)
    return best


if __name__ == "__main__":
    main()
