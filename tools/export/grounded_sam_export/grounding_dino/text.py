"""Which tokens of a prompt see each other, and their positions.

A prompt's phrases are kept apart: tokens see those up to and including the separator that ends their phrase. What no
separator ends, the start, the end and padding see themselves only.
"""

from typing import Literal

import torch
from transformers import PretrainedConfig
from transformers.models.grounding_dino.modeling_grounding_dino import encode_sinusoidal_position_embedding

# What a token's position means to the model. The original Grounding DINO, MM-Grounding-DINO and LLMDet were trained with
# separators that count on from their phrase and with sines of the position. transformers 5 gives separators position 0 and
# cuts the sines to whole numbers; models that were trained with it want it so.
Positions = Literal["original", "transformers"]


def position_table(config: PretrainedConfig, positions: Positions) -> torch.Tensor:
    """The embedding of each position in the encoder's text layers, [max_text_len, width]."""
    at = torch.arange(config.max_text_len)[:, None]
    # transformers returns the type that it is given.
    return encode_sinusoidal_position_embedding(at.float() if positions == "original" else at, config.d_model).float()


def text_blocks(ids: torch.Tensor, separators: list[int], positions: Positions) -> tuple[torch.Tensor, torch.Tensor]:
    """For ids [tokens]: mask bool [tokens, tokens], true where a row's token sees a column's; positions [tokens].

    Without a loop over the separators, which a traced graph would hold as often as the prompt of the export had some,
    and with operators that ONNX has.
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
