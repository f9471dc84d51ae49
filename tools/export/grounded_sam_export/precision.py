"""Converts graphs to other precisions."""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import DEFAULT_OP_BLOCK_LIST, convert_float_to_float16

from .graph_file import copy_of

Dtype = Literal["fp32", "fp16", "int8", "q4"]

# File name suffixes, as Hugging Face uses them.
SUFFIXES: dict[Dtype, str] = {"fp32": "", "fp16": "_fp16", "int8": "_int8", "q4": "_q4"}


def in_dtype(graph: onnx.ModelProto, dtype: Dtype) -> onnx.ModelProto:
    """The graph in another precision. Inputs and outputs stay float32."""
    return CONVERSIONS[dtype](graph)


def to_fp16(graph: onnx.ModelProto) -> onnx.ModelProto:
    # float16 resolves coordinates only to 0.4 pixels at 800, so nodes without weights that compute coordinates stay
    # float32.
    with_weights = {"MatMul", "Gemm", "Conv", "ConvTranspose"}
    exact = [
        node.name
        for node in graph.graph.node
        if computes_coordinates(node.name) and node.op_type not in with_weights
    ]
    converted = convert_float_to_float16(
        copy_of(graph),
        keep_io_types=True,
        op_block_list=[*DEFAULT_OP_BLOCK_LIST, "GridSample"],
        node_block_list=exact,
    )
    # A tensor that several nodes read in float32 gets one Cast per reader, all with the same name. Keeps one of them.
    nodes = {node.output[0]: node for node in converted.graph.node}
    del converted.graph.node[:]
    converted.graph.node.extend(nodes.values())
    return converted


def computes_coordinates(name: str) -> bool:
    """Whether a node is of the detector's own module or of deformable attention, by the module path in its name."""
    return "/attention/" in name or name.count("/") <= 2


def to_int8(graph: onnx.ModelProto) -> onnx.ModelProto:
    # The quantizer logs every tensor through the root logger.
    logging.getLogger().setLevel(logging.ERROR)
    flat = without_gemm(graph)
    shapes = {weight.name: weight.dims for weight in flat.graph.initializer}
    # Weights per head have three axes; the kernel with a scale for each column takes matrices only.
    products = [node for node in flat.graph.node if node.op_type == "MatMul"]
    per_head = [node.name for node in products if len(shapes.get(node.input[1], ())) > 2]
    with tempfile.TemporaryDirectory() as folder:
        plain, quantized = Path(folder) / "plain.onnx", Path(folder) / "int8.onnx"
        onnx.save(flat, plain)
        quantize_dynamic(
            plain,
            quantized,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=per_head,
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        return onnx.load(quantized)


def to_q4(graph: onnx.ModelProto) -> onnx.ModelProto:
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(without_gemm(graph), block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    return quantizer.model.model


def without_gemm(graph: onnx.ModelProto) -> onnx.ModelProto:
    """Replaces Gemm by MatMul and Add, because only the weights of MatMul are quantized.

    onnxruntime's own conversion stores a transposed copy of a weight for each use, and all layers use Grounding DINO's
    box head.
    """
    changed = copy_of(graph)
    weights = {weight.name: weight for weight in changed.graph.initializer}
    transposed: dict[str, onnx.TensorProto] = {}
    nodes: list[onnx.NodeProto] = []
    for node in changed.graph.node:
        attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
        is_linear = attributes == {"alpha": 1.0, "beta": 1.0, "transB": 1}
        if node.op_type != "Gemm" or not is_linear or node.input[1] not in weights:
            nodes.append(node)
            continue
        x, weight, bias = node.input
        if weight not in transposed:
            values = np.ascontiguousarray(onnx.numpy_helper.to_array(weights[weight]).T)
            transposed[weight] = onnx.numpy_helper.from_array(values, f"{weight}_transposed")
        product = f"{node.output[0]}_product"
        nodes.append(onnx.helper.make_node("MatMul", [x, transposed[weight].name], [product], f"{node.name}_MatMul"))
        nodes.append(onnx.helper.make_node("Add", [product, bias], list(node.output), f"{node.name}_Add"))
    used = {name for node in nodes for name in node.input}
    del changed.graph.node[:], changed.graph.initializer[:]
    changed.graph.node.extend(nodes)
    changed.graph.initializer.extend(weight for weight in [*weights.values(), *transposed.values()] if weight.name in used)
    return changed


CONVERSIONS: dict[Dtype, Callable[[onnx.ModelProto], onnx.ModelProto]] = {
    "fp32": lambda graph: graph,
    "fp16": to_fp16,
    "int8": to_int8,
    "q4": to_q4,
}
