"""A training in several processes, each with a part of every batch: `torchrun --nproc-per-node 2 -m training...`.

Two processes of one thread each are faster than one with two threads: most operations are too small to be shared.
"""

import os
from random import Random

import torch
import torch.distributed as distributed
from torch import nn

PROCESSES = int(os.environ.get("WORLD_SIZE", 1))
RANK = int(os.environ.get("RANK", 0))


def start() -> None:
    if PROCESSES > 1:
        distributed.init_process_group("gloo")


def share_of(batch: int) -> int:
    """Pictures of each process."""
    if batch % PROCESSES:
        raise ValueError(f"{PROCESSES} processes cannot share a batch of {batch} equally")
    return batch // PROCESSES


def random_of_step(seed: int, step: int) -> Random:
    """Decides the process's part of the batch."""
    return Random(f"{seed} {step}" if PROCESSES == 1 else f"{seed} {step} {RANK}")


def average_gradients(model: nn.Module) -> None:
    """Over all processes. They begin with the same weights and take the same steps, so that these stay the same."""
    if PROCESSES == 1:
        return
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    distributed.all_reduce(flat)
    for gradient, averaged in zip(gradients, (flat / PROCESSES).split([each.numel() for each in gradients])):
        gradient.copy_(averaged.view_as(gradient))
