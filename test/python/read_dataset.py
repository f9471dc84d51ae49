"""Reads a dataset with the tools that import its format, and compares it with the masks from which it was written.

usage: read_dataset.py FORMAT FOLDER EXPECTED.json

EXPECTED.json: {stem: {"size": [height, width], "objects": [{label, bbox, mask?}, ...]}}; boxes are [x, y, width, height] in
pixels, masks base64 of height x width bytes of 0 or 1. Prints the number of masks and of boxes that are equal.
"""
import base64
import json
import os
import sys
import tempfile

import numpy

form, folder, expected_file = sys.argv[1:]

# The tools write caches and settings there, and ask no server.
os.environ["HOME"] = tempfile.mkdtemp(dir=os.path.dirname(expected_file))
for setting in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "YOLO_OFFLINE", "FIFTYONE_DO_NOT_TRACK"):
    os.environ[setting] = "1"


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
    """With the masks of CVAT's SDK."""
    from xml.etree import ElementTree

    from cvat_sdk.masks import decode_mask

    for image in ElementTree.parse(os.path.join(folder, "annotations.xml")).iter("image"):
        assert os.path.exists(os.path.join(folder, "images", image.get("name")))
        objects = []
        for shape in image:
            mask = bbox = None
            if shape.tag == "mask":
                left, top, width, height = (int(shape.get(name)) for name in ("left", "top", "width", "height"))
                runs = [int(run) for run in shape.get("rle").split(",")]
                corners = [left, top, left + width - 1, top + height - 1]
                size = {f"image_{name}": int(image.get(name)) for name in ("width", "height")}
                mask = decode_mask(runs + corners, **size)
            if shape.tag == "box":
                x, y, right, bottom = (float(shape.get(name)) for name in ("xtl", "ytl", "xbr", "ybr"))
                bbox = [x, y, right - x, bottom - y]
            objects.append((shape.get("label"), bbox, mask))
        yield stem_of(image.get("name")), objects


def image_folder():
    """With the loader of Hugging Face, and the masks of pycocotools."""
    import datasets
    from pycocotools import mask as rle

    rows = datasets.load_dataset("imagefolder", data_dir=folder, split="train")
    for row in rows.cast_column("image", datasets.Image(decode=False)):
        size = [row["height"], row["width"]]
        lists = row["objects"]
        masks = [rle.decode({"size": size, "counts": counts}).astype(bool) if counts else None for counts in lists["rle"]]
        yield stem_of(row["image"]["path"]), list(zip(lists["labels"], lists["bbox"], masks))


def odvg():
    """By the rules of Open-GroundingDino: https://github.com/longzw1997/Open-GroundingDino/blob/main/data_format.md."""
    with open(os.path.join(folder, "annotations", "label_map.json"), encoding="utf-8") as file:
        label_map = json.load(file)
    with open(os.path.join(folder, "annotations", "train.jsonl"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        assert os.path.exists(os.path.join(folder, "images", "train", row["filename"]))
        objects = []
        for instance in row["detection"]["instances"]:
            x, y, right, bottom = instance["bbox"]
            assert 0 <= x < right <= row["width"] and 0 <= y < bottom <= row["height"], instance
            assert label_map[str(instance["label"])] == instance["category"], instance
            objects.append((instance["category"], [x, y, right - x, bottom - y], None))
        yield stem_of(row["filename"]), objects


def with_supervision(dataset):
    for path, _image, detections in dataset:
        objects = []
        for index, (x, y, right, bottom) in enumerate(detections.xyxy.astype(float)):
            mask = None if detections.mask is None else detections.mask[index]
            bbox = [round(value, 2) for value in (x, y, right - x, bottom - y)]
            # An object without a mask has an empty one next to others with a mask.
            has_mask = mask is not None and mask.any()
            objects.append((dataset.classes[detections.class_id[index]], bbox, mask if has_mask else None))
        yield stem_of(path), objects


def supervision_coco():
    from supervision import DetectionDataset

    images, annotations = (os.path.join(folder, *path) for path in (["images", "train"], ["annotations", "instances_train.json"]))
    return with_supervision(DetectionDataset.from_coco(images, annotations, force_masks=True))


def supervision_yolo():
    from supervision import DetectionDataset

    paths = (os.path.join(folder, path) for path in ("images/train", "labels/train", "data.yaml"))
    return with_supervision(DetectionDataset.from_yolo(*paths))


def ultralytics(task):
    """The boxes with which Ultralytics trains; of polygons, the boxes around them."""
    from ultralytics.data.dataset import YOLODataset
    from ultralytics.data.utils import check_det_dataset

    data = check_det_dataset(os.path.join(folder, "data.yaml"), autodownload=False)
    for label in YOLODataset(img_path=data["train"], data=data, task=task, augment=False).labels:
        height, width = label["shape"]
        objects = []
        for of_class, box in zip(label["cls"][:, 0], label["bboxes"].astype(float)):
            x, y, w, h = box * [width, height, width, height]
            bbox = [round(value, 2) for value in (x - w / 2, y - h / 2, w, h)]
            objects.append((data["names"][int(of_class)], bbox, None))
        if task == "segment":
            assert len(label["segments"]) == len(objects), label["im_file"]
        yield stem_of(label["im_file"]), objects


def with_fiftyone(importer):
    """FiftyOne's importers need no database."""
    with importer:
        for path, metadata, label in importer:
            detections = (one for group in label.values() for one in group.detections) if isinstance(label, dict) else label.detections
            width, height = (metadata.width, metadata.height) if metadata else (320, 320)
            objects = []
            for detection in detections:
                bbox = [round(share * side, 2) for share, side in zip(detection.bounding_box, [width, height] * 2)]
                mask = None
                if detection.mask is not None:
                    x, y = (round(value) for value in bbox[:2])
                    mask = numpy.zeros((height, width), bool)
                    mask[y : y + detection.mask.shape[0], x : x + detection.mask.shape[1]] = detection.mask
                objects.append((detection.label, bbox, mask))
            yield stem_of(path), objects


def fiftyone_coco(label_type):
    from fiftyone.utils.coco import COCODetectionDatasetImporter

    labels = os.path.join(folder, "annotations", "instances_train.json")
    images = os.path.join(folder, "images", "train")
    return with_fiftyone(COCODetectionDatasetImporter(data_path=images, labels_path=labels, label_types=[label_type]))


def fiftyone_yolo():
    from fiftyone.utils.yolo import YOLOv5DatasetImporter

    return with_fiftyone(YOLOv5DatasetImporter(dataset_dir=folder, yaml_path="data.yaml", split="train"))


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
    "odvg": odvg,
    "coco-supervision": supervision_coco,
    "yolo-supervision": supervision_yolo,
    "yolo-ultralytics": lambda: ultralytics("detect"),
    "yolo-seg-ultralytics": lambda: ultralytics("segment"),
    "coco-fiftyone": lambda: fiftyone_coco("segmentations"),
    "boxes-fiftyone": lambda: fiftyone_coco("detections"),
    "yolo-fiftyone": fiftyone_yolo,
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
