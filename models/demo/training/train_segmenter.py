"""Trains the demo segmenter. Resumes from the last checkpoint in --out. See README.md."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor
from transformers import Sam2Model

from . import mask_loss as loss
from .data_parallel import random_of_step, share_of, start
from .dataset import Dataset, SceneObject, mask_of, open_dataset, symmetry, symmetry_of_box
from .pixels import to_pixel_values
from .released_weights import segmenter_weights
from .segmenter import SIDE, ImageEncoder, MaskDecoder, build_segmenter
from .trainer import Plan, Trainer

# Standard deviation and limit of the error of a detected box's sides, relative to the size of the box.
BOX_ERROR, LARGEST_BOX_ERROR = 0.04, 0.12
# Every fifth step has points instead of boxes.
POINTS_EVERY = 5
NOT_A_POINT = -10


@dataclass(frozen=True)
class Batch:
    """Images with either points or boxes as prompts; the other kind has length 0. Coordinates are in pixels of the
    SIDE x SIDE square."""

    pixels: Tensor
    """float32 [batch, 3, SIDE, SIDE]"""
    points: Tensor
    """float32 [batch, prompts, points, 2]: x, y"""
    labels: Tensor
    """int64 [batch, prompts, points]: 1 for a point on the object, NOT_A_POINT for padding"""
    boxes: Tensor
    """float32 [batch, prompts, 4]: left, top, right, bottom"""
    truth: Tensor
    """float32 [batch, prompts, mask_loss.SIDE, mask_loss.SIDE]: the share of each pixel that the object covers"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="training scenes, packed at 256")
    parser.add_argument("--validation", type=Path, required=True, help="other scenes, packed at 256")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--init", type=Path, help="folder of graphs whose weights to start with; default: from scratch")
    parser.add_argument("--steps", type=int, default=6_500, help="number of training steps; default 6500")
    parser.add_argument("--batch", type=int, default=6, help="images per step; default 6")
    parser.add_argument("--prompts", type=int, default=4, help="prompts per image; default 4")
    parser.add_argument("--rate", type=float, default=1.5e-3, help="largest learning rate; default 1.5e-3")
    parser.add_argument("--steps-per-checkpoint", type=int, default=500, help="default 500")
    parser.add_argument("--seed", type=int, default=0, help="of the initial weights and the batches; default 0")
    parser.add_argument("--device", default="cpu", help="torch device; default cpu")
    options = parser.parse_args()

    start()
    segmenter = build_segmenter(options.seed)
    if options.init:
        graphs = (options.init / "vision_encoder.onnx", options.init / "prompt_encoder_mask_decoder.onnx")
        segmenter.load_state_dict(segmenter_weights(*graphs, segmenter.state_dict()))
    segmenter.to(options.device)
    encoder, decoder = ImageEncoder(segmenter), MaskDecoder(segmenter)
    data = open_dataset(options.data, SIDE)
    validation = open_dataset(options.validation, SIDE)

    def loss_of_step(step: int) -> tuple[Tensor, dict[str, float]]:
        random = random_of_step(options.seed, step)
        by_points = step % POINTS_EVERY == POINTS_EVERY - 1
        batch = make_batch(data, share_of(options.batch), options.prompts, by_points, random, options.device)
        ious, logits, presence = decoder(batch.points, batch.labels, batch.boxes, *encoder(batch.pixels))
        total, parts = loss.mask_loss(ious, logits, presence, batch.truth)
        return total, {} if by_points else parts

    plan = Plan(options.steps, options.rate, 60, 1.0, 0.998)
    Trainer(segmenter, plan, options.out).run(
        loss_of_step, lambda averaged: segmentation_metrics(averaged, validation), options.steps_per_checkpoint
    )


def make_batch(data: Dataset, size: int, prompts: int, by_points: bool, random: Random, device: str) -> Batch:
    """A random batch. Each image is rotated or mirrored and has prompts for `prompts` of its objects."""
    noise = np.random.default_rng(random.getrandbits(32))
    images = np.empty((size, SIDE, SIDE, 3), np.uint8)
    boxes = np.empty((size, prompts, 4), np.float32)
    points = np.empty((size, prompts, 2, 2), np.float32)
    labels = np.ones((size, prompts, 2), np.int64)
    masks = np.empty((size, prompts, data.side, data.side), bool)
    for row in range(size):
        number, turn = random.randrange(len(data.scenes)), random.randrange(8)
        images[row] = symmetry(turn, data.images[number])
        objects = data.scenes[number].objects
        # An image with fewer objects than prompts has several prompts for one object.
        chosen = random.sample(objects, min(prompts, len(objects))) + random.choices(objects, k=prompts)
        for column, item in enumerate(chosen[:prompts]):
            masks[row, column] = symmetry(turn, mask_of(item, data.side))
            boxes[row, column] = detected_box(symmetry_of_box(turn, item.box), noise)
            points[row, column] = points_on(masks[row, column], noise)
            labels[row, column, 1] = random.choice([1, NOT_A_POINT])
    truth = F.interpolate(torch.from_numpy(masks).float(), size=(loss.SIDE, loss.SIDE), mode="area")
    used, unused = slice(None), slice(0)
    return Batch(
        to_pixel_values(images).to(device),
        torch.from_numpy(points)[:, :, used if by_points else unused].to(device),
        torch.from_numpy(labels)[:, :, used if by_points else unused].to(device),
        torch.from_numpy(boxes)[:, unused if by_points else used].to(device),
        truth.to(device),
    )


def detected_box(box: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    """Corners x1, y1, x2, y2 of a box in pixels of the square. 70 % of the boxes get an error, as of a detector."""
    centre, size = box[:2], box[2:]
    corners = np.concatenate([centre - size / 2, centre + size / 2])
    if noise.random() < 0.7:
        error = noise.normal(0, BOX_ERROR, 4).clip(-LARGEST_BOX_ERROR, LARGEST_BOX_ERROR)
        corners = corners + error * np.tile(size, 2)
    return corners * SIDE


def points_on(mask: NDArray[np.bool_], noise: np.random.Generator) -> NDArray[np.float32]:
    """Two random points [2, 2] on the object: x, y in pixels of the SIDE x SIDE square. `mask`: [side, side]."""
    rows, columns = np.nonzero(mask)
    chosen = noise.integers(0, len(rows), 2)
    return (np.stack([columns[chosen], rows[chosen]], 1) + 0.5) * (SIDE / len(mask))


@torch.no_grad()
def segmentation_metrics(segmenter: Sam2Model, dataset: Dataset, scenes: int = 150) -> str:
    """Mean, median and share over 0.9 of the IoU of the best rated masks, for true boxes, at the size of the scenes."""
    encoder, decoder = ImageEncoder(segmenter), MaskDecoder(segmenter)
    device = segmenter.device
    ious_of_scenes: list[Tensor] = []
    for number in range(min(scenes, len(dataset.scenes))):
        objects = dataset.scenes[number].objects
        embeddings = encoder(to_pixel_values(dataset.images[number : number + 1]).to(device))
        boxes = torch.tensor(np.stack([exact_box(item) for item in objects]))[None].to(device)
        no_points = torch.zeros(1, len(objects), 0, 2, device=device)
        ious, logits, _ = decoder(no_points, no_points[..., 0].long(), boxes, *embeddings)
        best = logits[0, torch.arange(len(objects)), ious[0].argmax(-1)]
        size = (dataset.side, dataset.side)
        masks = F.interpolate(best[None], size=size, mode="bilinear", align_corners=False)[0] > 0
        truth = torch.from_numpy(np.stack([mask_of(item, dataset.side) for item in objects])).to(device)
        ious_of_scenes.append(loss.intersection_over_union(masks, truth).cpu())
    all_ious = torch.cat(ious_of_scenes)
    share = (all_ious > 0.9).float().mean()
    return f"mask IoU mean {all_ious.mean():.4f} median {all_ious.median():.4f} over 0.9 {share:.3f}"


def exact_box(item: SceneObject) -> NDArray[np.float32]:
    """Corners x1, y1, x2, y2 of the object's true box, in pixels of the SIDE x SIDE square."""
    centre, size = item.box[:2], item.box[2:]
    return np.concatenate([centre - size / 2, centre + size / 2]) * SIDE


if __name__ == "__main__":
    main()
