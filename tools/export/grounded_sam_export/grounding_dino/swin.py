"""Makes Swin traceable for all image sizes.

transformers pads a grid only if it needs padding. A trace makes this decision once, for the example image.
"""

import torch
import torch.nn.functional as F
from torch import nn
from transformers.models.swin.modeling_swin import SwinLayer, SwinPatchEmbeddings, SwinPatchMerging


def pad_always(backbone: nn.Module) -> None:
    """Makes all Swin modules in `backbone` always pad, possibly by 0. Other backbones stay unchanged."""
    for module in backbone.modules():
        if isinstance(module, SwinPatchEmbeddings):
            module.maybe_pad = _to_whole_patches(module.patch_size)
        elif isinstance(module, SwinPatchMerging):
            module.maybe_pad = _to_even_sides
        elif isinstance(module, SwinLayer):
            module.maybe_pad = _to_whole_windows(module.window_size)


def _to_whole_patches(patch: tuple[int, int]):
    def pad(pixels: torch.Tensor, height: int, width: int) -> torch.Tensor:
        return F.pad(pixels, (0, -width % patch[1], 0, -height % patch[0]))

    return pad


def _to_even_sides(features: torch.Tensor, height: int, width: int) -> torch.Tensor:
    return F.pad(features, (0, 0, 0, width % 2, 0, height % 2))


def _to_whole_windows(window: int):
    def pad(features: torch.Tensor, height: int, width: int) -> tuple[torch.Tensor, tuple[int, ...]]:
        padded = F.pad(features, (0, 0, 0, -width % window, 0, -height % window))
        # Non-zero padding makes the layer always crop its result to height and width.
        return padded, (0, 0, 0, 1, 0, 1)

    return pad
