"""The graphs that a test server serves: from the command line as name=file, and `--loaded name` if others load on request."""

import ctypes
import os
import signal
import sys

import onnxruntime

DATATYPES = {
    "tensor(float)": "FP32",
    "tensor(float16)": "FP16",
    "tensor(int64)": "INT64",
    "tensor(bool)": "BOOL",
    "tensor(uint8)": "UINT8",
}


def graphs_from(arguments):
    """The files by name, and the name of the only graph that is loaded without a request, or None."""
    *graphs, loaded = arguments if "--loaded" in arguments else [*arguments, None]
    return dict(graph.split("=", 1) for graph in graphs if graph != "--loaded"), loaded


def open_graph(file):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # External data is next to the file itself, not to a link.
    return onnxruntime.InferenceSession(os.path.realpath(file), options, providers=["CPUExecutionProvider"])


def described(values):
    """Name, datatype and shape of inputs or outputs; -1 for a dimension that is open."""
    return [
        {
            "name": value.name,
            "datatype": DATATYPES[value.type],
            "shape": [side if isinstance(side, int) else -1 for side in value.shape],
        }
        for value in values
    ]


def end_with_parent():
    """Linux ends this process, or the program that replaces it, when the process that started it ends, however that ends."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit("This file is imported by the servers")
