"""Compares the C++ deformable attention with the one of transformers: python -m pytest training"""

import pytest
import torch
from transformers.models.grounding_dino.modeling_grounding_dino import MultiScaleDeformableAttention

from .deformable_attention import compiled_attention

LEVELS = [(6, 9), (3, 5), (2, 2)]
BATCH, QUERIES, HEADS, WIDTH, POINTS = 3, 7, 2, 16, 4


@pytest.mark.parametrize("spread", [0.1, 2.0])
def test_results_and_gradients_equal_those_of_transformers(spread):
    """Also for locations at the edge of the image and outside it."""
    torch.manual_seed(0)
    value = torch.randn(BATCH, sum(height * width for height, width in LEVELS), HEADS, WIDTH).requires_grad_()
    locations = (0.5 + spread * torch.randn(BATCH, QUERIES, HEADS, len(LEVELS), POINTS, 2)).requires_grad_()
    weights = torch.rand(BATCH, QUERIES, HEADS, len(LEVELS), POINTS).requires_grad_()
    levels = torch.tensor(LEVELS)

    result = compiled_attention()(value, levels, locations, weights)
    expected = MultiScaleDeformableAttention()(value, levels, LEVELS, None, locations, weights, 64)

    assert torch.allclose(result, expected, atol=1e-5)
    gradient = torch.randn_like(result)
    inputs = (value, locations, weights)
    gradients = torch.autograd.grad(result, inputs, gradient)
    expected_gradients = torch.autograd.grad(expected, inputs, gradient)
    for actual, reference in zip(gradients, expected_gradients):
        assert torch.allclose(actual, reference, atol=1e-4)
