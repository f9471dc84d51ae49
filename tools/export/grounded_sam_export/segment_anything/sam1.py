"""SAM 1 in two graphs. The embedding of the places, the same for all pictures, is part of the decoder."""

import torch
from torch import nn
from transformers import SamModel

from .prompts import Prompts

EMBEDDINGS = ["image_embeddings"]
OUTPUTS = ["iou_scores", "pred_masks"]


class Encoder(nn.Module):
    def __init__(self, model: SamModel) -> None:
        super().__init__()
        self.encoder = model.vision_encoder

    def forward(self, pixel_values):
        return self.encoder(pixel_values, return_dict=True).last_hidden_state


class Decoder(nn.Module):
    def __init__(self, model: SamModel) -> None:
        super().__init__()
        self.prompts = Prompts(model.prompt_encoder, pads_boxes=False)
        self.no_mask = model.prompt_encoder.no_mask_embed.weight
        self.decoder = model.mask_decoder
        self.places = nn.Parameter(model.get_image_wide_positional_embeddings())

    def forward(self, input_points, input_labels, input_boxes, image_embeddings):
        masks, scores = self.decoder(
            image_embeddings=image_embeddings,
            image_positional_embeddings=self.places,
            sparse_prompt_embeddings=self.prompts(input_points, input_labels, input_boxes),
            dense_prompt_embeddings=self.no_mask.reshape(1, -1, 1, 1).expand_as(image_embeddings),
            multimask_output=True,
        )
        return scores, masks


def torch_embeddings(model: SamModel, pixels: torch.Tensor) -> list[torch.Tensor]:
    return [model.get_image_embeddings(pixels)]


def torch_masks(model: SamModel, embeddings: list[torch.Tensor], **prompts: torch.Tensor) -> list[torch.Tensor]:
    found = model(image_embeddings=embeddings[0], **prompts)
    return [getattr(found, name) for name in OUTPUTS]
