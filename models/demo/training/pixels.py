"""The models' input: what the preprocessor_config.json files say."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1) * 255
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1) * 255


def to_pixel_values(pictures: NDArray[np.uint8]) -> Tensor:
    """[batch, height, width, 3] -> float [batch, 3, height, width]"""
    pixels = torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float()
    return ((pixels - MEAN) / STD).contiguous()
