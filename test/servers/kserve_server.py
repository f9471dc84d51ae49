"""KServe's model server with ONNX graphs: kserve_server.py PORT name=file ... [--loaded name]"""

import sys

import uvicorn
from kserve import InferOutput, InferResponse, Model, ModelRepository, ModelServer

from graphs import described, end_with_parent, graphs_from, open_graph


class Graph(Model):
    def __init__(self, name, file):
        super().__init__(name)
        self.session = open_graph(file)
        self.ready = True

    async def get_input_types(self):
        return described(self.session.get_inputs())

    async def get_output_types(self):
        return described(self.session.get_outputs())

    def predict(self, payload, headers=None, response_headers=None):
        feeds = {tensor.name: tensor.as_numpy() for tensor in payload.inputs}
        values = self.session.run([output.name for output in payload.request_outputs], feeds)
        datatypes = {output["name"]: output["datatype"] for output in described(self.session.get_outputs())}
        outputs = []
        for requested, value in zip(payload.request_outputs, values):
            output = InferOutput(name=requested.name, shape=list(value.shape), datatype=datatypes[requested.name])
            output.set_data_from_numpy(value, binary_data=True)
            outputs.append(output)
        return InferResponse(
            response_id=payload.id,
            model_name=self.name,
            infer_outputs=outputs,
            use_binary_outputs=payload.use_binary_outputs,
            requested_outputs=payload.request_outputs,
        )


class Graphs(ModelRepository):
    """Opens graphs on request. Those that are unloaded are removed."""

    def __init__(self, files):
        super().__init__()
        self.files = files

    def load(self, name):
        self.update(Graph(name, self.files[name]))


def listen_locally():
    """KServe has no setting for the address that it listens on."""
    configure = uvicorn.Config.__init__

    def configure_locally(config, *args, **settings):
        configure(config, *args, **{**settings, "host": "127.0.0.1"})

    uvicorn.Config.__init__ = configure_locally


if __name__ == "__main__":
    port, *arguments = sys.argv[1:]
    end_with_parent()
    listen_locally()
    graphs, loaded = graphs_from(arguments)
    models = [Graph(name, file) for name, file in graphs.items() if loaded in (None, name)]
    ModelServer(http_port=int(port), enable_grpc=False, workers=1, registered_models=Graphs(graphs)).start(models)
