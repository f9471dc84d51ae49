"""Packs a model folder for an inference server, so that little travels: 8-bit images in, and few results out.

    python -m grounded_sam_export.pack FOLDER OUT [--mask-dtype fp32] [--two-graphs]

A detector takes `image` instead of `pixel_values`, has no `pixel_mask`, and outputs logits as wide as the text. A segmenter
becomes one graph, `onnx/segmenter.onnx`, which outputs the best mask of each prompt. Needs neither torch nor transformers.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .graph_file import copy_of, save_graph
from .sessions import open_session

MaskDtype = Literal["fp16", "fp32"]

# Largest accepted difference of a packed fp32 graph from the unpacked one, as in the check of an export.
TOLERANCE = 1e-3

# Pixels of the encoder's square per cell of a mask, on each axis.
CELL_PIXELS = 4

IMAGE = "image"
DETECTOR, ENCODER, DECODER, FUSED = "model", "vision_encoder", "prompt_encoder_mask_decoder", "segmenter"


@dataclass
class Preprocessing:
    """How levels from 0 to 255 are normalised, and the side of the square that SAM 1 pads images to."""

    mean: np.ndarray
    std: np.ndarray
    scale: float
    padded_side: int | None = None
    shortest_edge: int = 800
    """The shortest edge of the images of a detector, in pixels."""


def preprocessing(folder: Path) -> Preprocessing:
    """From processor_config.json, as transformers 5 saves it, else preprocessor_config.json. The defaults are of ImageNet."""
    config = read_json(folder / "processor_config.json").get("image_processor") or read_json(folder / "preprocessor_config.json")
    on = config.get("do_normalize", True)
    size = config["size"] if isinstance(config.get("size"), dict) else {}
    return Preprocessing(
        np.array(config.get("image_mean", [0.485, 0.456, 0.406]) if on else [0, 0, 0]),
        np.array(config.get("image_std", [0.229, 0.224, 0.225]) if on else [1, 1, 1]),
        config.get("rescale_factor", 1 / 255) if config.get("do_rescale", True) else 1.0,
        size.get("longest_edge"),
        size.get("shortest_edge") or size.get("height") or 800,
    )


def read_json(file: Path) -> dict:
    return json.loads(file.read_text()) if file.exists() else {}


def packed_image(model: onnx.ModelProto, pixels: str, before: Preprocessing, *, padded_side: int | None) -> onnx.ModelProto:
    """The graph with `image`, uint8 [1, height, width, 3], instead of `pixels`, float [1, 3, height, width].

    padded_side: side of the square to which the graph pads the normalised image with 0, on the right and at the bottom.
    """
    packed = copy_of(model)
    graph = packed.graph
    input = next(value for value in graph.input if value.name == pixels)
    kind, (_, _, height, width) = input.type.tensor_type.elem_type, dims_of(input)
    if padded_side is not None:
        height, width = "height", "width"
    named = Names("packed_image")
    nodes = [
        helper.make_node("Cast", [IMAGE], [named("levels")], to=TensorProto.INT32),
        helper.make_node("Add", [named("levels"), named("channels")], [named("positions")]),
        helper.make_node("Gather", [named("table"), named("positions")], [named("rows")]),
        helper.make_node("Transpose", [named("rows")], [named("planes")], perm=[0, 3, 1, 2]),
    ]
    # A table of the 256 levels of each channel has the very numbers that the client computes for an unpacked graph, on any
    # device. A product and a sum in float32 differ from them in the last digit.
    table = pixels_of(np.arange(256).reshape(1, 1, 256, 1).repeat(3, 3), before, TensorProto.FLOAT).reshape(-1)
    add_constants(graph, {named("table"): table, named("channels"): np.array([0, 256, 512], np.int32)})
    last = named("planes")
    if padded_side is not None:
        square = np.array([1, 3, padded_side, padded_side], np.int64)
        add_constants(graph, {named("square"): square, named("before"): np.zeros(4, np.int64)})
        nodes += [
            helper.make_node("Shape", [last], [named("shape")]),
            helper.make_node("Sub", [named("square"), named("shape")], [named("after")]),
            helper.make_node("Concat", [named("before"), named("after")], [named("pads")], axis=0),
            helper.make_node("Pad", [last, named("pads")], [named("padded")]),
        ]
        last = named("padded")
    nodes.append(helper.make_node("Cast", [last], [pixels], to=kind))
    replace_inputs(graph, [pixels], [value_info(IMAGE, TensorProto.UINT8, [1, height, width, 3])])
    prepend(graph, nodes)
    return packed


def packed_detector(model: onnx.ModelProto, before: Preprocessing) -> onnx.ModelProto:
    """A detector with `image` instead of its pixels and their mask, and with logits as wide as the text."""
    names = [value.name for value in model.graph.input]
    packed = packed_image(model, first(["pixel_values", "img", "inputs"], names), before, padded_side=None)
    graph = packed.graph
    named = Names("packed_detector")
    if "pixel_mask" in names:
        kind = next(value for value in model.graph.input if value.name == "pixel_mask").type.tensor_type.elem_type
        one = helper.make_tensor(named("one"), kind, [1], [1])
        graph.initializer.append(one)
        add_constants(graph, {named("axes"): np.array([0, 1, 2], np.int64)})
        replace_inputs(graph, ["pixel_mask"], [])
        prepend(
            graph,
            [
                helper.make_node("Shape", [IMAGE], [named("image_shape")]),
                helper.make_node("Gather", [named("image_shape"), named("axes")], [named("mask_shape")], axis=0),
                helper.make_node("Expand", [named("one"), named("mask_shape")], ["pixel_mask"]),
            ],
        )
    logits = first(["logits", "pred_logits"], [value.name for value in graph.output])
    rename(graph, logits, named("all_logits"))
    constants = {"zero": [0], "one_axis": [1], "last_axis": [2]}
    add_constants(graph, {named(name): np.array(value, np.int64) for name, value in constants.items()})
    graph.node.extend(
        [
            helper.make_node("Shape", ["input_ids"], [named("text_shape")]),
            helper.make_node("Gather", [named("text_shape"), named("one_axis")], [named("tokens")], axis=0),
            helper.make_node("Slice", [named("all_logits"), named("zero"), named("tokens"), named("last_axis")], [logits]),
        ]
    )
    output = next(value for value in graph.output if value.name == named("all_logits"))
    ids = next(value for value in graph.input if value.name == "input_ids")
    kind, (_, queries, _) = output.type.tensor_type.elem_type, dims_of(output)
    output.CopyFrom(value_info(logits, kind, [1, queries, dims_of(ids)[1]]))
    return packed


def packed_encoder(model: onnx.ModelProto, before: Preprocessing) -> onnx.ModelProto:
    """The encoder of a SAM with `image`. That of a SAM 1 pads its image itself."""
    keeps_shape = "image_embeddings" in [value.name for value in model.graph.output]
    sides = [side for side in dims_of(model.graph.input[0])[2:] if isinstance(side, int)]
    side = (sides or [before.padded_side])[0] if keeps_shape else None
    return packed_image(model, model.graph.input[0].name, before, padded_side=side)


def fused(encoder: onnx.ModelProto, decoder: onnx.ModelProto, mask_dtype: MaskDtype, side: int) -> onnx.ModelProto:
    """A packed encoder and its decoder as one graph, which outputs the candidate with the highest predicted IoU only.

    side: of the encoder's square, in pixels.

    Exits with a message for a decoder whose prompts differ from those of SAM 2, or from boxes alone.
    """
    embeddings = {value.name for value in encoder.graph.output} & {value.name for value in decoder.graph.input}
    prompts = {value.name for value in decoder.graph.input} - embeddings
    boxes_only = prompts == {"input_boxes"}
    if not boxes_only and (
        prompts != {"input_points", "input_labels", "input_boxes"} or "image_positional_embeddings" in embeddings
    ):
        names = ", ".join(sorted(prompts | embeddings))
        raise SystemExit(f"A decoder with the inputs {names} cannot be in one graph. Use --two-graphs")
    best = best_only(decoder, mask_dtype, side // CELL_PIXELS)
    keep = embeddings | prompts | {IMAGE, *(value.name for value in best.graph.output)}
    whole, second = with_prefix(encoder, "encoder/", keep), with_prefix(best, "decoder/", keep)
    graph, other = whole.graph, second.graph
    graph.node.extend(other.node)
    graph.initializer.extend(other.initializer)
    del graph.output[:], graph.value_info[:]
    graph.output.extend(other.output)
    for value in other.input:
        if value.name not in embeddings:
            graph.input.append(value_info(value.name, value.type.tensor_type.elem_type, [1, *dims_of(value)[1:]]))
    domains = {entry.domain: entry.version for entry in whole.opset_import}
    for entry in second.opset_import:
        if domains.setdefault(entry.domain, entry.version) != entry.version:
            raise SystemExit(f"Encoder and decoder must have one opset, got {domains[entry.domain]} and {entry.version}")
    del whole.opset_import[:]
    whole.opset_import.extend(helper.make_opsetid(domain, version) for domain, version in domains.items())
    whole.ir_version = max(encoder.ir_version, decoder.ir_version)
    return whole


def with_prefix(model: onnx.ModelProto, prefix: str, keep: set[str]) -> onnx.ModelProto:
    """A copy in which the names of nodes and tensors begin with `prefix`, except the tensors `keep`."""
    changed = copy_of(model)

    def named(name: str) -> str:
        # An input that is left out has no name.
        return name if name in keep or not name else prefix + name

    def add_prefix(graph: onnx.GraphProto) -> None:
        for value in [*graph.initializer, *graph.input, *graph.output]:
            value.name = named(value.name)
        for node in graph.node:
            node.name = node.name and prefix + node.name
            node.input[:] = map(named, node.input)
            node.output[:] = map(named, node.output)
            for attribute in node.attribute:
                for inner in [attribute.g] if attribute.HasField("g") else attribute.graphs:
                    add_prefix(inner)
                    del inner.value_info[:]

    add_prefix(changed.graph)
    del changed.graph.value_info[:]
    return changed


def best_only(decoder: onnx.ModelProto, mask_dtype: MaskDtype, cells: int) -> onnx.ModelProto:
    """The decoder with `best_masks` [1, prompts, 1, cells, cells] and `iou_scores` [1, prompts, 1]."""
    best = copy_of(decoder)
    graph = best.graph
    named = Names("best")
    rename(graph, "iou_scores", named("all_scores"))
    add_constants(graph, {named("axis"): np.array([2], np.int64)})
    kind = {"fp16": TensorProto.FLOAT16, "fp32": TensorProto.FLOAT}[mask_dtype]
    graph.node.extend(
        [
            helper.make_node("ArgMax", [named("all_scores")], [named("index")], axis=2, keepdims=1),
            helper.make_node("GatherElements", [named("all_scores"), named("index")], ["iou_scores"], axis=2),
            helper.make_node("GatherND", ["pred_masks", named("index")], [named("mask")], batch_dims=2),
            helper.make_node("Unsqueeze", [named("mask"), named("axis")], [named("masks")]),
            helper.make_node("Cast", [named("masks")], ["best_masks"], to=kind),
        ]
    )
    float_type = graph.output[0].type.tensor_type.elem_type
    presence = [value for value in graph.output if value.name == "object_score_logits"]
    del graph.output[:]
    graph.output.extend(
        [
            value_info("iou_scores", float_type, [1, "prompts", 1]),
            value_info("best_masks", kind, [1, "prompts", 1, cells, cells]),
            *(value_info(value.name, float_type, [1, "prompts", 1]) for value in presence),
        ]
    )
    return best


class Names:
    """Names of the tensors that are added to a graph."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def __call__(self, name: str) -> str:
        return f"{self.prefix}/{name}"


def first(names: list[str], present: list[str]) -> str:
    """The first of the names that is present. Exits with a message if none is."""
    for name in names:
        if name in present:
            return name
    raise SystemExit(f"The graph must have {' or '.join(names)}, got {', '.join(present)}")


def dims_of(value: onnx.ValueInfoProto) -> list[int | str]:
    """Lengths of the axes; names of those that are open."""
    dims = value.type.tensor_type.shape.dim
    return [dim.dim_value if dim.HasField("dim_value") else dim.dim_param or f"axis_{at}" for at, dim in enumerate(dims)]


def value_info(name: str, kind: int, dims: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, dims)


def add_constants(graph: onnx.GraphProto, values: dict[str, np.ndarray]) -> None:
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in values.items())


def prepend(graph: onnx.GraphProto, nodes: list[onnx.NodeProto]) -> None:
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend([*nodes, *rest])


def replace_inputs(graph: onnx.GraphProto, names: list[str], inputs: list[onnx.ValueInfoProto]) -> None:
    """Removes the inputs `names`, and puts `inputs` before the others."""
    others = [value for value in graph.input if value.name not in names]
    del graph.input[:]
    graph.input.extend([*inputs, *others])


def rename(graph: onnx.GraphProto, old: str, new: str) -> None:
    """Renames an output, and the tensor where it is computed and read outside of subgraphs."""
    for node in graph.node:
        node.input[:] = [new if name == old else name for name in node.input]
        node.output[:] = [new if name == old else name for name in node.output]
    for value in graph.output:
        if value.name == old:
            value.name = new


@dataclass
class Difference:
    """Largest difference of scores, boxes and masks (relative to the largest logit). signs: cells of masks whose sign differs."""

    file: str
    largest: float
    signs: int | None = None

    def __str__(self) -> str:
        signs = "" if self.signs is None else f", {self.signs} cells of masks by their sign"
        return f"{self.file}: packed and unpacked differ by {self.largest:.1e}{signs}"


def pack(folder: Path, out: Path, mask_dtype: MaskDtype = "fp16", two_graphs: bool = False) -> Iterator[Difference]:
    """Writes the packed model folder, and yields the difference of each packed graph from the unpacked one."""
    (out / "onnx").mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if file.is_file() and ".onnx" not in file.name:
            shutil.copyfile(file, out / file.name)
    before = preprocessing(folder)
    graphs = {file.stem: file for file in sorted((folder / "onnx").glob("*.onnx"))}
    encoders = [stem for stem in graphs if stem.startswith(ENCODER)]
    detectors = [stem for stem in graphs if stem.startswith(DETECTOR)]
    if not encoders and not detectors:
        raise SystemExit(f"The folder must have onnx/{DETECTOR}.onnx or onnx/{ENCODER}.onnx: {folder}")
    for stem in detectors:
        model = onnx.load(graphs[stem])
        packed = packed_detector(model, before)
        save_graph(packed, out / "onnx" / f"{stem}.onnx")
        yield Difference(stem, *detector_difference(model, packed, folder, before))
    for stem in encoders:
        suffix = stem.removeprefix(ENCODER)
        name = DECODER if DECODER in graphs else DECODER + suffix
        encoder, decoder = onnx.load(graphs[stem]), onnx.load(graphs[name])
        packed = packed_encoder(encoder, before)
        if two_graphs:
            save_graph(packed, out / "onnx" / f"{stem}.onnx")
            save_graph(decoder, out / "onnx" / f"{name}.onnx")
            yield Difference(stem, *encoder_difference(encoder, packed, before))
        else:
            whole = fused(packed, decoder, mask_dtype, side_of(encoder, before))
            save_graph(whole, out / "onnx" / f"{FUSED}{suffix}.onnx")
            yield Difference(FUSED + suffix, *segmenter_difference(encoder, decoder, whole, before))


def picture(model: onnx.ModelProto, side: int) -> np.ndarray:
    """A picture of noise, uint8 [1, height, width, 3], of the size that the graph fixes, or else `side` high and less wide."""
    _, height, width, _ = dims_of(next(value for value in model.graph.input if value.name == IMAGE))
    height, width = (height, width) if isinstance(height, int) else (side, side * 3 // 4)
    return np.random.default_rng(0).integers(0, 256, (1, height, width, 3), np.uint8)


def pixels_of(levels: np.ndarray, before: Preprocessing, kind: int) -> np.ndarray:
    """The picture as an unpacked graph takes it, [1, 3, height, width]."""
    values = (levels * before.scale - before.mean) / before.std
    return values.transpose(0, 3, 1, 2).astype(helper.tensor_dtype_to_np_dtype(kind))


def detector_difference(model: onnx.ModelProto, packed: onnx.ModelProto, folder: Path, before: Preprocessing) -> tuple[float]:
    levels = picture(packed, before.shortest_edge)
    height, width = levels.shape[1:3]
    vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    ids = [vocabulary["[CLS]"], max(vocabulary.values()), vocabulary["."], vocabulary["[SEP]"]]
    tokens = len(ids)
    mask = np.eye(tokens, dtype=bool)
    mask[1:3, 1:3] = True
    texts = {
        "input_ids": [ids],
        "token_type_ids": np.zeros((1, tokens)),
        "attention_mask": np.ones((1, tokens)),
        "position_ids": [[0, 0, 1, 0]],
        "text_token_mask": mask[None],
        "pixel_mask": np.ones((1, height, width)),
    }

    def results(graph: onnx.ModelProto) -> tuple[np.ndarray, np.ndarray]:
        feeds = {}
        for value in graph.graph.input:
            kind = value.type.tensor_type.elem_type
            if value.name in texts:
                feeds[value.name] = np.asarray(texts[value.name]).astype(helper.tensor_dtype_to_np_dtype(kind))
            else:
                feeds[value.name] = levels if value.name == IMAGE else pixels_of(levels, before, kind)
        logits, boxes = open_session(graph).run([value.name for value in graph.graph.output[:2]], feeds)
        return 1 / (1 + np.exp(-logits[..., :tokens].astype(np.float64))), boxes

    return (max(float(np.abs(a - b).max()) for a, b in zip(results(model), results(packed))),)


def encoder_outputs(encoder: onnx.ModelProto, levels: np.ndarray, before: Preprocessing) -> dict[str, np.ndarray]:
    """Outputs of an encoder for a picture. SAM 1 gets the normalised picture with 0 around it."""
    input = encoder.graph.input[0]
    feed = levels
    if input.name != IMAGE:
        pixels = pixels_of(levels, before, input.type.tensor_type.elem_type)
        height, width = [
            side if isinstance(side, int) else before.padded_side or here
            for side, here in zip(dims_of(input)[2:], pixels.shape[2:])
        ]
        feed = np.zeros((1, 3, height, width), pixels.dtype)
        feed[:, :, : pixels.shape[2], : pixels.shape[3]] = pixels
    names = [value.name for value in encoder.graph.output]
    return dict(zip(names, open_session(encoder).run(names, {input.name: feed})))


def encoder_difference(encoder: onnx.ModelProto, packed: onnx.ModelProto, before: Preprocessing) -> tuple[float]:
    levels = picture(packed, side_of(encoder, before))
    expected, actual = encoder_outputs(encoder, levels, before), encoder_outputs(packed, levels, before)
    return (max(relative(actual[name], value) for name, value in expected.items()),)


def segmenter_difference(
    encoder: onnx.ModelProto, decoder: onnx.ModelProto, whole: onnx.ModelProto, before: Preprocessing
) -> tuple[float, int]:
    """For 20 boxes, and for 3 x 2 points if the decoder takes points."""
    side = side_of(encoder, before)
    levels = picture(whole, side)
    random = np.random.default_rng(0)
    embeddings = encoder_outputs(encoder, levels, before)
    sessions = [open_session(decoder), open_session(whole)]
    inputs = {value.name for value in whole.graph.input}
    worst, signs = 0.0, 0
    for prompts, points, boxes in [(20, 0, 20), (3, 2, 0)] if "input_points" in inputs else [(20, 0, 20)]:
        feeds = {
            "input_points": random.uniform(0, side, (1, prompts, points, 2)).astype(np.float32),
            "input_labels": np.ones((1, prompts, points), np.int64),
            "input_boxes": np.sort(random.uniform(0, side, (1, boxes, 2, 2)), 2).reshape(1, boxes, 4).astype(np.float32),
        }
        feeds = {name: value for name, value in feeds.items() if name in inputs}
        taken = {value.name for value in decoder.graph.input}
        kept = {name: value for name, value in embeddings.items() if name in taken}
        scores, masks = sessions[0].run(["iou_scores", "pred_masks"], feeds | kept)
        best_scores, best_masks = sessions[1].run(["iou_scores", "best_masks"], {IMAGE: levels} | feeds)
        chosen = scores.argmax(2, keepdims=True)
        expected = np.take_along_axis(masks, chosen[..., None, None], 2)
        worst = max(worst, relative(best_masks, expected), relative(best_scores, scores.max(2, keepdims=True)))
        signs += int(((best_masks > 0) != (expected > 0)).sum())
    return worst, signs


def side_of(encoder: onnx.ModelProto, before: Preprocessing) -> int:
    """Side in pixels of the square of an encoder."""
    height = dims_of(encoder.graph.input[0])[2]
    return height if isinstance(height, int) else before.padded_side or 1024


def relative(output: np.ndarray, expected: np.ndarray) -> float:
    """Largest difference, divided by the largest absolute expected value if that is above 1."""
    difference = np.abs(output.astype(np.float64) - expected.astype(np.float64)).max()
    return float(difference / max(1.0, np.abs(expected).max()))


def print_differences(differences: Iterator[Difference]) -> int:
    """Prints the differences. Returns 1 if one of an fp32 graph exceeds TOLERANCE, or if one is NaN."""
    code = 0
    for difference in differences:
        print(difference, flush=True)
        is_fp32 = difference.file in (DETECTOR, ENCODER, FUSED)
        if not difference.largest <= (TOLERANCE if is_fp32 else np.inf):
            code = 1
    return code


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="grounded_sam_export.pack", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="model folder to read")
    parser.add_argument("out", type=Path, help="model folder to write")
    add_options(parser)
    options = parser.parse_args(arguments)
    return print_differences(pack(options.folder, options.out, options.mask_dtype, options.two_graphs))


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of packing."""
    parser.add_argument(
        "--mask-dtype",
        choices=get_args(MaskDtype),
        default="fp16",
        help="segmenters in one graph: precision of the masks that it outputs. fp32 for servers that cannot send fp16, such as "
        "OpenVINO Model Server; default fp16",
    )
    parser.add_argument("--two-graphs", action="store_true", help="segmenters: encoder and decoder stay two graphs")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
