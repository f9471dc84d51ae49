"""Trains the demo segmenter; started again it goes on from its last checkpoint. See README.md."""

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
from .dataset import Dataset, SceneObject, mask_of, open_dataset, symmetry, symmetry_of_box
from .pixels import to_pixel_values
from .released_weights import segmenter_weights
from .segmenter import SIDE, ImageEncoder, MaskDecoder, build_segmenter
from .side_by_side import random_of_step, share_of, start
from .trainer import Plan, Trainer

# Detected boxes miss the object by about so much of its size.
BOX_ERROR, LARGEST_BOX_ERROR = 0.04, 0.12
# One step in so many has points instead of boxes.
POINTS_EVERY = 5
NOT_A_POINT = -10


@dataclass(frozen=True)
class Batch:
    pixels: Tensor
    points: Tensor
    """[batch, prompts, points, 2], in pixels of the frame; either there are no points or no boxes"""
    labels: Tensor
    boxes: Tensor
    """[batch, prompts, 4]: left, top, right, bottom"""
    truth: Tensor
    """[batch, prompts, side, side]"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="training scenes, packed at 256")
    parser.add_argument("--validation", type=Path, required=True, help="other scenes, packed at 256")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--init", type=Path, help="folder of exported graphs to start from, instead of from scratch")
    parser.add_argument("--steps", type=int, default=6_500)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--prompts", type=int, default=4, help="per picture")
    parser.add_argument("--rate", type=float, default=1.5e-3, help="the largest learning rate")
    parser.add_argument("--steps-per-checkpoint", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
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
        loss_of_step, lambda averaged: segmentation_figures(averaged, validation), options.steps_per_checkpoint
    )


def make_batch(data: Dataset, size: int, prompts: int, by_points: bool, random: Random, device: str) -> Batch:
    """Each picture turned or mirrored, with prompts for some of its objects."""
    noise = np.random.default_rng(random.getrandbits(32))
    pictures = np.empty((size, SIDE, SIDE, 3), np.uint8)
    boxes = np.empty((size, prompts, 4), np.float32)
    points = np.empty((size, prompts, 2, 2), np.float32)
    labels = np.ones((size, prompts, 2), np.int64)
    masks = np.empty((size, prompts, data.side, data.side), bool)
    for row in range(size):
        number, turn = random.randrange(len(data.scenes)), random.randrange(8)
        pictures[row] = symmetry(turn, data.pictures[number])
        objects = data.scenes[number].objects
        # Some may come twice where there are fewer objects than prompts.
        chosen = random.sample(objects, min(prompts, len(objects))) + random.choices(objects, k=prompts)
        for column, item in enumerate(chosen[:prompts]):
            masks[row, column] = symmetry(turn, mask_of(item, data.side))
            boxes[row, column] = detected_box(symmetry_of_box(turn, item.box), noise)
            points[row, column] = points_on(masks[row, column], noise)
            labels[row, column, 1] = random.choice([1, NOT_A_POINT])
    truth = F.interpolate(torch.from_numpy(masks).float(), size=(loss.SIDE, loss.SIDE), mode="area")
    some, none = slice(None), slice(0)
    return Batch(
        to_pixel_values(pictures).to(device),
        torch.from_numpy(points)[:, :, some if by_points else none].to(device),
        torch.from_numpy(labels)[:, :, some if by_points else none].to(device),
        torch.from_numpy(boxes)[:, none if by_points else some].to(device),
        truth.to(device),
    )


def detected_box(box: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    """Corners in the frame, mostly a little off."""
    centre, size = box[:2], box[2:]
    corners = np.concatenate([centre - size / 2, centre + size / 2])
    if noise.random() < 0.7:
        error = noise.normal(0, BOX_ERROR, 4).clip(-LARGEST_BOX_ERROR, LARGEST_BOX_ERROR)
        corners = corners + error * np.tile(size, 2)
    return corners * SIDE


def points_on(mask: NDArray[np.bool_], noise: np.random.Generator) -> NDArray[np.float32]:
    """Two points of the object as x and y in the frame."""
    rows, columns = np.nonzero(mask)
    chosen = noise.integers(0, len(rows), 2)
    return (np.stack([columns[chosen], rows[chosen]], 1) + 0.5) * (SIDE / len(mask))


@torch.no_grad()
def segmentation_figures(segmenter: Sam2Model, dataset: Dataset, scenes: int = 150) -> str:
    """Mean IoU of the masks that the model rates best, for true boxes, at the pictures' own size."""
    encoder, decoder = ImageEncoder(segmenter), MaskDecoder(segmenter)
    device = segmenter.device
    found: list[Tensor] = []
    for number in range(min(scenes, len(dataset.scenes))):
        objects = dataset.scenes[number].objects
        embeddings = encoder(to_pixel_values(dataset.pictures[number : number + 1]).to(device))
        boxes = torch.tensor(np.stack([exact_box(item) for item in objects]))[None].to(device)
        no_points = torch.zeros(1, len(objects), 0, 2, device=device)
        ious, logits, _ = decoder(no_points, no_points[..., 0].long(), boxes, *embeddings)
        best = logits[0, torch.arange(len(objects)), ious[0].argmax(-1)]
        size = (dataset.side, dataset.side)
        masks = F.interpolate(best[None], size=size, mode="bilinear", align_corners=False)[0] > 0
        truth = torch.from_numpy(np.stack([mask_of(item, dataset.side) for item in objects])).to(device)
        found.append(loss.intersection_over_union(masks, truth).cpu())
    every = torch.cat(found)
    return f"mask IoU mean {every.mean():.4f} median {every.median():.4f} over 0.9 {(every > 0.9).float().mean():.3f}"


def exact_box(item: SceneObject) -> NDArray[np.float32]:
    centre, size = item.box[:2], item.box[2:]
    return np.concatenate([centre - size / 2, centre + size / 2]) * SIDE


if __name__ == "__main__":
    main()
