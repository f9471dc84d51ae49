"""The tritonserver of nvidia-pytriton with ONNX graphs: triton_server.py PORT FOLDER name=file ... [--loaded name]"""

import glob
import os
import shutil
import sys
import sysconfig

import pytriton

from graphs import described, end_with_parent, graphs_from, open_graph

HERE = os.path.dirname(os.path.abspath(__file__))


def tensors(kind, values):
    rows = (
        f'{{ name: "{value["name"]}" data_type: TYPE_{value["datatype"]} dims: {value["shape"]} }}'
        for value in described(values)
    )
    return f"{kind} [ {', '.join(rows)} ]\n"


def write_model(folder, name, file):
    os.makedirs(os.path.join(folder, name, "1"))
    os.symlink(os.path.abspath(file), os.path.join(folder, name, "1", "model.onnx"))
    shutil.copy(os.path.join(HERE, "triton_model.py"), os.path.join(folder, name, "1", "model.py"))
    session = open_graph(file)
    with open(os.path.join(folder, name, "config.pbtxt"), "w", encoding="utf8") as config:
        config.write(f'name: "{name}"\nbackend: "python"\nmax_batch_size: 0\n')
        config.write(tensors("input", session.get_inputs()) + tensors("output", session.get_outputs()))


def backends_in(folder, root):
    """A copy of the backends with the stub of this Python, which Triton starts for each model."""
    backends = os.path.join(folder, "backends")
    shutil.copytree(os.path.join(root, "backends"), backends)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    stub = os.path.join(root, "python_backend_stubs", version, "triton_python_backend_stub")
    shutil.copy(stub, os.path.join(backends, "python"))
    return backends


if __name__ == "__main__":
    port, folder, *arguments = sys.argv[1:]
    root = os.path.join(os.path.dirname(pytriton.__file__), "tritonserver")
    packages = os.path.dirname(os.path.dirname(pytriton.__file__))
    repository = os.path.join(folder, "repository")
    graphs, loaded = graphs_from(arguments)
    if not os.path.exists(repository):
        for name, file in graphs.items():
            write_model(repository, name, file)
        backends_in(folder, root)
    libraries = [*glob.glob(os.path.join(packages, "nvidia_pytriton.libs")), sysconfig.get_config_var("LIBDIR")]
    environment = {
        **os.environ,
        "LD_LIBRARY_PATH": os.pathsep.join(libraries),
        "SERVER_PACKAGES": os.pathsep.join([packages, HERE]),
    }
    server = os.path.join(root, "bin", "tritonserver")
    options = ["--model-repository", repository, "--backend-directory", os.path.join(folder, "backends")]
    if loaded:
        options += ["--model-control-mode=explicit", f"--load-model={loaded}"]
    address = ["--http-address", "127.0.0.1", "--http-port", port, "--allow-grpc=false", "--allow-metrics=false"]
    end_with_parent()
    # In place of this process, so that a signal to it ends the server.
    os.execve(server, [server, *options, *address], environment)
