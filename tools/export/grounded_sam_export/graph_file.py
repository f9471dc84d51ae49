"""Writes and changes ONNX graphs. Imports neither torch nor transformers."""

from pathlib import Path

import onnx

# The limit of a protobuf file, minus a reserve for everything but the weights. A larger graph has its weights in a
# second file. It can be read and written, but neither copied nor changed.
LIMIT_BYTES = 2_000_000_000


def weight_bytes(graph: onnx.ModelProto) -> int:
    """Bytes of all weights of a graph."""
    return sum(len(weight.raw_data) for weight in graph.graph.initializer)


def save_graph(graph: onnx.ModelProto, path: Path) -> list[Path]:
    """Writes a graph. Returns its files: `path` and, if the weights exceed LIMIT_BYTES, the file of the weights."""
    data = path.with_name(f"{path.name}_data")
    data.unlink(missing_ok=True)
    if weight_bytes(graph) <= LIMIT_BYTES:
        onnx.save(graph, path)
        return [path]
    onnx.save(graph, path, save_as_external_data=True, location=data.name)
    return [path, data]


def without_output(graph: onnx.ModelProto, name: str) -> onnx.ModelProto:
    """A copy without the output `name`. Its tensor stays in the graph, so that `with_output` can restore the output."""
    return _with_outputs(graph, [output for output in graph.graph.output if output.name != name])


def with_output(graph: onnx.ModelProto, name: str, element_type: int) -> onnx.ModelProto:
    """A copy in which the tensor `name` is also an output. element_type: of onnx.TensorProto."""
    return _with_outputs(graph, [*graph.graph.output, onnx.helper.make_tensor_value_info(name, element_type, None)])


def _with_outputs(graph: onnx.ModelProto, outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
    changed = copy_of(graph)
    del changed.graph.output[:]
    changed.graph.output.extend(outputs)
    return changed


def copy_of(graph: onnx.ModelProto) -> onnx.ModelProto:
    copy = onnx.ModelProto()
    copy.CopyFrom(graph)
    return copy


def allow_zero_lengths(graph: onnx.ModelProto) -> None:
    """Makes 0 in the shape of a Reshape mean a length of 0, not "keep the length": there may be no points or boxes."""
    for node in graph.graph.node:
        if node.op_type != "Reshape":
            continue
        kept = [attribute for attribute in node.attribute if attribute.name != "allowzero"]
        del node.attribute[:]
        node.attribute.extend([*kept, onnx.helper.make_attribute("allowzero", 1)])
