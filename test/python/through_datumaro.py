"""Reads a dataset with datumaro, and writes it again.

usage: through_datumaro.py FORMAT FROM TO
"""
import sys

from datumaro import Dataset

form, source, target = sys.argv[1:]
dataset = Dataset.import_from(source, form)
# Masks of COCO would become polygons with other pixels.
options = {"segmentation_mode": "mask"} if form == "coco_instances" else {}
dataset.export(target, form, save_media=True, **options)
print(len(dataset))
