"""SAM 2, SAM 2.1 and EdgeTAM in two graphs, with the names of the published exports."""

import copy

import torch
from torch import nn
from transformers import PreTrainedModel

from .prompts import Prompts

EMBEDDINGS = ["image_embeddings.0", "image_embeddings.1", "image_embeddings.2"]
OUTPUTS = ["iou_scores", "pred_masks", "object_score_logits"]


class Encoder(nn.Module):
    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        # A copy, so that the model stays what the graph is held against.
        self.encoder = copy.deepcopy(model.vision_encoder)
        self.finest, self.finer = model.mask_decoder.conv_s0, model.mask_decoder.conv_s1
        self.no_memory = model.no_memory_embedding
        self.fix_places()

    def fix_places(self) -> None:
        """SAM 2 resizes its table of places on every run, bicubically, though it always sees the same size."""
        backbone = self.encoder.backbone
        if hasattr(backbone, "_get_pos_embed"):
            size = tuple(side // 4 for side in backbone.config.image_size)
            with torch.no_grad():
                table = backbone._get_pos_embed(size).clone()
            backbone._get_pos_embed = lambda _: table

    def forward(self, pixel_values):
        finest, finer, coarse = self.encoder(pixel_values, return_dict=True).fpn_hidden_states
        return self.finest(finest), self.finer(finer), coarse + self.no_memory.reshape(1, -1, 1, 1)


class Decoder(nn.Module):
    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.prompts = Prompts(model.prompt_encoder, pads_boxes=True)
        self.no_mask = model.prompt_encoder.no_mask_embed.weight
        self.decoder = model.mask_decoder
        self.places = nn.Parameter(model.get_image_wide_positional_embeddings())

    def forward(self, input_points, input_labels, input_boxes, finest, finer, coarse):
        masks, scores, _, is_there = self.decoder(
            image_embeddings=coarse,
            image_positional_embeddings=self.places,
            sparse_prompt_embeddings=self.prompts(input_points, input_labels, input_boxes),
            dense_prompt_embeddings=self.no_mask.reshape(1, -1, 1, 1).expand_as(coarse),
            multimask_output=True,
            high_resolution_features=[finest, finer],
        )
        return scores, masks, is_there


def torch_embeddings(model: PreTrainedModel, pixels: torch.Tensor) -> list[torch.Tensor]:
    return model.get_image_embeddings(pixels)


def torch_masks(
    model: PreTrainedModel, embeddings: list[torch.Tensor], **prompts: torch.Tensor
) -> list[torch.Tensor]:
    found = model(image_embeddings=list(embeddings), **prompts)
    return [getattr(found, name) for name in OUTPUTS]
