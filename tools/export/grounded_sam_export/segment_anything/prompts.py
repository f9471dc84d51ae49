"""Boxes and points as the mask decoder's tokens, either of which may be missing.

A missing kind is a tensor of length zero: onnxruntime joins one with others wrongly unless its length is zero along the
very axis on which they are joined, so each kind is first brought to [1, prompts, its tokens of one prompt, width].
"""

import torch
from torch import nn

NOT_A_POINT = -1
PADDING = -10


class Prompts(nn.Module):
    """input_points [1, prompts, points, 2], input_labels int64 [1, prompts, points] and input_boxes [1, prompts, 4] as
    x1, y1, x2, y2, all in pixels of the encoder's square, to tokens [1, prompts, tokens, width].

    Labels: 1 on the object, 0 beside it, 2 and 3 the corners of a box.
    """

    def __init__(self, encoder: nn.Module, pads_boxes: bool) -> None:
        """pads_boxes: whether a box too is followed by the token for no point, as points alone are."""
        super().__init__()
        self.place = encoder.shared_embedding
        self.side = encoder.input_image_size
        self.pads_boxes = pads_boxes
        kinds = encoder.point_embed
        table = torch.cat([kind.weight for kind in kinds]) if isinstance(kinds, nn.ModuleList) else kinds.weight
        self.kinds = nn.Parameter(table.detach().clone())
        self.no_point = encoder.not_a_point_embed.weight

    def forward(self, input_points, input_labels, input_boxes) -> torch.Tensor:
        boxes, width = length(input_boxes, 1), self.kinds.shape[1]
        prompts = torch.maximum(length(input_points, 1), boxes)
        points = self.point_tokens(input_points, input_labels)
        points = points.reshape(1, prompts, length(input_points, 1) * length(input_points, 2) // prompts, width)
        corners = self.embed(input_boxes.unflatten(2, (2, 2))) + self.kinds[2:4]
        corners = corners.reshape(1, prompts, 2 * boxes // prompts, width)
        padding = torch.ones_like(boxes) if self.pads_boxes else 1 - boxes.clamp(max=1)
        return torch.cat([points, corners, self.no_point.expand(1, prompts, padding, width)], 2)

    def point_tokens(self, points: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        labels = labels[..., None]
        tokens = torch.where(labels == NOT_A_POINT, self.no_point, self.embed(points))
        tokens = torch.where(labels == PADDING, torch.zeros_like(tokens), tokens)
        return tokens + torch.where(labels >= 0, self.kinds[labels[..., 0].clamp(min=0)], torch.zeros_like(tokens))

    def embed(self, places: torch.Tensor) -> torch.Tensor:
        """Of the middle of a pixel."""
        return self.place((places + 0.5) / self.side)


def length(tensor: torch.Tensor, axis: int) -> torch.Tensor:
    """In a trace a length is a tensor; elsewhere it is made one."""
    return torch.as_tensor(tensor.shape[axis])
