"""Code shared by both trainings: optimiser, schedule, averaged weights, and resuming from a checkpoint."""

import copy
import math
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import torch
from torch import Tensor, nn

from .data_parallel import RANK, average_gradients

STEPS_PER_LINE = 50


@dataclass(frozen=True)
class Plan:
    steps: int
    peak_rate: float
    """Largest learning rate."""
    warm_up_steps: int
    clip_norm: float
    """Largest norm of the gradient."""
    average_decay: float
    """Largest decay of the averaged weights per step, 0 to 1."""
    slow_parameters: str = "-"
    """Parameters with this text in their name learn at a fifth of the rate."""


class Trainer:
    """Trains a model and keeps a running average of its weights.

    Resumes from `folder/checkpoint.pt` if it exists, which works because a step's batch follows from its number.
    """

    def __init__(self, model: nn.Module, plan: Plan, folder: Path) -> None:
        self.model = model
        self.plan = plan
        self.step = 0
        self.averaged = copy.deepcopy(model)
        self.optimiser = torch.optim.AdamW(parameter_groups(model, plan), betas=(0.9, 0.99), foreach=True)
        self.checkpoint = folder / "checkpoint.pt"
        folder.mkdir(parents=True, exist_ok=True)
        if self.checkpoint.exists():
            self.load()

    def run(
        self,
        loss_of_step: Callable[[int], tuple[Tensor, dict[str, float]]],
        validate: Callable[[nn.Module], str],
        steps_per_checkpoint: int,
    ) -> None:
        """Trains until `plan.steps` and prints a log.

        `loss_of_step` returns the loss of a step by its number, and its parts for the log. `validate` returns the
        metrics of the averaged model as text; it runs with each checkpoint.
        """
        values: dict[str, list[float]] = defaultdict(list)
        started = time.monotonic()
        while self.step < self.plan.steps:
            loss, parts = loss_of_step(self.step)
            self.update(loss)
            # Only the first process writes the log, the checkpoint and the validation.
            if RANK > 0:
                continue
            for name, value in {"loss": loss.item(), **parts}.items():
                values[name].append(value)
            if self.step % STEPS_PER_LINE == 0:
                seconds = (time.monotonic() - started) / STEPS_PER_LINE
                line = " ".join(f"{name} {mean(several):.3f}" for name, several in values.items())
                print(f"step {self.step} {seconds:.2f} s/step rate {self.rate():.1e} {line}", flush=True)
                values.clear()
                started = time.monotonic()
            if self.step % steps_per_checkpoint == 0 or self.step == self.plan.steps:
                self.save()
                print(f"step {self.step} validation: {validate(self.averaged)}", flush=True)
                started = time.monotonic()

    def update(self, loss: Tensor) -> None:
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate() * group["share_of_rate"]
        self.optimiser.zero_grad()
        loss.backward()
        average_gradients(self.model)
        norm = nn.utils.clip_grad_norm_(self.model.parameters(), self.plan.clip_norm)
        if torch.isfinite(norm):
            self.optimiser.step()
        self.step += 1
        # The decay is smaller in early steps, so that the average does not keep the initial weights.
        decay = min(self.plan.average_decay, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.averaged.parameters()), list(self.model.parameters()), 1 - decay)

    def rate(self) -> float:
        """The learning rate: a linear warm-up, then half a cosine down to a hundredth of the peak."""
        warm_up = min(1, (self.step + 1) / self.plan.warm_up_steps)
        cosine = (1 + math.cos(math.pi * min(1, self.step / self.plan.steps))) / 2
        return self.plan.peak_rate * warm_up * (0.01 + 0.99 * cosine)

    def save(self) -> None:
        state = {
            "step": self.step,
            "model": self.model.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        unfinished = self.checkpoint.with_suffix(".part")
        torch.save(state, unfinished)
        unfinished.replace(self.checkpoint)

    def load(self) -> None:
        state = torch.load(self.checkpoint, map_location="cpu")
        self.step = state["step"]
        self.model.load_state_dict(state["model"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.load_state_dict(state["optimiser"])
        print(f"resumes at step {self.step}", flush=True)


def parameter_groups(model: nn.Module, plan: Plan) -> list[dict]:
    """Parameter groups for the optimiser. Only matrices have weight decay: no gains, biases or embeddings."""
    groups = {
        "matrices": {"params": [], "weight_decay": 0.02, "share_of_rate": 1.0},
        "others": {"params": [], "weight_decay": 0.0, "share_of_rate": 1.0},
        "slow": {"params": [], "weight_decay": 0.0, "share_of_rate": 0.2},
    }
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        is_matrix = parameter.ndim > 1 and "embed" not in name
        group = "slow" if plan.slow_parameters in name else "matrices" if is_matrix else "others"
        groups[group]["params"].append(parameter)
    return [group for group in groups.values() if group["params"]]


def averaged_weights(checkpoint: Path) -> dict[str, Tensor]:
    """The averaged weights in a checkpoint of a finished or running training."""
    return torch.load(checkpoint, map_location="cpu")["averaged"]
