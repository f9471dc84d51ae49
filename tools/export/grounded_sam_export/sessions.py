"""Opens onnxruntime sessions on the CPU."""

from pathlib import Path

import onnx
import onnxruntime

# At lower levels, onnxruntime warns about correct shapes that it cannot infer.
ERRORS_ONLY = 3


def open_session(graph: onnx.ModelProto | Path, threads: int = 0) -> onnxruntime.InferenceSession:
    """Opens a graph or its file. threads: 0 means one per core."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS_ONLY
    options.intra_op_num_threads = threads
    source = graph if isinstance(graph, Path) else graph.SerializeToString()
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
