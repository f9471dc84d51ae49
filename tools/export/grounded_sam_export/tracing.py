"""Makes ONNX graphs from torch modules."""

import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import onnx
import torch
from torch import nn


@dataclass
class Signature:
    """Inputs and outputs of a graph, in order."""

    inputs: dict[str, torch.Tensor]
    """Example tensors by name."""
    outputs: list[str]
    open_dimensions: dict[str, dict[int, str]] = field(default_factory=dict)
    """Names of the dynamic axes by index, for each input or output that has some."""


def to_onnx(module: nn.Module, signature: Signature, opset: int) -> onnx.ModelProto:
    """Traces `module` with the example inputs. Weights of any size are included in the result."""
    with tempfile.TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
        file = Path(folder) / "graph.onnx"
        # Ignores warnings about traced shapes, which are intended, and about the legacy exporter: the newer one takes
        # ten times as long and cannot export Swin with dynamic height and width.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            tuple(signature.inputs.values()),
            # A str, because for a Path the exporter cannot write large weights to separate files.
            str(file),
            input_names=list(signature.inputs),
            output_names=signature.outputs,
            dynamic_axes=signature.open_dimensions,
            opset_version=opset,
            dynamo=False,
        )
        return onnx.load(file)
