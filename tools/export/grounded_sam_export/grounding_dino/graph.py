"""Grounding DINO and MM-Grounding-DINO for one picture without padding, as the exported graph computes it.

The modules and weights are those of transformers; their order is written down anew, on matrices without a batch, so that
nothing is computed that one unpadded picture does not need, and nothing depends on the sizes that the trace has seen.
"""

import copy
import math

import torch
import torch.nn.functional as F
from torch import nn
from transformers import PreTrainedModel
from transformers.models.grounding_dino.modeling_grounding_dino import encode_sinusoidal_position_embedding

from . import places
from .deformable_attention import DeformableAttention
from .fusion import NEVER, Fusion
from .swin import pad_always
from .text import Positions, position_table


class Detector(nn.Module):
    """pixels [1, 3, height, width], ids, positions and token types [tokens], sees bool [tokens, tokens], is_token bool
    [tokens], to logits [1, queries, max_text_len], boxes [1, queries, 4] and the places of the queries [1, queries].

    A picture with fewer places than queries gets as many queries as it has places.
    """

    def __init__(self, model: PreTrainedModel, positions: Positions, is_size_fixed: bool) -> None:
        super().__init__()
        self.config = model.config
        self.is_size_fixed = is_size_fixed
        inner = model.model
        # A copy, so that the model stays what the graph is held against.
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
        sees: torch.Tensor,
        is_token: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        text = self.text_features(ids, token_types, positions, sees)
        text_positions = self.position_embed[positions]
        picture, place_embed, grids = self.picture_features(pixels)
        centres = places.centres(grids, picture)
        for layer in self.encoder:
            picture, text = layer(picture, place_embed, centres, grids, text, text_positions, sees, is_token)
        queries, boxes, chosen = self.propose(picture, text, is_token, grids)
        for layer, box_head in zip(self.decoder, self.box_heads):
            query_positions = self.query_positions(encode_sinusoidal_position_embedding(boxes, self.config.d_model // 2))
            queries = layer(queries, query_positions, boxes, picture, grids, text, is_token)
            before, boxes = boxes, (box_head(queries) + logit(boxes)).sigmoid()
        queries = self.decoder_norm(queries)
        logits = similarity(self.class_head, queries, text)
        logits = logits.masked_fill(~is_token, float("-inf"))
        logits = F.pad(logits, (0, self.config.max_text_len - logits.shape[1]), value=float("-inf"))
        return logits[None], (self.box_heads[-1](queries) + logit(before)).sigmoid()[None], chosen[None]

    def text_features(self, ids, token_types, positions, sees) -> torch.Tensor:
        found = self.text_model(ids[None], sees[None, None], token_types[None], positions[None])
        return self.text_to_width(found.last_hidden_state[0])

    def picture_features(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, list[places.Grid]]:
        """Features and position embeddings [places, width] of all grids."""
        maps = list(self.backbone(pixels).feature_maps)
        levels = [project(found) for project, found in zip(self.to_width, maps)]
        for project in self.to_width[len(maps) :]:
            levels.append(project(maps[-1] if len(levels) == len(maps) else levels[-1]))
        grids = [tuple(self.side(side) for side in level.shape[-2:]) for level in levels]
        temperature = self.config.positional_embedding_temperature
        embed = [
            places.sine_embedding(grid, self.config.d_model, temperature, pixels) + own
            for grid, own in zip(grids, self.level_embed)
        ]
        return torch.cat([level[0].flatten(1).t() for level in levels]), torch.cat(embed), grids

    def side(self, side: int | torch.Tensor) -> int | torch.Tensor:
        """Where the size is fixed the trace must see a number, so that what follows from it becomes a constant."""
        return int(side) if self.is_size_fixed else side

    def propose(self, picture, text, is_token, grids) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """The queries, their boxes and places: the places most similar to a token, best first."""
        boxes, is_allowed = places.proposals(grids, picture)
        features = self.proposal_norm(self.proposal_features(picture.masked_fill(~is_allowed, 0.0)))
        scores = similarity(self.proposal_classes, features, text) + torch.where(is_token, 0.0, NEVER)
        chosen = scores.amax(1).argsort(descending=True)[: self.config.num_queries]
        deltas = self.proposal_boxes(features[chosen])
        return self.query_embed[: chosen.shape[0]], (deltas + boxes[chosen]).sigmoid(), chosen


class EncoderLayer(nn.Module):
    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.fusion = Fusion(layer.fusion_layer)
        self.text = layer.text_enhancer_layer
        self.attention = DeformableAttention(layer.deformable_layer.self_attn)
        self.rest = layer.deformable_layer

    def forward(self, picture, place_embed, centres, grids, text, text_positions, sees, is_token):
        picture, text = self.fusion(picture, text, is_token)
        text = self.text(text[None], sees[None], text_positions[None])[0][0]
        found = self.attention.around_places(picture + place_embed, centres, picture, grids)
        picture = self.rest.self_attn_layer_norm(picture + found)
        return self.rest.final_layer_norm(picture + feed_forward(self.rest, picture)), text


class DecoderLayer(nn.Module):
    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.attention = DeformableAttention(layer.encoder_attn)
        self.rest = layer

    def forward(self, queries, positions, boxes, picture, grids, text, is_token):
        rest = self.rest
        placed = (queries + positions)[None]
        queries = rest.self_attn_layer_norm(queries + rest.self_attn(placed, placed, queries[None])[0][0])
        hidden = torch.where(is_token, 0.0, NEVER)
        found = rest.encoder_attn_text((queries + positions)[None], text[None], text[None], hidden)[0][0]
        queries = rest.encoder_attn_text_layer_norm(queries + found)
        found = self.attention.within_boxes(queries + positions, boxes, picture, grids)
        queries = rest.encoder_attn_layer_norm(queries + found)
        return rest.final_layer_norm(queries + feed_forward(rest, queries))


def feed_forward(layer: nn.Module, x: torch.Tensor) -> torch.Tensor:
    return layer.fc2(layer.activation_fn(layer.fc1(x)))


def similarity(head: nn.Module, picture: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
    """[places or queries, tokens]. MM-Grounding-DINO scales it and learned a bias; Grounding DINO does neither."""
    product = picture @ text.t()
    bias = getattr(head, "bias", None)
    return product if bias is None else product / math.sqrt(picture.shape[1]) + bias


def logit(x: torch.Tensor) -> torch.Tensor:
    x = x.clamp(1e-5, 1 - 1e-5)
    return torch.log(x / (1 - x))
