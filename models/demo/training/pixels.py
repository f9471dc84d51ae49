"""The models' input pixels, as their preprocessor_config.json files define them."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1) * 255
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1) * 255


def to_pixel_values(images: NDArray[np.uint8]) -> Tensor:
    """Normalises RGB images, uint8 [batch, height, width, 3], to float32 [batch, 3, height, width]."""
    pixels = torch.from_numpy(np.array(images)).permute(0, 3, 1, 2).float()
    return ((pixels - MEAN) / STD).contiguous()
