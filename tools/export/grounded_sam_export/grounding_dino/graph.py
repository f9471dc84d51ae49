"""Grounding DINO and MM-Grounding-DINO for one image without padding, as the exported graph computes them.

Modules and weights are those of transformers. The forward pass is rewritten on matrices without a batch: it computes
only what one unpadded image needs, and no part of it depends on the sizes of the traced example.
"""

import copy
import math

import torch
import torch.nn.functional as F
from torch import nn
from transformers import PreTrainedModel
from transformers.models.grounding_dino.modeling_grounding_dino import encode_sinusoidal_position_embedding

from . import cells
from .deformable_attention import DeformableAttention
from .fusion import NEVER, Fusion
from .swin import pad_always
from .text import Positions, position_table


class Detector(nn.Module):
    """The detector.

    Inputs: pixels float32 [1, 3, height, width]; ids, token types and positions int64 [tokens]; token_mask bool
    [tokens, tokens], true if a row's token attends to a column's; is_token bool [tokens], false for padding. Outputs:
    logits [1, queries, max_text_len]; boxes [1, queries, 4] as centre x, centre y, width, height, relative to the
    image; the cells of the queries, int64 [1, queries]. An image with fewer cells than queries gets as many queries as
    it has cells.
    """

    def __init__(self, model: PreTrainedModel, positions: Positions, is_size_fixed: bool) -> None:
        super().__init__()
        self.config = model.config
        self.is_size_fixed = is_size_fixed
        inner = model.model
        # A copy, because the model must stay unchanged: the graph is compared with it.
        self.backbone = copy.deepcopy(inner.backbone.conv_encoder.model)
        pad_always(self.backbone)
        self.to_width = inner.input_proj_vision
        self.level_embed = inner.level_embed
        self.text_model, self.text_to_width = inner.text_backbone, inner.text_projection
        self.position_embed = nn.Parameter(position_table(model.config, positions))
        self.encoder = nn.ModuleList(EncoderLayer(layer) for layer in inner.encoder.layers)
        self.proposal_features, self.proposal_norm = inner.enc_output, inner.enc_output_norm
        self.proposal_boxes, self.proposal_classes = inner.encoder_output_bbox_embed, inner.encoder_output_class_embed
        self.query_embed = inner.query_position_embeddings.weight
        self.decoder = nn.ModuleList(DecoderLayer(layer) for layer in inner.decoder.layers)
        self.query_positions = inner.decoder.reference_points_head
        self.decoder_norm = inner.decoder.layer_norm
        self.box_heads, self.class_head = model.bbox_embed, model.class_embed[-1]

    def forward(
        self,
        pixels: torch.Tensor,
        ids: torch.Tensor,
        token_types: torch.Tensor,
        positions: torch.Tensor,
        token_mask: torch.Tensor,
        is_token: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        text = self.text_features(ids, token_types, positions, token_mask)
        text_positions = self.position_embed[positions]
        image, cell_embed, grids = self.image_features(pixels)
        centres = cells.centres(grids, image)
        for layer in self.encoder:
            image, text = layer(image, cell_embed, centres, grids, text, text_positions, token_mask, is_token)
        queries, boxes, chosen = self.propose(image, text, is_token, grids)
        for layer, box_head in zip(self.decoder, self.box_heads):
            query_positions = self.query_positions(encode_sinusoidal_position_embedding(boxes, self.config.d_model // 2))
            queries = layer(queries, query_positions, boxes, image, grids, text, is_token)
            before, boxes = boxes, (box_head(queries) + logit(boxes)).sigmoid()
        queries = self.decoder_norm(queries)
        logits = similarity(self.class_head, queries, text)
        logits = logits.masked_fill(~is_token, float("-inf"))
        logits = F.pad(logits, (0, self.config.max_text_len - logits.shape[1]), value=float("-inf"))
        return logits[None], (self.box_heads[-1](queries) + logit(before)).sigmoid()[None], chosen[None]

    def text_features(self, ids, token_types, positions, token_mask) -> torch.Tensor:
        """Features [tokens, width] of the prompt."""
        outputs = self.text_model(ids[None], token_mask[None, None], token_types[None], positions[None])
        return self.text_to_width(outputs.last_hidden_state[0])

    def image_features(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, list[cells.Grid]]:
        """Features and position embeddings [cells, width] of all grids, and the grids."""
        maps = list(self.backbone(pixels).feature_maps)
        levels = [project(feature_map) for project, feature_map in zip(self.to_width, maps)]
        for project in self.to_width[len(maps) :]:
            levels.append(project(maps[-1] if len(levels) == len(maps) else levels[-1]))
        grids = [tuple(self.side(side) for side in level.shape[-2:]) for level in levels]
        temperature = self.config.positional_embedding_temperature
        embed = [
            cells.sine_embedding(grid, self.config.d_model, temperature, pixels) + level_embed
            for grid, level_embed in zip(grids, self.level_embed)
        ]
        return torch.cat([level[0].flatten(1).t() for level in levels]), torch.cat(embed), grids

    def side(self, side: int | torch.Tensor) -> int | torch.Tensor:
        """A fixed size must be a number during tracing, so that all values computed from it become constants."""
        return int(side) if self.is_size_fixed else side

    def propose(self, image, text, is_token, grids) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Makes queries of the cells that are most similar to a token, best first.

        Returns queries [queries, width], boxes [queries, 4] and cells int64 [queries].
        """
        boxes, is_allowed = cells.proposals(grids, image)
        features = self.proposal_norm(self.proposal_features(image.masked_fill(~is_allowed, 0.0)))
        scores = similarity(self.proposal_classes, features, text) + torch.where(is_token, 0.0, NEVER)
        chosen = scores.amax(1).argsort(descending=True)[: self.config.num_queries]
        deltas = self.proposal_boxes(features[chosen])
        return self.query_embed[: chosen.shape[0]], (deltas + boxes[chosen]).sigmoid(), chosen


class EncoderLayer(nn.Module):
    """Updates the features of the image, [cells, width], and of the text, [tokens, width]."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.fusion = Fusion(layer.fusion_layer)
        self.text = layer.text_enhancer_layer
        self.attention = DeformableAttention(layer.deformable_layer.self_attn)
        self.rest = layer.deformable_layer

    def forward(self, image, cell_embed, centres, grids, text, text_positions, token_mask, is_token):
        image, text = self.fusion(image, text, is_token)
        text = self.text(text[None], token_mask[None], text_positions[None])[0][0]
        attended = self.attention.around_cells(image + cell_embed, centres, image, grids)
        image = self.rest.self_attn_layer_norm(image + attended)
        return self.rest.final_layer_norm(image + feed_forward(self.rest, image)), text


class DecoderLayer(nn.Module):
    """Updates the queries, [queries, width]."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.attention = DeformableAttention(layer.encoder_attn)
        self.rest = layer

    def forward(self, queries, positions, boxes, image, grids, text, is_token):
        rest = self.rest
        with_positions = (queries + positions)[None]
        attended = rest.self_attn(with_positions, with_positions, queries[None])[0][0]
        queries = rest.self_attn_layer_norm(queries + attended)
        hidden = torch.where(is_token, 0.0, NEVER)
        attended = rest.encoder_attn_text((queries + positions)[None], text[None], text[None], hidden)[0][0]
        queries = rest.encoder_attn_text_layer_norm(queries + attended)
        attended = self.attention.within_boxes(queries + positions, boxes, image, grids)
        queries = rest.encoder_attn_layer_norm(queries + attended)
        return rest.final_layer_norm(queries + feed_forward(rest, queries))


def feed_forward(layer: nn.Module, x: torch.Tensor) -> torch.Tensor:
    return layer.fc2(layer.activation_fn(layer.fc1(x)))


def similarity(head: nn.Module, image: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
    """Logits [cells or queries, tokens]. Only MM-Grounding-DINO scales them and adds a learned bias."""
    product = image @ text.t()
    bias = getattr(head, "bias", None)
    return product if bias is None else product / math.sqrt(image.shape[1]) + bias


def logit(x: torch.Tensor) -> torch.Tensor:
    """The inverse of the sigmoid, limited to 1e-5 to 1 - 1e-5, in operations that ONNX has."""
    x = x.clamp(1e-5, 1 - 1e-5)
    return torch.log(x / (1 - x))
