"""Reads the weights from an exported graph, so that a training can start from a release.

The exporter keeps the names of most parameters. It transposes the matrix of a linear layer and drops its name, but the
node that multiplies by it has the layer's name. A few constants are identified by the node that reads them.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

# The exported wrapper module stores the model in the attribute `m`.
PREFIX = "m."


def detector_weights(graph: Path, expected: dict[str, Tensor]) -> dict[str, Tensor]:
    """The state dict of a detector from its graph. `expected`: a state dict with the same names and shapes.

    Raises ValueError if a weight is missing or has another shape.
    """
    stored = stored_weights(graph)
    levels = len(expected["model.level_embed"])
    for level in range(levels):
        norm = f"input_proj_vision.{level}"
        stored[f"model.{norm}.1.weight"] = stored[f"/m/model/{norm}/{norm}.1/Mul"].reshape(-1)
        stored[f"model.{norm}.1.bias"] = stored[f"/m/model/{norm}/{norm}.1/Add"].reshape(-1)
    stored["model.level_embed"] = np.stack([stored[f"/m/model/Add_{level + 1}"][0, 0] for level in range(levels)])
    stored["model.query_position_embeddings.weight"] = stored["/m/model/Expand_4"][0]
    return as_state_dict(stored, expected)


def segmenter_weights(encoder: Path, decoder: Path, expected: dict[str, Tensor]) -> dict[str, Tensor]:
    """The state dict of a segmenter from its two graphs. `expected`: a state dict with the same names and shapes.

    The weights for mask prompts are not exported and keep the values of `expected`. Raises ValueError if another weight
    is missing or has another shape.
    """
    kept = {name: tensor.numpy() for name, tensor in expected.items() if ".mask_embed." in name}
    stored = kept | stored_weights(encoder)
    backbone = "vision_encoder.backbone"
    positions = positional_tables(stored["/vision_encoder/backbone/Add"])
    stored[f"{backbone}.pos_embed"], stored[f"{backbone}.pos_embed_window"] = positions
    stored["no_memory_embedding"] = stored["/Add"].reshape(1, 1, -1)
    stored |= stored_weights(decoder)
    fourier = stored["prompt_encoder.shared_embedding.positional_embedding"]
    stored["shared_image_embedding.positional_embedding"] = fourier
    stored["prompt_encoder.no_mask_embed.weight"] = stored["/Expand_1"].reshape(1, -1)
    tokens = np.split(stored["/mask_decoder/Expand"], [1, 2])
    for name, value in zip(("obj_score_token", "iou_token", "mask_tokens"), tokens):
        stored[f"mask_decoder.{name}.weight"] = value
    return as_state_dict(stored, expected)


def positional_tables(baked: NDArray[np.float32], cells: int = 8) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Splits a position table [1, side, side, width] into those of image and window, [1, width, cells, cells] each.

    transformers resizes the first table bicubically, repeats the second, and adds them.
    """
    side, width = baked.shape[1], baked.shape[3]
    one_each = torch.eye(cells * cells).reshape(1, -1, cells, cells)
    resized = F.interpolate(one_each, size=(side, side), mode="bicubic")
    window = one_each.tile(1, 1, side // cells, side // cells)
    system = torch.cat([resized, window], 1).reshape(2 * cells * cells, -1).T
    # A constant could be in either table. The solution with the smallest norm shares it between them.
    solution = torch.linalg.lstsq(system, torch.tensor(baked).reshape(-1, width), driver="gelsd").solution
    tables = solution.T.reshape(1, width, 2, cells, cells).numpy()
    return tables[:, :, 0], tables[:, :, 1]


def stored_weights(graph: Path) -> dict[str, NDArray[np.float32]]:
    """All weights of a graph, by the name of the parameter or, if it was dropped, of the node that reads the weight."""
    model = onnx.load(graph).graph
    tensors = {each.name: numpy_helper.to_array(each) for each in model.initializer}
    for node in model.node:
        # The exporter stores equal tensors once; an Identity node gives the others their names.
        if node.op_type == "Identity" and node.input[0] in tensors:
            tensors[node.output[0]] = tensors[node.input[0]]
        if node.op_type == "Constant":
            tensors[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    weights = {name.removeprefix(PREFIX): value for name, value in tensors.items() if name.startswith(PREFIX)}
    for node in model.node:
        for name in node.input:
            if name not in tensors or name.startswith(PREFIX):
                continue
            if node.op_type == "MatMul":
                layer = node.name.removeprefix("/").removeprefix("m/").removesuffix("/MatMul").replace("/", ".")
                weights[f"{layer}.weight"] = tensors[name].T
            else:
                weights[node.name] = tensors[name]
    return weights


def as_state_dict(stored: dict[str, NDArray[np.float32]], expected: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights in the names of `expected`. Raises ValueError if one is missing or has another shape."""
    by_address = {expected[name].data_ptr(): value for name, value in stored.items() if name in expected}
    state = {}
    for name, tensor in expected.items():
        # Parameters that share a tensor in the model have one name in the graph.
        value = stored.get(name, by_address.get(tensor.data_ptr()))
        if value is None or value.shape != tensor.shape:
            raise ValueError(f"the graph has no weight {name} of shape {tuple(tensor.shape)}")
        state[name] = torch.from_numpy(np.array(value))
    return state
