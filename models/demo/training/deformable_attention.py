"""Deformable attention in C++: upstream's, made of general operations, is two fifths of a training step on a CPU."""

from collections.abc import Callable
from pathlib import Path

import torch
import transformers.models.grounding_dino.modeling_grounding_dino as upstream
from torch import Tensor
from torch.utils.cpp_extension import load

FLAGS = ["-O3", "-march=native", "-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math", "-fno-math-errno"]


def use_compiled_attention() -> None:
    """Replaces upstream's for this process."""
    attend = compiled_attention()

    def forward(self, value, levels, levels_list, level_starts, places, weights, im2col_step) -> Tensor:
        return attend(value, levels, places, weights)

    upstream.MultiScaleDeformableAttention.forward = forward


def compiled_attention() -> Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]:
    """Takes value, levels, places and weights as deformable_attention.cpp describes them. The first call on a machine
    compiles, for which it needs a C++ compiler and ninja."""
    source = Path(__file__).with_suffix(".cpp")
    kernel = load(source.stem, [str(source)], extra_cflags=FLAGS)

    class Attention(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value: Tensor, levels: Tensor, places: Tensor, weights: Tensor) -> Tensor:
            value, places, weights = value.contiguous(), places.contiguous(), weights.contiguous()
            ctx.save_for_backward(value, levels, places, weights)
            return kernel.forward(value, levels, places, weights)

        @staticmethod
        def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, ...]:
            by_value, by_places, by_weights = kernel.backward(*ctx.saved_tensors, gradient.contiguous())
            return by_value, None, by_places, by_weights

    return Attention.apply
