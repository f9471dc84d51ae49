"""Compares mask and positions of text_blocks with other implementations of the rules."""

import pytest
import torch
from grounded_sam_export.grounding_dino.reference import original_blocks
from grounded_sam_export.grounding_dino.text import text_blocks
from transformers.models.grounding_dino.modeling_grounding_dino import (
    SPECIAL_TOKENS,
    generate_masks_with_special_tokens_and_transfer_map,
)


def random_prompts() -> list[torch.Tensor]:
    random = torch.Generator().manual_seed(0)
    return [
        torch.where(
            torch.rand(length, generator=random) < 0.3,
            torch.tensor(SPECIAL_TOKENS)[torch.randint(4, (length,), generator=random)],
            2000,
        )
        for length in torch.randint(2, 40, (300,), generator=random).tolist()
    ]


# [CLS] comes first, as in every prompt. Without it, the original rule ignores the first token.
PROMPTS = [torch.cat([torch.tensor([101]), prompt]) for prompt in random_prompts()]


@pytest.mark.parametrize(
    ("positions", "rule"),
    [
        ("transformers", generate_masks_with_special_tokens_and_transfer_map),
        ("original", lambda ids: original_blocks(ids, SPECIAL_TOKENS)),
    ],
)
def test_mask_and_positions_equal_the_rule(positions, rule):
    for prompt in PROMPTS:
        expected_mask, expected_positions = rule(prompt[None])
        mask, token_positions = text_blocks(prompt, SPECIAL_TOKENS, positions)

        assert torch.equal(mask, expected_mask[0])
        assert torch.equal(token_positions, expected_positions[0])


def test_a_separator_has_the_next_position_of_its_phrase_only_in_the_original():
    ids = torch.tensor([101, 1037, 4937, 1012, 3899, 1012, 102])

    assert text_blocks(ids, SPECIAL_TOKENS, "original")[1].tolist() == [0, 0, 1, 2, 0, 1, 0]
    assert text_blocks(ids, SPECIAL_TOKENS, "transformers")[1].tolist() == [0, 0, 1, 0, 0, 0, 0]
