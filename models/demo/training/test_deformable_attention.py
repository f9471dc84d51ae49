"""python -m pytest training"""

import pytest
import torch
from transformers.models.grounding_dino.modeling_grounding_dino import MultiScaleDeformableAttention

from .deformable_attention import compiled_attention

LEVELS = [(6, 9), (3, 5), (2, 2)]
BATCH, QUERIES, HEADS, WIDTH, POINTS = 3, 7, 2, 16, 4


@pytest.mark.parametrize("spread", [0.1, 2.0])
def test_equals_upstreams_and_so_do_its_gradients(spread):
    """Also for places at the edge of the picture and beyond."""
    torch.manual_seed(0)
    value = torch.randn(BATCH, sum(height * width for height, width in LEVELS), HEADS, WIDTH).requires_grad_()
    places = (0.5 + spread * torch.randn(BATCH, QUERIES, HEADS, len(LEVELS), POINTS, 2)).requires_grad_()
    weights = torch.rand(BATCH, QUERIES, HEADS, len(LEVELS), POINTS).requires_grad_()
    levels = torch.tensor(LEVELS)

    found = compiled_attention()(value, levels, places, weights)
    expected = MultiScaleDeformableAttention()(value, levels, LEVELS, None, places, weights, 64)

    assert torch.allclose(found, expected, atol=1e-5)
    gradient = torch.randn_like(found)
    given = (value, places, weights)
    for one, other in zip(torch.autograd.grad(found, given, gradient), torch.autograd.grad(expected, given, gradient)):
        assert torch.allclose(one, other, atol=1e-4)
