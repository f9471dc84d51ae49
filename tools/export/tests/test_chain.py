"""What the nodes make of an exported folder is what transformers makes of the checkpoint."""

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


def picture(folder: Path, width: int, height: int) -> tuple[Path, Image.Image]:
    """Coarse noise: something to see at every scale."""
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
def test_three_phrases_at_once_on_pictures_of_any_shape(exported, tmp_path, make, masks, size):
    folder = exported(make, "--size", "128,256", "--masks", masks)
    path, image = picture(tmp_path, *size)

    found = detections_of("detect", path, PROMPT, "--detector", str(folder))

    checkpoint = open_checkpoint(str(folder.parent / "checkpoint"))
    assert_same(found, expected_detections(folder, checkpoint, masks, image, PHRASES), image)


@pytest.mark.parametrize("make", [sam, sam2])
def test_masks_of_boxes(exported, tmp_path, make):
    folder = exported(make)
    path, image = picture(tmp_path, 320, 200)

    found = detections_of("run", path, PROMPT, "--detector", str(exported(grounding_dino, "--size", "160")), "--segmenter", str(folder))

    assert len(found) > 0
    model = open_checkpoint(str(folder.parent / "checkpoint")).model
    for one in found[:10]:
        mask, score = expected_mask(model, image, one["bbox"], keeps_shape=make is sam)
        assert abs(score - one["maskScore"]) <= 1e-3
        assert (mask_of(one["segmentation"]) != mask).mean() <= 1e-3


@torch.no_grad()
def expected_mask(model, image: Image.Image, bbox: list[float], keeps_shape: bool) -> tuple[np.ndarray, float]:
    width, height = image.size
    if keeps_shape:
        square = {"longest_edge": SIDE}
        processor = SamImageProcessorPil(size=square, pad_size={"height": SIDE, "width": SIDE})
        given = processor(image, return_tensors="pt")
        content = given["reshaped_input_sizes"][0].tolist()
        pixels = given["pixel_values"]
    else:
        content = [SIDE, SIDE]
        values = (np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BILINEAR)) / 255 - MEAN) / STD
        pixels = torch.tensor(values, dtype=torch.float32).permute(2, 0, 1)[None]
    x, y, box_width, box_height = bbox
    scale = torch.tensor([content[1] / width, content[0] / height] * 2)
    box = torch.tensor([x, y, x + box_width, y + box_height]) * scale
    found = model(pixel_values=pixels, input_boxes=box[None, None])
    scores = found.iou_scores[0, 0]
    masks = found.pred_masks[0, :, scores.argmax()][None]
    if keeps_shape:
        masks = resized(masks, (SIDE, SIDE))[..., : content[0], : content[1]]
    return (resized(masks, (height, width))[0, 0] > 0).numpy(), scores.max().clamp(0, 1).item()


@pytest.mark.real_size
def test_the_real_size_at_two_sizes_of_picture(tmp_path):
    checkpoint, folder = tmp_path / "checkpoint", tmp_path / "model"
    grounding_dino_tiny().save_pretrained(checkpoint)
    bert_tokenizer().save_pretrained(checkpoint)
    assert main([str(checkpoint), str(folder), "--size", "480,800"]) == 0

    for size in ((640, 480), (300, 500)):
        path, image = picture(tmp_path, *size)
        found = detections_of("detect", path, PROMPT, "--detector", str(folder))
        expected = expected_detections(folder, open_checkpoint(str(checkpoint)), "in-graph", image, PHRASES)
        assert_same(found, expected, image)


@pytest.mark.real_size
def test_weights_of_more_than_2_gb(exported, tmp_path):
    checkpoint, folder = tmp_path / "checkpoint", tmp_path / "model"
    sam_vit_huge().save_pretrained(checkpoint)
    assert main([str(checkpoint), str(folder)]) == 0
    assert (folder / "onnx" / "vision_encoder.onnx_data").stat().st_size > 2**31

    path, _ = picture(tmp_path, 320, 200)
    detector = exported(grounding_dino, "--size", "160")
    found = detections_of("run", path, PROMPT, "--detector", str(detector), "--segmenter", str(folder))

    assert len(found) > 0
    assert all(0 <= one["maskScore"] <= 1 for one in found)
