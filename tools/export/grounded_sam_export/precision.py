"""Graphs with smaller weights."""

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

Dtype = Literal["fp32", "fp16", "int8", "q4"]

# As Hugging Face names the files.
SUFFIXES: dict[Dtype, str] = {"fp32": "", "fp16": "_fp16", "int8": "_int8", "q4": "_q4"}


def in_dtype(graph: onnx.ModelProto, dtype: Dtype) -> onnx.ModelProto:
    """Inputs and outputs stay float32."""
    return CONVERSIONS[dtype](graph)


def to_fp16(graph: onnx.ModelProto) -> onnx.ModelProto:
    # Float16 tells places 0.4 pixels apart at 800: what finds places and boxes keeps its precision, all but the weights.
    weighty = {"MatMul", "Gemm", "Conv", "ConvTranspose"}
    exact = [node.name for node in graph.graph.node if is_about_places(node.name) and node.op_type not in weighty]
    converted = convert_float_to_float16(
        copy_of(graph),
        keep_io_types=True,
        op_block_list=[*DEFAULT_OP_BLOCK_LIST, "GridSample"],
        node_block_list=exact,
    )
    # What several nodes take in float32 is cast once for each, under one name.
    nodes = {node.output[0]: node for node in converted.graph.node}
    del converted.graph.node[:]
    converted.graph.node.extend(nodes.values())
    return converted


def is_about_places(name: str) -> bool:
    """By the module whose code made the node: the detector itself and its deformable attention."""
    return "/attention/" in name or name.count("/") <= 2


def to_int8(graph: onnx.ModelProto) -> onnx.ModelProto:
    # It tells of every tensor, through the root logger.
    logging.getLogger().setLevel(logging.ERROR)
    flat = without_gemm(graph)
    shapes = {weight.name: weight.dims for weight in flat.graph.initializer}
    # A weight for each head is no matrix, for which there is a kernel with a scale for each column.
    products = [node for node in flat.graph.node if node.op_type == "MatMul"]
    by_head = [node.name for node in products if len(shapes.get(node.input[1], ())) > 2]
    with tempfile.TemporaryDirectory() as folder:
        plain, quantized = Path(folder) / "plain.onnx", Path(folder) / "int8.onnx"
        onnx.save(flat, plain)
        quantize_dynamic(
            plain,
            quantized,
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=by_head,
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
    """Only the weights of MatMul are quantized. onnxruntime's own way to this turns weights over as often as they are
    used, and Grounding DINO's box head is used by all layers."""
    changed = copy_of(graph)
    weights = {weight.name: weight for weight in changed.graph.initializer}
    turned: dict[str, onnx.TensorProto] = {}
    nodes: list[onnx.NodeProto] = []
    for node in changed.graph.node:
        attributes = {attribute.name: onnx.helper.get_attribute_value(attribute) for attribute in node.attribute}
        is_linear = attributes == {"alpha": 1.0, "beta": 1.0, "transB": 1}
        if node.op_type != "Gemm" or not is_linear or node.input[1] not in weights:
            nodes.append(node)
            continue
        x, weight, bias = node.input
        if weight not in turned:
            values = np.ascontiguousarray(onnx.numpy_helper.to_array(weights[weight]).T)
            turned[weight] = onnx.numpy_helper.from_array(values, f"{weight}_turned")
        product = f"{node.output[0]}_product"
        nodes.append(onnx.helper.make_node("MatMul", [x, turned[weight].name], [product], f"{node.name}_MatMul"))
        nodes.append(onnx.helper.make_node("Add", [product, bias], list(node.output), f"{node.name}_Add"))
    used = {name for node in nodes for name in node.input}
    del changed.graph.node[:], changed.graph.initializer[:]
    changed.graph.node.extend(nodes)
    changed.graph.initializer.extend(weight for weight in [*weights.values(), *turned.values()] if weight.name in used)
    return changed


def copy_of(graph: onnx.ModelProto) -> onnx.ModelProto:
    copy = onnx.ModelProto()
    copy.CopyFrom(graph)
    return copy


CONVERSIONS: dict[Dtype, Callable[[onnx.ModelProto], onnx.ModelProto]] = {
    "fp32": lambda graph: graph,
    "fp16": to_fp16,
    "int8": to_int8,
    "q4": to_q4,
}
