"""Reads drawn scenes that `scenes/write.ts --packed` wrote."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Kind:
    """Colour and shape of an object, as indices into the dataset's colours and shapes."""

    colour: int
    shape: int


@dataclass(frozen=True, eq=False)
class SceneObject:
    kind: Kind
    box: NDArray[np.float32]
    """[4]: centre x, centre y, width, height, relative to the image (0 to 1)."""
    runs: NDArray[np.int64]
    """Lengths of the mask's alternating runs of 0 and 1, column by column, starting with 0."""


@dataclass(frozen=True)
class Scene:
    objects: list[SceneObject]
    absent: list[Kind]
    """Two kinds that are not in the image."""


@dataclass(frozen=True)
class Dataset:
    colours: list[str]
    shapes: list[str]
    held_out: set[Kind]
    side: int
    """Width and height of the scenes as drawn, in pixels. Masks have this size."""
    scenes: list[Scene]
    images: NDArray[np.uint8]
    """RGB [scene, height, width, 3], resized as the chain resizes images."""


def open_dataset(folder: Path, side: int) -> Dataset:
    """Opens the dataset in `folder` with its images packed at `side` x `side` pixels. Skips scenes without objects."""
    coco = json.loads((folder / "annotations.json").read_text())
    colours, shapes = coco["info"]["colours"], coco["info"]["shapes"]

    def kind(name: str) -> Kind:
        colour, shape = name.split(" ")
        return Kind(colours.index(colour), shapes.index(shape))

    kinds = {category["id"]: kind(category["name"]) for category in coco["categories"]}
    scenes = [Scene([], [kind(name) for name in image["absent"]]) for image in coco["images"]]
    drawn_side = coco["images"][0]["width"]
    for annotation in coco["annotations"]:
        x, y, width, height = annotation["bbox"]
        box = np.array([x + width / 2, y + height / 2, width, height], np.float32) / drawn_side
        runs = expand_counts(annotation["segmentation"]["counts"])
        scenes[annotation["image_id"]].objects.append(SceneObject(kinds[annotation["category_id"]], box, runs))
    file = folder / f"pictures-{side}.bin"
    images = np.memmap(file, np.uint8, "r", shape=(len(scenes), side, side, 3))
    if not all(scene.objects for scene in scenes):
        images = images[[at for at, scene in enumerate(scenes) if scene.objects]]
    held_out = {kind(name) for name in coco["info"]["held_out"]}
    return Dataset(colours, shapes, held_out, drawn_side, [scene for scene in scenes if scene.objects], images)


def expand_counts(text: str) -> NDArray[np.int64]:
    """Decodes COCO's compressed run lengths: the inverse of `rleToString` in cocoapi's maskApi.c."""
    counts: list[int] = []
    value = shift = 0
    for character in text:
        bits = ord(character) - 48
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits & 0x20:
            continue
        if bits & 0x10:
            value |= -1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
        value = shift = 0
    return np.array(counts)


def mask_of(scene_object: SceneObject, side: int) -> NDArray[np.bool_]:
    """The object's mask, bool [side, side]; `side` is that of the scenes as drawn."""
    values = np.arange(len(scene_object.runs)) % 2 == 1
    return np.repeat(values, scene_object.runs).reshape(side, side).T


def symmetry(number: int, pixels: NDArray[np.generic]) -> NDArray[np.generic]:
    """Mirrors or rotates a square [side, side, ...] by one of its eight symmetries, `number` 0 to 7."""
    if number & 1:
        pixels = pixels[:, ::-1]
    if number & 2:
        pixels = pixels[::-1]
    return pixels.swapaxes(0, 1) if number & 4 else pixels


def symmetry_of_box(number: int, box: NDArray[np.float32]) -> NDArray[np.float32]:
    """Applies `symmetry` to a box: centre x, centre y, width, height, relative to the square."""
    x, y, width, height = box
    if number & 1:
        x = 1 - x
    if number & 2:
        y = 1 - y
    return np.array([y, x, height, width] if number & 4 else [x, y, width, height], np.float32)
