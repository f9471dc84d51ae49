"""A model of Triton's Python backend that runs model.onnx of its folder with onnxruntime."""

import os
import sys

# Triton starts its own interpreter, which does not know the packages of the virtual environment.
sys.path[:0] = os.environ["SERVER_PACKAGES"].split(os.pathsep)

import triton_python_backend_utils as triton  # noqa: E402

from graphs import open_graph  # noqa: E402


class TritonPythonModel:
    def initialize(self, args):
        folder = os.path.join(args["model_repository"], args["model_version"])
        self.session = open_graph(os.path.join(folder, "model.onnx"))
        self.inputs = [value.name for value in self.session.get_inputs()]

    def execute(self, requests):
        return [self.answer(request) for request in requests]

    def answer(self, request):
        try:
            feeds = {name: triton.get_input_tensor_by_name(request, name).as_numpy() for name in self.inputs}
            names = list(request.requested_output_names())
            values = self.session.run(names, feeds)
            return triton.InferenceResponse([triton.Tensor(name, value) for name, value in zip(names, values)])
        except Exception as error:  # Triton reports it to the client.
            return triton.InferenceResponse([], triton.TritonError(str(error)))
