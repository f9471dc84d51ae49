"""Reads a COCO file with pycocotools and compares it with the masks from which it was written.

usage: check_coco.py INSTANCES.json EXPECTED.json

EXPECTED.json: {file_name: [{label, mask}, ...]}, each mask as base64 of height x width bytes of 0 or 1.
"""
import base64
import json
import sys

import numpy
from pycocotools import mask as rle
from pycocotools.coco import COCO

coco = COCO(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    expected = json.load(file)

names = {category["id"]: category["name"] for category in coco.loadCats(coco.getCatIds())}
images = {image["file_name"]: image for image in coco.loadImgs(coco.getImgIds())}
assert images.keys() == expected.keys(), sorted(images)

forms = {"polygons": 0, "rle": 0}
for file_name, objects in expected.items():
    image = images[file_name]
    annotations = coco.loadAnns(coco.getAnnIds(imgIds=image["id"]))
    assert len(annotations) == len(objects), (file_name, len(annotations), len(objects))
    for annotation, expected_object in zip(annotations, objects):
        pixels = numpy.frombuffer(base64.b64decode(expected_object["mask"]), numpy.uint8)
        pixels = pixels.reshape(image["height"], image["width"])
        mask = coco.annToMask(annotation)
        name = (file_name, annotation["id"])
        assert names[annotation["category_id"]] == expected_object["label"], name
        assert mask.shape == pixels.shape and (mask == pixels).all(), (name, int((mask != pixels).sum()))
        assert annotation["area"] == pixels.sum() == rle.area(coco.annToRLE(annotation)), name
        assert annotation["bbox"] == rle.toBbox(coco.annToRLE(annotation)).tolist(), name
        assert annotation["id"] > 0 and annotation["iscrowd"] == 0, name
        forms["rle" if isinstance(annotation["segmentation"], dict) else "polygons"] += 1
print(json.dumps({"images": len(images), **forms}))
