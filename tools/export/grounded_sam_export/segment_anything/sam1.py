"""SAM 1 as two graphs. The decoder contains the position embedding of the cells, which is the same for all images."""

import torch
from torch import nn
from transformers import SamModel

from .prompts import Prompts

EMBEDDINGS = ["image_embeddings"]
OUTPUTS = ["iou_scores", "pred_masks"]


class Encoder(nn.Module):
    """Pixels float32 [1, 3, side, side] -> embeddings float32 [1, width, side / 16, side / 16]."""

    def __init__(self, model: SamModel) -> None:
        super().__init__()
        self.encoder = model.vision_encoder

    def forward(self, pixel_values):
        return self.encoder(pixel_values, return_dict=True).last_hidden_state


class Decoder(nn.Module):
    """Prompts, as in Prompts, and embeddings -> predicted IoUs [1, prompts, 3] and mask logits
    [1, prompts, 3, height, width]."""

    def __init__(self, model: SamModel) -> None:
        super().__init__()
        self.prompts = Prompts(model.prompt_encoder, pads_boxes=False)
        self.no_mask = model.prompt_encoder.no_mask_embed.weight
        self.decoder = model.mask_decoder
        self.image_positions = nn.Parameter(model.get_image_wide_positional_embeddings())

    def forward(self, input_points, input_labels, input_boxes, image_embeddings):
        masks, scores = self.decoder(
            image_embeddings=image_embeddings,
            image_positional_embeddings=self.image_positions,
            sparse_prompt_embeddings=self.prompts(input_points, input_labels, input_boxes),
            dense_prompt_embeddings=self.no_mask.reshape(1, -1, 1, 1).expand_as(image_embeddings),
            multimask_output=True,
        )
        return scores, masks


def torch_embeddings(model: SamModel, pixels: torch.Tensor) -> list[torch.Tensor]:
    """The embeddings of transformers, in the order of EMBEDDINGS."""
    return [model.get_image_embeddings(pixels)]


def torch_masks(model: SamModel, embeddings: list[torch.Tensor], **prompts: torch.Tensor) -> list[torch.Tensor]:
    """The outputs of transformers, in the order of OUTPUTS."""
    outputs = model(image_embeddings=embeddings[0], **prompts)
    return [getattr(outputs, name) for name in OUTPUTS]
