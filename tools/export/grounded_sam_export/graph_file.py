"""From a torch module to an ONNX graph."""

import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import onnx
import torch
from torch import nn

# What a protobuf file can hold, less some room for what is not weights. What is larger keeps its weights beside it, can be
# read and written, but neither copied nor changed.
LIMIT_BYTES = 2_000_000_000


@dataclass
class Signature:
    """Inputs by name, outputs by name, and the names of the dimensions that are left open, by input or output."""

    inputs: dict[str, torch.Tensor]
    outputs: list[str]
    open_dimensions: dict[str, dict[int, str]] = field(default_factory=dict)


def to_onnx(module: nn.Module, signature: Signature, opset: int) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
        file = Path(folder) / "graph.onnx"
        # On traced shapes, which are what is wanted here, and on this exporter's age: the newer one takes ten times as
        # long and cannot leave Swin's height and width open.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            tuple(signature.inputs.values()),
            # Not as a Path: beside that, no weights are put in files of their own.
            str(file),
            input_names=list(signature.inputs),
            output_names=signature.outputs,
            dynamic_axes=signature.open_dimensions,
            opset_version=opset,
            dynamo=False,
        )
        return onnx.load(file)


def weight_bytes(graph: onnx.ModelProto) -> int:
    return sum(len(weight.raw_data) for weight in graph.graph.initializer)


def save_graph(graph: onnx.ModelProto, path: Path) -> list[Path]:
    """The files that hold it: one or, where its weights are too many for that, two."""
    data = path.with_name(f"{path.name}_data")
    data.unlink(missing_ok=True)
    if weight_bytes(graph) <= LIMIT_BYTES:
        onnx.save(graph, path)
        return [path]
    onnx.save(graph, path, save_as_external_data=True, location=data.name)
    return [path, data]


def without_output(graph: onnx.ModelProto, name: str) -> onnx.ModelProto:
    """The tensor stays in the graph under its name, where `with_output` finds it."""
    return _with_outputs(graph, [output for output in graph.graph.output if output.name != name])


def with_output(graph: onnx.ModelProto, name: str, kind: int) -> onnx.ModelProto:
    return _with_outputs(graph, [*graph.graph.output, onnx.helper.make_tensor_value_info(name, kind, None)])


def _with_outputs(graph: onnx.ModelProto, outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
    changed = onnx.ModelProto()
    changed.CopyFrom(graph)
    del changed.graph.output[:]
    changed.graph.output.extend(outputs)
    return changed


def allow_zero_lengths(graph: onnx.ModelProto) -> None:
    """A 0 in the shape of a Reshape means a length of zero, not "as before": prompts may have no points or no boxes."""
    for node in graph.graph.node:
        if node.op_type != "Reshape":
            continue
        kept = [attribute for attribute in node.attribute if attribute.name != "allowzero"]
        del node.attribute[:]
        node.attribute.extend([*kept, onnx.helper.make_attribute("allowzero", 1)])
