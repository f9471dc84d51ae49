"""Multi-scale deformable attention, written for onnxruntime's CPU kernels.

transformers stacks the samples of all levels and points, then multiplies them by their weights and sums them up. At 800
x 800 the stack is a tensor of 218 MB, which each encoder layer writes and reads three times. This module weights and
sums each level as soon as it is sampled. Its projection returns the offsets in the order in which they are sampled,
with their scale multiplied into its weights.
"""

import torch
import torch.nn.functional as F
from torch import nn

from .cells import Grid, cells_per_side


class DeformableAttention(nn.Module):
    """Returns [queries, width]. values: features of all cells, [cells, width]. grids: height and width per level."""

    def __init__(self, attention: nn.Module) -> None:
        super().__init__()
        self.levels, self.heads, self.points = attention.n_levels, attention.n_heads, attention.n_points
        self.value = attention.value_proj
        self.weights = attention.attention_weights
        self.output = attention.output_proj
        # From (head, level, point, xy) to (level, head, point, xy).
        rows = attention.sampling_offsets.weight.shape[0]
        order = torch.arange(rows).view(self.heads, self.levels, -1).transpose(0, 1).flatten()
        self.offset_weight = nn.Parameter(attention.sampling_offsets.weight[order])
        self.offset_bias = nn.Parameter(attention.sampling_offsets.bias[order])

    def around_cells(
        self, queries: torch.Tensor, centres: torch.Tensor, values: torch.Tensor, grids: list[Grid]
    ) -> torch.Tensor:
        """Samples around centres, for the encoder. Offsets are in cells of the sampled level.

        queries: [queries, width]. centres: [queries, 2] as x, y, relative to the image.
        """
        scale = (2 / cells_per_side(grids, queries))[:, None].expand(-1, self.heads * self.points, -1).reshape(-1)
        offsets = F.linear(queries, self.offset_weight * scale[:, None], self.offset_bias * scale)
        return self.sampled(queries, offsets.unflatten(1, (-1, 2)) + (2 * centres - 1)[:, None], values, grids)

    def within_boxes(
        self, queries: torch.Tensor, boxes: torch.Tensor, values: torch.Tensor, grids: list[Grid]
    ) -> torch.Tensor:
        """Samples within boxes, for the decoder. Offsets are relative to the size of the box.

        queries: [queries, width]. boxes: [queries, 4] as centre x, centre y, width, height, relative to the image.
        """
        offsets = F.linear(queries, self.offset_weight, self.offset_bias).unflatten(1, (-1, 2))
        grid = offsets * (boxes[:, None, 2:] / self.points) + (2 * boxes[:, None, :2] - 1)
        return self.sampled(queries, grid, values, grids)

    def sampled(
        self, queries: torch.Tensor, locations: torch.Tensor, values: torch.Tensor, grids: list[Grid]
    ) -> torch.Tensor:
        """Samples at locations [queries, levels * heads * points, 2] as x, y, from -1 to 1 over the image."""
        locations = locations.unflatten(1, (self.levels, self.heads, self.points)).permute(1, 2, 0, 3, 4)
        weights = self.weights(queries).unflatten(1, (self.heads, -1)).softmax(-1)
        weights = weights.unflatten(2, (self.levels, self.points)).permute(2, 1, 0, 3)
        by_level = self.value(values).t().split([height * width for height, width in grids], 1)
        total: torch.Tensor | None = None
        for level, (height, width) in enumerate(grids):
            plane = by_level[level].reshape(self.heads, -1, height, width)
            samples = F.grid_sample(plane, locations[level], align_corners=False)  # [heads, width / heads, queries, points]
            level_sum = (samples * weights[level][:, None]).sum(-1)
            total = level_sum if total is None else total + level_sum
        return self.output(total.flatten(0, 1).t())
