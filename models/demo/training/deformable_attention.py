"""Deformable attention in C++. The one of transformers ("upstream") takes two fifths of a training step on a CPU."""

from collections.abc import Callable
from pathlib import Path

import torch
import transformers.models.grounding_dino.modeling_grounding_dino as upstream
from torch import Tensor
from torch.utils.cpp_extension import load

FLAGS = ["-O3", "-march=native", "-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math", "-fno-math-errno"]


def use_compiled_attention() -> None:
    """Replaces upstream's deformable attention in this process."""
    attend = compiled_attention()

    def forward(self, value, levels, levels_list, level_starts, locations, weights, im2col_step) -> Tensor:
        return attend(value, levels, locations, weights)

    upstream.MultiScaleDeformableAttention.forward = forward


def compiled_attention() -> Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]:
    """Returns a function of value, levels, locations and weights; deformable_attention.cpp states shapes and units.

    The first call on a machine compiles the C++ code, which needs a C++ compiler and ninja.
    """
    source = Path(__file__).with_suffix(".cpp")
    kernel = load(source.stem, [str(source)], extra_cflags=FLAGS)

    class Attention(torch.autograd.Function):
        @staticmethod
        def forward(ctx, value: Tensor, levels: Tensor, locations: Tensor, weights: Tensor) -> Tensor:
            value, locations, weights = value.contiguous(), locations.contiguous(), weights.contiguous()
            ctx.save_for_backward(value, levels, locations, weights)
            return kernel.forward(value, levels, locations, weights)

        @staticmethod
        def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, ...]:
            grad_value, grad_locations, grad_weights = kernel.backward(*ctx.saved_tensors, gradient.contiguous())
            return grad_value, None, grad_locations, grad_weights

    return Attention.apply
