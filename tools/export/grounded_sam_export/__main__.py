"""python -m grounded_sam_export MODEL OUT"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from .checkpoint import Checkpoint, open_checkpoint
from .folder import write_description, write_graph
from .graph_file import LIMIT_BYTES, without_output
from .grounding_dino import check as detector_check
from .grounding_dino import export as detector
from .grounding_dino.text import Positions
from .precision import Dtype, in_dtype
from .segment_anything import check as segmenter_check
from .segment_anything import export as segmenter

# Largest difference from transformers, of scores, of boxes relative to the picture, of masks relative to the largest
# logit. Smaller weights are another model to some degree: there it is shown, not judged.
TOLERANCE = 1e-3

EDGES = (800, 1333)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    checkpoint = open_checkpoint(options.model)
    differ = (export_detector if checkpoint.is_detector else export_segmenter)(checkpoint, options)
    worst: dict[Dtype, float] = {}
    for dtype, difference in differ:
        print(f"{dtype:5} {difference}", flush=True)
        # Not a number is the worst.
        worst[dtype] = max(worst.get(dtype, 0.0), difference.largest, key=lambda value: (value != value, value))
    for dtype, largest in worst.items():
        print(f"{dtype:5} largest difference from transformers: {largest:.1e}")
    return 0 if worst.get("fp32", 0.0) <= TOLERANCE and all(value == value for value in worst.values()) else 1


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="grounded_sam_export", description=sys.modules[__package__].__doc__)
    parser.add_argument("model", help="folder of a checkpoint of transformers, or org/name of the Hugging Face hub")
    parser.add_argument("out", type=Path, help="the model folder to write")
    parser.add_argument(
        "--size",
        type=parse_size,
        help="of detectors: 800 for a square of that side, or shortest,longest for pictures that keep their shape; "
        "default 800,1333, as the models were trained",
    )
    parser.add_argument(
        "--dtype", type=parse_dtypes, default=["fp32"], help=f"any of {','.join(get_args(Dtype))}; default fp32"
    )
    parser.add_argument(
        "--masks",
        choices=get_args(detector.Masks),
        default="in-graph",
        help="of detectors: whether the graph keeps the phrases apart itself, or is told how; default in-graph",
    )
    parser.add_argument(
        "--positions",
        choices=get_args(Positions),
        default="original",
        help="of detectors: how the text's positions were meant when the model was trained. transformers for models "
        "trained or fine-tuned with transformers 5; default original",
    )
    parser.add_argument("--opset", type=int, default=17, help="of ONNX; default 17, the least that works")
    options = parser.parse_args(arguments)
    if options.masks == "external" and options.positions == "transformers":
        parser.error("--positions transformers needs --masks in-graph: from outside, positions come the original way")
    return options


def parse_size(text: str) -> tuple[int, ...]:
    sides = tuple(int(side) for side in text.split(","))
    if len(sides) in (1, 2) and all(side > 0 for side in sides) and sides[0] <= sides[-1]:
        return sides
    raise ValueError(text)


def parse_dtypes(text: str) -> list[Dtype]:
    dtypes = [dtype for dtype in get_args(Dtype) if dtype in text.split(",")]
    if len(dtypes) == len(set(text.split(","))):
        return dtypes
    raise ValueError(text)


def export_detector(
    checkpoint: Checkpoint, options: argparse.Namespace
) -> Iterator[tuple[Dtype, detector_check.Difference]]:
    model, tokenizer = checkpoint.model, checkpoint.tokenizer
    if checkpoint.weight_bytes > LIMIT_BYTES:
        raise SystemExit(f"The model's weights have {checkpoint.weight_bytes / 1e9:.1f} GB; detectors may have 2 GB")
    sides = options.size or EDGES
    ways = {"masks": options.masks, "positions": options.positions}
    graph = detector.export(
        model,
        tokenizer(detector_check.THREE_PHRASES, return_tensors="pt").input_ids,
        detector_check.separators_of(tokenizer),
        fixed_size=(sides[0], sides[0]) if len(sides) == 1 else None,
        opset=options.opset,
        **ways,
    )
    names = ("height", "width") if len(sides) == 1 else ("shortest_edge", "longest_edge")
    size = dict(zip(names, (sides[0], sides[-1])))
    # A picture too narrow to have a place for every query gets fewer queries.
    write_description(options.out, checkpoint, size, {**ways, "takes_any_shape": len(sides) == 2})
    for dtype in options.dtype:
        finished = in_dtype(without_output(graph, detector.CHOSEN_CELLS), dtype)
        print(describe(write_graph(options.out, "model", dtype, finished)))
        for difference in detector_check.differences(finished, model, tokenizer, sizes_to_check(sides), **ways):
            yield dtype, difference


def sizes_to_check(sides: tuple[int, ...]) -> list[detector_check.Size]:
    """Height and width: as most pictures come, upright, and as narrow as hardly any."""
    if len(sides) == 1:
        return [(sides[0], sides[0])]
    shortest, longest = sides
    # ConvNeXt, which cuts off what fills no cell, needs 32 pixels.
    narrow = (max(32, longest // 48), longest // 2)
    return [(shortest, min(longest, shortest * 4 // 3)), (shortest * 3 // 4, shortest // 2), narrow]


def export_segmenter(
    checkpoint: Checkpoint, options: argparse.Namespace
) -> Iterator[tuple[Dtype, segmenter_check.Difference]]:
    if options.size or options.masks != "in-graph" or options.positions != "original":
        raise SystemExit("--size, --masks and --positions are for detectors: a SAM has one size")
    if checkpoint.weight_bytes > LIMIT_BYTES and options.dtype != ["fp32"]:
        raise SystemExit(f"The model's weights have {checkpoint.weight_bytes / 1e9:.1f} GB; from 2 GB on there is only fp32")
    model = checkpoint.model
    encoder, decoder = segmenter.export(model, options.opset)
    side = segmenter.side_of(model)
    keeps_shape = segmenter.generation(model) is segmenter.sam1
    write_description(options.out, checkpoint, {"longest_edge": side} if keeps_shape else {"height": side, "width": side}, {})
    # The decoder is small, and its masks suffer most.
    decoder_files = write_graph(options.out, "prompt_encoder_mask_decoder", "fp32", decoder)
    print(describe(decoder_files))
    for dtype in options.dtype:
        encoder_files = write_graph(options.out, "vision_encoder", dtype, in_dtype(encoder, dtype))
        print(describe(encoder_files))
        for difference in segmenter_check.differences(encoder_files[0], decoder_files[0], model):
            yield dtype, difference


def describe(files: list[Path]) -> str:
    return ", ".join(f"{file} {file.stat().st_size / 1e6:.1f} MB" for file in files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
