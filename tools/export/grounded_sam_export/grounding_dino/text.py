"""The mask that separates the phrases of a prompt, and the positions of its tokens.

The tokens of a phrase, including the separator that ends it, attend to each other. Tokens without a separator after
them, the start, the end and padding attend only to themselves.
"""

from typing import Literal

import torch
from transformers import PretrainedConfig
from transformers.models.grounding_dino.modeling_grounding_dino import encode_sinusoidal_position_embedding

# Definition of token positions. original: a separator has the next position of its phrase, and the embedding is the
# sine of the position; the original Grounding DINO, MM-Grounding-DINO and LLMDet were trained with it. transformers: a
# separator has position 0, and the sines are cut to integers; models trained with transformers 5 need it.
Positions = Literal["original", "transformers"]


def position_table(config: PretrainedConfig, positions: Positions) -> torch.Tensor:
    """The embedding of each position in the encoder's text layers, [max_text_len, width]."""
    at = torch.arange(config.max_text_len)[:, None]
    # encode_sinusoidal_position_embedding returns the dtype of its input.
    return encode_sinusoidal_position_embedding(at.float() if positions == "original" else at, config.d_model).float()


def text_blocks(ids: torch.Tensor, separators: list[int], positions: Positions) -> tuple[torch.Tensor, torch.Tensor]:
    """ids int64 [tokens] -> mask bool [tokens, tokens], true if a row's token attends to a column's, and positions
    int64 [tokens]. separators: ids that end a phrase.

    Uses operators that ONNX has, and no loop over the separators: a traced graph would contain as many turns of the
    loop as the example prompt has separators.
    """
    length = ids.shape[0]
    at = torch.arange(length, device=ids.device)
    is_separator = torch.stack([ids == separator for separator in separators]).any(0)
    ends = torch.where(is_separator & (at >= at[:, None]), at, length).amin(1)
    previous = torch.where(is_separator & (at < at[:, None]), at, -1).amax(1)
    is_phrase = (ends > 0) & (ends < length - 1)
    mask = ((ends == ends[:, None]) & is_phrase) | (at == at[:, None])
    counted = torch.where(is_phrase, at - previous - 1, 0)
    return mask, counted if positions == "original" else torch.where(is_separator, 0, counted)
