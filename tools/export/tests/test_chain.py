"""Tests that the chain returns the same for an exported folder as transformers for the checkpoint."""

from pathlib import Path

import numpy as np
import pytest
import torch
from chain import assert_same, can_run, detections_of, expected_detections, mask_of, resized
from grounded_sam_export.__main__ import main
from grounded_sam_export.checkpoint import open_checkpoint
from grounded_sam_export.random_checkpoint import bert_tokenizer, grounding_dino_tiny, sam_vit_huge
from PIL import Image
from tiny_checkpoints import SIDE, grounding_dino, mm_grounding_dino, sam, sam2
from transformers.models.sam.image_processing_pil_sam import SamImageProcessorPil

pytestmark = pytest.mark.skipif(not can_run(), reason="needs Node.js and `npm run build` in the repository")

PHRASES = ["a cat", "remote control", "person with a hat"]
PROMPT = ". ".join(PHRASES)
MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


def noise_image(folder: Path, width: int, height: int) -> tuple[Path, Image.Image]:
    """Writes an image of noise at three scales, and returns its path and pixels."""
    random = np.random.default_rng(width)
    layers = [Image.fromarray(random.integers(0, 255, (s, s, 3), np.uint8)).resize((width, height)) for s in (3, 9, 40)]
    image = Image.fromarray(np.mean([np.asarray(layer) for layer in layers], 0).astype(np.uint8))
    path = folder / f"{width}x{height}.png"
    image.save(path)
    return path, image


@pytest.mark.parametrize(
    ("make", "masks", "size"),
    [
        (grounding_dino, "in-graph", (320, 200)),
        (grounding_dino, "in-graph", (150, 190)),
        (grounding_dino, "in-graph", (1000, 16)),
        (grounding_dino, "external", (320, 200)),
        (mm_grounding_dino, "in-graph", (320, 200)),
    ],
)
def test_detects_three_phrases_in_one_pass_in_images_of_any_shape(exported, tmp_path, make, masks, size):
    folder = exported(make, "--size", "128,256", "--masks", masks)
    path, image = noise_image(tmp_path, *size)

    detections = detections_of("detect", path, PROMPT, "--detector", str(folder))

    checkpoint = open_checkpoint(str(folder.parent / "checkpoint"))
    assert_same(detections, expected_detections(folder, checkpoint, masks, image, PHRASES), image)


@pytest.mark.parametrize("masks", ["in-graph", "external"])
def test_a_packed_detector_detects_exactly_what_the_unpacked_one_does(exported, tmp_path, masks):
    path, _ = noise_image(tmp_path, 320, 200)
    options = ["--size", "128,256", "--masks", masks]
    folders = [exported(grounding_dino, *options), exported(grounding_dino, *options, "--serve")]

    expected, detections = (detections_of("detect", path, PROMPT, "--detector", str(folder)) for folder in folders)

    assert len(detections) > 0
    assert detections == expected


@pytest.mark.parametrize("packed", [[], ["--serve"]])
@pytest.mark.parametrize("make", [sam, sam2])
def test_segments_boxes_as_transformers_does(exported, tmp_path, make, packed):
    folder = exported(make, *packed)
    path, image = noise_image(tmp_path, 320, 200)
    detector = exported(grounding_dino, "--size", "160", *packed)

    detections = detections_of("run", path, PROMPT, "--detector", str(detector), "--segmenter", str(folder))

    assert len(detections) > 0
    model = open_checkpoint(str(folder.parent / "checkpoint")).model
    for detection in detections[:10]:
        mask, score = expected_mask(model, image, detection["bbox"], keeps_shape=make is sam)
        assert abs(score - detection["maskScore"]) <= 1e-3
        assert (mask_of(detection["segmentation"]) != mask).mean() <= 1e-3


@torch.no_grad()
def expected_mask(model, image: Image.Image, bbox: list[float], keeps_shape: bool) -> tuple[np.ndarray, float]:
    """The mask, bool [height, width], and score that transformers computes for a box: x, y, width, height in pixels.

    keeps_shape: whether the image keeps its aspect ratio in the encoder's square (SAM 1), or is squashed (SAM 2).
    """
    width, height = image.size
    if keeps_shape:
        square = {"longest_edge": SIDE}
        processor = SamImageProcessorPil(size=square, pad_size={"height": SIDE, "width": SIDE})
        inputs = processor(image, return_tensors="pt")
        content = inputs["reshaped_input_sizes"][0].tolist()
        pixels = inputs["pixel_values"]
    else:
        content = [SIDE, SIDE]
        values = (np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BILINEAR)) / 255 - MEAN) / STD
        pixels = torch.tensor(values, dtype=torch.float32).permute(2, 0, 1)[None]
    x, y, box_width, box_height = bbox
    scale = torch.tensor([content[1] / width, content[0] / height] * 2)
    box = torch.tensor([x, y, x + box_width, y + box_height]) * scale
    outputs = model(pixel_values=pixels, input_boxes=box[None, None])
    scores = outputs.iou_scores[0, 0]
    masks = outputs.pred_masks[0, :, scores.argmax()][None]
    if keeps_shape:
        masks = resized(masks, (SIDE, SIDE))[..., : content[0], : content[1]]
    return (resized(masks, (height, width))[0, 0] > 0).numpy(), scores.max().clamp(0, 1).item()


@pytest.mark.real_size
def test_grounding_dino_tiny_detects_in_images_of_two_sizes(tmp_path):
    checkpoint, folder = tmp_path / "checkpoint", tmp_path / "model"
    grounding_dino_tiny().save_pretrained(checkpoint)
    bert_tokenizer().save_pretrained(checkpoint)
    assert main([str(checkpoint), str(folder), "--size", "480,800"]) == 0

    for size in ((640, 480), (300, 500)):
        path, image = noise_image(tmp_path, *size)
        detections = detections_of("detect", path, PROMPT, "--detector", str(folder))
        expected = expected_detections(folder, open_checkpoint(str(checkpoint)), "in-graph", image, PHRASES)
        assert_same(detections, expected, image)


@pytest.mark.real_size
def test_the_chain_runs_a_sam_with_more_than_2_gb_of_weights(exported, tmp_path):
    checkpoint, folder = tmp_path / "checkpoint", tmp_path / "model"
    sam_vit_huge().save_pretrained(checkpoint)
    assert main([str(checkpoint), str(folder)]) == 0
    assert (folder / "onnx" / "vision_encoder.onnx_data").stat().st_size > 2**31

    path, _ = noise_image(tmp_path, 320, 200)
    detector = exported(grounding_dino, "--size", "160")
    detections = detections_of("run", path, PROMPT, "--detector", str(detector), "--segmenter", str(folder))

    assert len(detections) > 0
    assert all(0 <= detection["maskScore"] <= 1 for detection in detections)
