"""Reads a dataset with the tools that import its format, and compares it with the masks from which it was written.

usage: read_dataset.py FORMAT FOLDER EXPECTED.json

EXPECTED.json: {stem: {"size": [height, width], "objects": [{label, bbox, mask?}, ...]}}; boxes are [x, y, width, height] in
pixels, masks base64 of height x width bytes of 0 or 1. Prints the number of masks and of boxes that are equal.
"""
import base64
import json
import os
import sys

import numpy

form, folder, expected_file = sys.argv[1:]


def label_studio():
    """The decoder of Label Studio's own converter."""
    from label_studio_sdk._extensions.label_studio_tools.core.label_config import parse_config
    from label_studio_sdk.converter.brush import decode_rle

    with open(os.path.join(folder, "label-config.xml"), encoding="utf-8") as file:
        config = parse_config(file.read())
    with open(os.path.join(folder, "tasks.json"), encoding="utf-8") as file:
        tasks = json.load(file)
    for task in tasks:
        path = task["data"]["image"].split("?d=")[1]
        assert os.path.exists(os.path.join(folder, "..", path)), path
        objects = []
        for region in task["predictions"][0]["result"]:
            kind, value = region["type"], region["value"]
            assert config[region["from_name"]]["type"].lower() == kind, region["from_name"]
            (label,) = value[kind]
            assert label in config[region["from_name"]]["labels"], label
            size = region["original_height"], region["original_width"]
            mask = bbox = None
            if kind == "brushlabels":
                mask = decode_rle(value["rle"]).reshape(*size, 4)[:, :, 3] > 0
            if kind == "rectanglelabels":
                scale = size[1] / 100, size[0] / 100
                bbox = [value["x"] * scale[0], value["y"] * scale[1], value["width"] * scale[0], value["height"] * scale[1]]
            objects.append((label, bbox, mask))
        yield stem_of(path), objects


def with_datumaro(importer, path=""):
    from datumaro import Dataset

    dataset = Dataset.import_from(os.path.join(folder, path), importer)
    labels = dataset.categories()[list(dataset.categories())[0]]
    for item in dataset:
        objects = []
        masked = {annotation.group for annotation in item.annotations if annotation.type.name == "mask"} - {0}
        for annotation in item.annotations:
            kind = annotation.type.name
            # Datumaro gives each mask of COCO a label and a box, too.
            if kind == "label" or (kind == "bbox" and annotation.group in masked):
                continue
            mask = annotation.image.astype(bool) if kind == "mask" else None
            bbox = annotation.get_bbox() if kind == "bbox" else None
            objects.append((labels[annotation.label].name, bbox, mask))
        yield stem_of(item.id), objects


def cvat():
    """CVAT's masks are read by its rule, because datumaro reads its polygons and boxes only."""
    from xml.etree import ElementTree

    for image in ElementTree.parse(os.path.join(folder, "annotations.xml")).iter("image"):
        assert os.path.exists(os.path.join(folder, "images", image.get("name")))
        objects = []
        for shape in image:
            mask = bbox = None
            if shape.tag == "mask":
                left, top, width, height = (int(shape.get(name)) for name in ("left", "top", "width", "height"))
                runs = [int(run) for run in shape.get("rle").split(",")]
                crop = numpy.repeat(numpy.arange(len(runs)) % 2, runs).reshape(height, width)
                mask = numpy.zeros((int(image.get("height")), int(image.get("width"))), bool)
                mask[top : top + height, left : left + width] = crop
            if shape.tag == "box":
                x, y, right, bottom = (float(shape.get(name)) for name in ("xtl", "ytl", "xbr", "ybr"))
                bbox = [x, y, right - x, bottom - y]
            objects.append((shape.get("label"), bbox, mask))
        yield stem_of(image.get("name")), objects


def image_folder():
    """As the documentation of Hugging Face describes it, with the masks of pycocotools."""
    from pycocotools import mask as rle

    with open(os.path.join(folder, "train", "metadata.jsonl"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        assert os.path.exists(os.path.join(folder, "train", row["file_name"]))
        size = [row["height"], row["width"]]
        lists = row["objects"]
        masks = [rle.decode({"size": size, "counts": counts}).astype(bool) if counts else None for counts in lists["rle"]]
        yield stem_of(row["file_name"]), list(zip(lists["labels"], lists["bbox"], masks))


def mask_pngs():
    from PIL import Image

    with open(os.path.join(folder, "classes.txt"), encoding="utf-8") as file:
        classes = file.read().splitlines()
    for name in os.listdir(os.path.join(folder, "instances", "train")):
        numbers = numpy.array(Image.open(os.path.join(folder, "instances", "train", name)))
        semantic = numpy.array(Image.open(os.path.join(folder, "semantic", "train", name)))
        objects = []
        for number in sorted(set(numbers.flat) - {0}):
            (of_class,) = set(semantic[numbers == number])
            objects.append((classes[of_class - 1], None, numbers == number))
        yield stem_of(name), objects


def stem_of(path):
    return os.path.splitext(os.path.basename(path))[0]


readers = {
    "label-studio": label_studio,
    "cvat": cvat,
    "cvat-datumaro": lambda: with_datumaro("cvat"),
    "coco": lambda: with_datumaro("coco_instances"),
    "coco-panoptic": lambda: with_datumaro("coco_panoptic"),
    "voc": lambda: with_datumaro("voc_instance_segmentation"),
    "image-folder": image_folder,
    "mask-pngs": mask_pngs,
}

with open(expected_file, encoding="utf-8") as file:
    expected = json.load(file)
read = dict(readers[form]())
assert read.keys() == expected.keys(), (sorted(read), sorted(expected))
counts = {"masks": 0, "boxes": 0}
for stem, picture in expected.items():
    objects = read[stem]
    assert len(objects) == len(picture["objects"]), (stem, len(objects), len(picture["objects"]))
    remaining = list(picture["objects"])
    for label, bbox, mask in objects:
        def is_equal(one):
            if one["label"] != label:
                return False
            if mask is None:
                return bbox is not None and numpy.allclose(bbox, one["bbox"], atol=1e-6)
            pixels = numpy.frombuffer(base64.b64decode(one.get("mask", "")), numpy.uint8)
            return pixels.size == mask.size and (pixels.reshape(picture["size"]) == mask).all()

        match = next((one for one in remaining if is_equal(one)), None)
        assert match is not None, (stem, label, bbox, None if mask is None else int(mask.sum()))
        remaining.remove(match)
        counts["boxes" if mask is None else "masks"] += 1
print(json.dumps(counts))
