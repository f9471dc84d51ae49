"""Trains the demo detector. Resumes from the last checkpoint in --out. See README.md."""

import argparse
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor

from .data_parallel import random_of_step, share_of, start
from .dataset import Dataset, open_dataset, symmetry, symmetry_of_box
from .deformable_attention import use_compiled_attention
from .detection_loss import Truth, detection_loss
from .detection_metrics import detection_metrics
from .detector import SIDE, build_detector, cell_centres, run_detector
from .language import encode, sample_phrases
from .pixels import to_pixel_values
from .released_weights import detector_weights
from .trainer import Plan, Trainer

# Side in pixels of the images of the first steps, which take half the time of a step at SIDE.
SMALL_SIDE = 160
MOST_OBJECTS = 6
# In tokens: ten phrases of four words and a separator, the start and the end token.
LONGEST_TRAINING_PROMPT = 52


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="training scenes, packed at 160 and 224")
    parser.add_argument("--validation", type=Path, required=True, help="other scenes, packed at 224")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--init", type=Path, help="exported graph whose weights to start with; default: from scratch")
    parser.add_argument("--steps", type=int, default=10_400, help="number of training steps; default 10400")
    parser.add_argument(
        "--small-steps", type=int, default=7_000, help="number of first steps with images of 160 x 160; default 7000"
    )
    parser.add_argument("--batch", type=int, default=16, help="images per step; default 16")
    parser.add_argument("--rate", type=float, default=1.2e-3, help="largest learning rate; default 1.2e-3")
    parser.add_argument("--steps-per-checkpoint", type=int, default=500, help="default 500")
    parser.add_argument("--seed", type=int, default=0, help="of the initial weights and the batches; default 0")
    parser.add_argument("--device", default="cpu", help="torch device; default cpu")
    options = parser.parse_args()

    start()
    detector = build_detector(options.seed, LONGEST_TRAINING_PROMPT)
    if options.init:
        detector.load_state_dict(detector_weights(options.init, detector.state_dict()))
    detector.to(options.device)
    if options.device == "cpu":
        use_compiled_attention()
    small, full = (
        (open_dataset(options.data, side), cell_centres(side).to(options.device)) for side in (SMALL_SIDE, SIDE)
    )
    validation = open_dataset(options.validation, SIDE)

    def loss_of_step(step: int) -> tuple[Tensor, dict[str, float]]:
        data, centres = small if step < options.small_steps else full
        random = random_of_step(options.seed, step)
        pixels, ids, truth = make_batch(data, share_of(options.batch), random, options.device)
        return detection_loss(run_detector(detector, pixels, ids, truth.attention_mask), truth, centres)

    plan = Plan(options.steps, options.rate, 150, 2.0, 0.998, slow_parameters="sampling_offsets")
    Trainer(detector, plan, options.out).run(
        loss_of_step,
        lambda averaged: detection_metrics(averaged, validation, [-0.4, -0.2, 0.0]),
        options.steps_per_checkpoint,
    )


def make_batch(data: Dataset, size: int, random: Random, device: str) -> tuple[Tensor, Tensor, Truth]:
    """A random batch: pixel values, token ids and ground truth. Images are rotated or mirrored at random."""
    chosen = [random.randrange(len(data.scenes)) for _ in range(size)]
    images = np.empty((size, *data.images.shape[1:]), np.uint8)
    boxes = torch.full((size, MOST_OBJECTS, 4), 0.5)
    is_object = torch.zeros(size, MOST_OBJECTS, dtype=torch.bool)
    prompts = []
    for row, number in enumerate(chosen):
        scene, turn = data.scenes[number], random.randrange(8)
        images[row] = symmetry(turn, data.images[number])
        prompts.append(encode(data, sample_phrases(data, scene, random), random))
        for column, item in enumerate(scene.objects):
            boxes[row, column] = torch.from_numpy(symmetry_of_box(turn, item.box))
            is_object[row, column] = True
    length = max(len(prompt.tokens) for prompt in prompts)
    ids = torch.zeros(size, length, dtype=torch.long)
    attention_mask = torch.zeros(size, length, dtype=torch.long)
    tokens = torch.zeros(size, MOST_OBJECTS, length)
    for row, (number, prompt) in enumerate(zip(chosen, prompts)):
        ids[row, : len(prompt.tokens)] = torch.tensor(prompt.tokens)
        attention_mask[row, : len(prompt.tokens)] = 1
        for column, item in enumerate(data.scenes[number].objects):
            for phrase, span in zip(prompt.phrases, prompt.spans):
                if phrase.names(item.kind):
                    tokens[row, column, span] = 1
    truth = Truth(boxes.to(device), is_object.to(device), tokens.to(device), attention_mask.to(device))
    return to_pixel_values(images).to(device), ids.to(device), truth


if __name__ == "__main__":
    main()
