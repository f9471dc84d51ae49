"""onnxruntime on the processor."""

from pathlib import Path

import onnx
import onnxruntime

# Below it onnxruntime warns of shapes that it could not infer, which are right.
ERRORS_ONLY = 3


def open_session(graph: onnx.ModelProto | Path, threads: int = 0) -> onnxruntime.InferenceSession:
    """threads: 0 for one per core"""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS_ONLY
    options.intra_op_num_threads = threads
    source = graph if isinstance(graph, Path) else graph.SerializeToString()
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
