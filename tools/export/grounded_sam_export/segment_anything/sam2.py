"""SAM 2, SAM 2.1 and EdgeTAM as two graphs, with the input and output names of the published exports."""

import copy

import torch
from torch import nn
from transformers import PreTrainedModel

from .prompts import Prompts

EMBEDDINGS = ["image_embeddings.0", "image_embeddings.1", "image_embeddings.2"]
OUTPUTS = ["iou_scores", "pred_masks", "object_score_logits"]


class Encoder(nn.Module):
    """Pixels float32 [1, 3, side, side] -> embeddings of three levels, the finest first."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        # A copy, because the model must stay unchanged: the graph is compared with it.
        self.encoder = copy.deepcopy(model.vision_encoder)
        self.finest, self.finer = model.mask_decoder.conv_s0, model.mask_decoder.conv_s1
        self.no_memory = model.no_memory_embedding
        self.fix_position_table()

    def fix_position_table(self) -> None:
        """Makes the position table a constant. SAM 2 resizes it bicubically on every run, always to the same size."""
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
    """Prompts, as in Prompts, and embeddings -> predicted IoUs [1, prompts, 3], mask logits [1, prompts, 3, height,
    width] and presence logits [1, prompts, 1]."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.prompts = Prompts(model.prompt_encoder, pads_boxes=True)
        self.no_mask = model.prompt_encoder.no_mask_embed.weight
        self.decoder = model.mask_decoder
        self.image_positions = nn.Parameter(model.get_image_wide_positional_embeddings())

    def forward(self, input_points, input_labels, input_boxes, finest, finer, coarse):
        masks, scores, _, presence = self.decoder(
            image_embeddings=coarse,
            image_positional_embeddings=self.image_positions,
            sparse_prompt_embeddings=self.prompts(input_points, input_labels, input_boxes),
            dense_prompt_embeddings=self.no_mask.reshape(1, -1, 1, 1).expand_as(coarse),
            multimask_output=True,
            high_resolution_features=[finest, finer],
        )
        return scores, masks, presence


def torch_embeddings(model: PreTrainedModel, pixels: torch.Tensor) -> list[torch.Tensor]:
    """The embeddings of transformers, in the order of EMBEDDINGS."""
    return model.get_image_embeddings(pixels)


def torch_masks(
    model: PreTrainedModel, embeddings: list[torch.Tensor], **prompts: torch.Tensor
) -> list[torch.Tensor]:
    """The outputs of transformers, in the order of OUTPUTS."""
    outputs = model(image_embeddings=list(embeddings), **prompts)
    return [getattr(outputs, name) for name in OUTPUTS]
