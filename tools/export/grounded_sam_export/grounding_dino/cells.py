"""Position embeddings and proposals of the cells of an image, which depend only on the sizes of the feature grids.

Cells are those of all grids, the finest grid first, row by row. Coordinates are x, y, relative to the image (0 to 1).
`like` gives dtype and device of the results.
"""

import math

import torch

Grid = tuple[int, int]  # height, width


def numbers(count: int | torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """0, 1, ... count - 1."""
    return torch.arange(count, device=like.device).to(like.dtype)


def cells_per_side(grids: list[Grid], like: torch.Tensor) -> torch.Tensor:
    """Width and height of each grid in cells, [grids, 2]."""
    # While a graph with dynamic sizes is traced, a side is a tensor. `torch.tensor` would replace it by a constant.
    sides = [side if isinstance(side, torch.Tensor) else torch.tensor(side) for grid in grids for side in grid[::-1]]
    return torch.stack(sides).view(-1, 2).to(like)


def centres(grids: list[Grid], like: torch.Tensor) -> torch.Tensor:
    """The centre of each cell, [cells, 2]."""

    def of_grid(height: int, width: int) -> torch.Tensor:
        y, x = ((numbers(side, like) + 0.5) / side for side in (height, width))
        return torch.stack([x.expand(height, width), y[:, None].expand(height, width)], -1).reshape(-1, 2)

    return torch.cat([of_grid(*grid) for grid in grids])


def sine_embedding(grid: Grid, width: int, temperature: float, like: torch.Tensor) -> torch.Tensor:
    """Sine position embedding [cells of the grid, width]: first half of the channels for rows, second for columns."""
    half = width // 2
    index = numbers(half, like)
    periods = temperature ** (2 * torch.div(index, 2, rounding_mode="floor") / half)

    def of_side(side: int) -> torch.Tensor:
        angles = (numbers(side, like)[:, None] + 1) / (side + 1e-6) * (2 * math.pi) / periods
        return torch.stack([angles[:, 0::2].sin(), angles[:, 1::2].cos()], -1).flatten(1)

    rows, columns = (of_side(side) for side in grid)
    height, width = grid
    return torch.cat(
        [rows[:, None].expand(height, width, half), columns.expand(height, width, half)], -1
    ).reshape(-1, 2 * half)


def proposals(grids: list[Grid], like: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns a box before the sigmoid for each cell, [cells, 4] as centre x, centre y, width, height, and whether the
    cell may propose, bool [cells, 1]: cells at the edge of the image may not.

    The boxes of a grid are twice as large as those of the grid before.
    """
    sides = torch.cat(
        [
            torch.full((1, 2), 0.05 * 2.0**level, device=like.device, dtype=like.dtype).expand(height * width, 2)
            for level, (height, width) in enumerate(grids)
        ]
    )
    boxes = torch.cat([centres(grids, like), sides], 1)
    is_allowed = ((boxes > 0.01) & (boxes < 0.99)).all(1, keepdim=True)
    return torch.log(boxes / (1 - boxes)).masked_fill(~is_allowed, float("inf")), is_allowed
