"""python -m grounded_sam_export MODEL OUT"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from . import pack
from .checkpoint import Checkpoint, open_checkpoint
from .folder import write_description, write_graph
from .graph_file import LIMIT_BYTES, without_output
from .grounding_dino import check as detector_check
from .grounding_dino import export as detector
from .grounding_dino.text import Positions
from .precision import Dtype, in_dtype
from .segment_anything import check as segmenter_check
from .segment_anything import export as segmenter

# Largest accepted difference of an fp32 graph from transformers: of scores, of boxes relative to the image, of masks
# relative to the largest logit. Differences of other precisions are printed, but never cause a failure.
TOLERANCE = 1e-3

# Default shortest and longest edge of a detector's images, in pixels.
EDGES = (800, 1333)


def main(arguments: list[str]) -> int:
    """Exports a checkpoint and compares the graphs with transformers, and packed graphs with unpacked ones. Returns the exit
    code.

    The code is 1 if fp32 differs by more than TOLERANCE, or if any difference is NaN.
    """
    options = parse(arguments)
    if not options.serve:
        return export(options)
    with tempfile.TemporaryDirectory() as folder:
        packed_folder, options.out = options.out, Path(folder)
        code = export(options)
        return pack.print_differences(pack.pack(options.out, packed_folder, options.mask_dtype, options.two_graphs)) or code


def export(options: argparse.Namespace) -> int:
    """Exports a checkpoint to `options.out` and compares the graphs with transformers. Returns the exit code."""
    checkpoint = open_checkpoint(options.model)
    differences = (export_detector if checkpoint.is_detector else export_segmenter)(checkpoint, options)
    worst: dict[Dtype, float] = {}
    for dtype, difference in differences:
        print(f"{dtype:5} {difference}", flush=True)
        # NaN counts as the largest difference.
        worst[dtype] = max(worst.get(dtype, 0.0), difference.largest, key=lambda value: (value != value, value))
    for dtype, largest in worst.items():
        print(f"{dtype:5} largest difference from transformers: {largest:.1e}")
    return 0 if worst.get("fp32", 0.0) <= TOLERANCE and all(value == value for value in worst.values()) else 1


def parse(arguments: list[str]) -> argparse.Namespace:
    """Parses the command line. Exits with 2 and a message for invalid options."""
    parser = argparse.ArgumentParser(prog="grounded_sam_export", description=sys.modules[__package__].__doc__)
    parser.add_argument("model", help="folder of a transformers checkpoint, or org/name of one on the Hugging Face hub")
    parser.add_argument("out", type=Path, help="model folder to write")
    parser.add_argument(
        "--size",
        type=parse_size,
        help="detectors: size of the image in pixels. One number is the side of a square; shortest,longest are the "
        "edges of images that keep their aspect ratio; default 800,1333, with which the models were trained",
    )
    parser.add_argument(
        "--dtype",
        type=parse_dtypes,
        default=["fp32"],
        help=f"precisions to write, separated by commas, of {','.join(get_args(Dtype))}; default fp32",
    )
    parser.add_argument(
        "--masks",
        choices=get_args(detector.Masks),
        default="in-graph",
        help="detectors: whether the graph computes the mask that separates phrases, or takes it as an input; default "
        "in-graph",
    )
    parser.add_argument(
        "--positions",
        choices=get_args(Positions),
        default="original",
        help="detectors: definition of token positions with which the model was trained. Use transformers for models "
        "trained or fine-tuned with transformers 5; default original",
    )
    parser.add_argument("--opset", type=int, default=17, help="ONNX opset; at least 17, default 17")
    parser.add_argument(
        "--serve",
        action="store_true",
        help="write a folder for inference servers: graphs take 8-bit pixels, and a segmenter is one graph",
    )
    pack.add_options(parser)
    options = parser.parse_args(arguments)
    if not options.serve and (options.mask_dtype != "fp16" or options.two_graphs):
        parser.error("--mask-dtype and --two-graphs are only for --serve")
    if options.masks == "external" and options.positions == "transformers":
        parser.error("--masks must be in-graph with --positions transformers: external positions are the original ones")
    return options


def parse_size(text: str) -> tuple[int, ...]:
    """One side, or shortest and longest edge, in pixels."""
    try:
        sides = tuple(int(side) for side in text.split(","))
    except ValueError:
        sides = ()
    if len(sides) in (1, 2) and all(side > 0 for side in sides) and sides[0] <= sides[-1]:
        return sides
    raise argparse.ArgumentTypeError(f"must be one side or shortest,longest in pixels, got {text}")


def parse_dtypes(text: str) -> list[Dtype]:
    """The requested precisions, in the order of Dtype."""
    dtypes = [dtype for dtype in get_args(Dtype) if dtype in text.split(",")]
    if len(dtypes) == len(set(text.split(","))):
        return dtypes
    raise argparse.ArgumentTypeError(f"must be one or more of {','.join(get_args(Dtype))}, got {text}")


def export_detector(
    checkpoint: Checkpoint, options: argparse.Namespace
) -> Iterator[tuple[Dtype, detector_check.Difference]]:
    """Writes the model folder of a detector and yields its differences from transformers."""
    model, tokenizer = checkpoint.model, checkpoint.tokenizer
    if checkpoint.weight_bytes > LIMIT_BYTES:
        raise SystemExit(f"The detector's weights must be at most 2 GB, got {checkpoint.weight_bytes / 1e9:.1f} GB")
    sides = options.size or EDGES
    text_options = {"masks": options.masks, "positions": options.positions}
    graph = detector.export(
        model,
        tokenizer(detector_check.THREE_PHRASES, return_tensors="pt").input_ids,
        detector_check.separators_of(tokenizer),
        fixed_size=(sides[0], sides[0]) if len(sides) == 1 else None,
        opset=options.opset,
        **text_options,
    )
    names = ("height", "width") if len(sides) == 1 else ("shortest_edge", "longest_edge")
    size = dict(zip(names, (sides[0], sides[-1])))
    # takes_any_shape: an image that is too narrow to have a cell for every query gets fewer queries.
    write_description(options.out, checkpoint, size, {**text_options, "takes_any_shape": len(sides) == 2})
    for dtype in options.dtype:
        finished = in_dtype(without_output(graph, detector.CHOSEN_CELLS), dtype)
        print(describe(write_graph(options.out, "model", dtype, finished)))
        for difference in detector_check.differences(finished, model, tokenizer, sizes_to_check(sides), **text_options):
            yield dtype, difference


def sizes_to_check(sides: tuple[int, ...]) -> list[detector_check.Size]:
    """Heights and widths of the test images: landscape, portrait, and extremely narrow."""
    if len(sides) == 1:
        return [(sides[0], sides[0])]
    shortest, longest = sides
    # ConvNeXt needs at least 32 pixels, because it drops pixels that do not fill a cell.
    narrow = (max(32, longest // 48), longest // 2)
    return [(shortest, min(longest, shortest * 4 // 3)), (shortest * 3 // 4, shortest // 2), narrow]


def export_segmenter(
    checkpoint: Checkpoint, options: argparse.Namespace
) -> Iterator[tuple[Dtype, segmenter_check.Difference]]:
    """Writes the model folder of a segmenter and yields its differences from transformers."""
    if options.size or options.masks != "in-graph" or options.positions != "original":
        raise SystemExit("--size, --masks and --positions are only for detectors; the size of a SAM is fixed")
    if checkpoint.weight_bytes > LIMIT_BYTES and options.dtype != ["fp32"]:
        raise SystemExit(f"--dtype must be fp32 for weights above 2 GB, got {checkpoint.weight_bytes / 1e9:.1f} GB")
    model = checkpoint.model
    encoder, decoder = segmenter.export(model, options.opset)
    side = segmenter.side_of(model)
    keeps_shape = segmenter.generation(model) is segmenter.sam1
    write_description(options.out, checkpoint, {"longest_edge": side} if keeps_shape else {"height": side, "width": side}, {})
    # The decoder stays fp32: it is small, and lower precision would affect its masks most.
    decoder_files = write_graph(options.out, "prompt_encoder_mask_decoder", "fp32", decoder)
    print(describe(decoder_files))
    for dtype in options.dtype:
        encoder_files = write_graph(options.out, "vision_encoder", dtype, in_dtype(encoder, dtype))
        print(describe(encoder_files))
        for difference in segmenter_check.differences(encoder_files[0], decoder_files[0], model):
            yield dtype, difference


def describe(files: list[Path]) -> str:
    """Paths and sizes, for the output."""
    return ", ".join(f"{file} {file.stat().st_size / 1e6:.1f} MB" for file in files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
