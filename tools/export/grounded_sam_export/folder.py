"""Writes the model folder: the files of a model that @grounded-sam/node-red reads."""

import json
from pathlib import Path

import onnx

from . import VERSION
from .checkpoint import Checkpoint
from .graph_file import save_graph
from .precision import SUFFIXES, Dtype

IMAGENET = {
    "do_resize": True,
    "resample": 2,
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": [0.485, 0.456, 0.406],
    "image_std": [0.229, 0.224, 0.225],
}


def write_description(folder: Path, checkpoint: Checkpoint, size: dict[str, int], about: dict) -> None:
    """Writes all files except the graphs.

    size: the resize rule of preprocessor_config.json, in pixels. about: properties of this export for config.json.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = checkpoint.model
    model.config.architectures = [type(model).__name__]
    # This also writes `transformers_version`. From 5 on, the nodes send all phrases of a prompt in one pass.
    model.config.save_pretrained(folder)
    config = folder / "config.json"
    write_json(config, json.loads(config.read_text()) | {"grounded_sam_export": {"version": VERSION, **about}})
    write_json(folder / "preprocessor_config.json", IMAGENET | checkpoint.preprocessor | {"size": size})
    if checkpoint.tokenizer is not None:
        checkpoint.tokenizer.save_pretrained(folder)


def write_graph(folder: Path, name: str, dtype: Dtype, graph: onnx.ModelProto) -> list[Path]:
    """Writes a graph and returns its files: one, or two if the weights need a file of their own."""
    path = folder / "onnx" / f"{name}{SUFFIXES[dtype]}.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    return save_graph(graph, path)


def write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")
