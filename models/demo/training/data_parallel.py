"""Training in several processes, each with a part of every batch: `torchrun --nproc-per-node 2 -m training...`.

Two processes with one thread each are faster than one with two threads: most operations are too small to be
parallelised.
"""

import os
from random import Random

import torch
import torch.distributed as distributed
from torch import nn

PROCESSES = int(os.environ.get("WORLD_SIZE", 1))
RANK = int(os.environ.get("RANK", 0))


def start() -> None:
    """Joins the processes of `torchrun`. Does nothing for a single process."""
    if PROCESSES > 1:
        distributed.init_process_group("gloo")


def share_of(batch: int) -> int:
    """Number of images per process. Raises ValueError if `batch` is not a multiple of the number of processes."""
    if batch % PROCESSES:
        raise ValueError(f"--batch must be a multiple of {PROCESSES}, the number of processes, got {batch}")
    return batch // PROCESSES


def random_of_step(seed: int, step: int) -> Random:
    """The random generator that selects this process's part of the batch."""
    return Random(f"{seed} {step}" if PROCESSES == 1 else f"{seed} {step} {RANK}")


def average_gradients(model: nn.Module) -> None:
    """Averages the gradients over all processes. As all start with the same weights, their weights stay equal."""
    if PROCESSES == 1:
        return
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    distributed.all_reduce(flat)
    for gradient, averaged in zip(gradients, (flat / PROCESSES).split([each.numel() for each in gradients])):
        gradient.copy_(averaged.view_as(gradient))
