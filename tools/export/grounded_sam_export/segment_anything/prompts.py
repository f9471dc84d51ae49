"""Makes the mask decoder's tokens from boxes and points, one of which may be missing.

A missing input is a tensor with an axis of length 0. onnxruntime concatenates such a tensor wrongly unless this is the
axis of the concatenation. So points and boxes are first reshaped to [1, prompts, tokens per prompt, width].
"""

import torch
from torch import nn

NOT_A_POINT = -1
PADDING = -10


class Prompts(nn.Module):
    """input_points float32 [1, prompts, points, 2] as x, y; input_labels int64 [1, prompts, points]; input_boxes
    float32 [1, prompts, 4] as x1, y1, x2, y2. Coordinates are in pixels of the encoder's square. Returns tokens [1,
    prompts, tokens, width].

    Labels: 1 a point on the object, 0 a point not on it, 2 and 3 the corners of a box, NOT_A_POINT, PADDING.
    """

    def __init__(self, encoder: nn.Module, pads_boxes: bool) -> None:
        """pads_boxes: whether the "not a point" token also follows boxes. It always follows points without a box."""
        super().__init__()
        self.position_embedding = encoder.shared_embedding
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
        """Tokens [1, prompts, points, width] of points, by their labels."""
        labels = labels[..., None]
        tokens = torch.where(labels == NOT_A_POINT, self.no_point, self.embed(points))
        tokens = torch.where(labels == PADDING, torch.zeros_like(tokens), tokens)
        return tokens + torch.where(labels >= 0, self.kinds[labels[..., 0].clamp(min=0)], torch.zeros_like(tokens))

    def embed(self, pixels: torch.Tensor) -> torch.Tensor:
        """Position embedding of the centres of pixels, [..., 2] as x, y."""
        return self.position_embedding((pixels + 0.5) / self.side)


def length(tensor: torch.Tensor, axis: int) -> torch.Tensor:
    """The length of an axis as a tensor. During tracing the graph computes it."""
    return torch.as_tensor(tensor.shape[axis])
