"""Which tokens see each other, against the rules as others wrote them down."""

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


# Behind [CLS], as every prompt is: without one, IDEA's rule leaves out the first token.
PROMPTS = [torch.cat([torch.tensor([101]), prompt]) for prompt in random_prompts()]


@pytest.mark.parametrize(
    ("positions", "rule"),
    [
        ("transformers", generate_masks_with_special_tokens_and_transfer_map),
        ("original", lambda ids: original_blocks(ids, SPECIAL_TOKENS)),
    ],
)
def test_blocks_equal_the_rule(positions, rule):
    for prompt in PROMPTS:
        mask, at = rule(prompt[None])
        own_mask, own_at = text_blocks(prompt, SPECIAL_TOKENS, positions)

        assert torch.equal(own_mask, mask[0])
        assert torch.equal(own_at, at[0])


def test_a_separator_counts_on_from_its_phrase_as_models_were_trained():
    ids = torch.tensor([101, 1037, 4937, 1012, 3899, 1012, 102])

    assert text_blocks(ids, SPECIAL_TOKENS, "original")[1].tolist() == [0, 0, 1, 2, 0, 1, 0]
    assert text_blocks(ids, SPECIAL_TOKENS, "transformers")[1].tolist() == [0, 0, 1, 0, 0, 0, 0]
