"""Equivalents for parts of Grounding DINO that torch's ONNX exporter cannot export, or exports wrongly."""

import numpy as np
import torch
import transformers.models.grounding_dino.modeling_grounding_dino as upstream
from torch import Tensor


def make_detector_exportable() -> None:
    """Replaces these parts of transformers and torch in this process."""
    upstream.generate_masks_with_special_tokens_and_transfer_map = phrase_masks_and_positions
    torch.special.logit = logit
    torch.linspace = linspace


def phrase_masks_and_positions(input_ids: Tensor) -> tuple[Tensor, Tensor]:
    """Returns which tokens attend to each other, bool [batch, tokens, tokens], and each token's position in its phrase,
    int64 [batch, tokens]. `input_ids`: int64 [batch, tokens].

    transformers uses isin and cumulative maxima, which ONNX does not have.
    """
    length = input_ids.shape[1]
    index = torch.arange(length, device=input_ids.device)
    row, column = index[:, None], index[None, :]
    is_special = torch.zeros_like(input_ids, dtype=torch.bool)
    for token in upstream.SPECIAL_TOKENS:
        is_special = is_special | (input_ids == token)
    is_special = is_special[:, None, :]
    following = torch.where(is_special & (column >= row), column, torch.full_like(column, length)).min(-1)[0]
    preceding = torch.where(is_special & (column <= row), column, torch.full_like(column, -1)).max(-1)[0]
    in_phrase = (following != 0) & (following != length - 1) & (following != length)
    same_phrase = (following[:, :, None] == following[:, None, :]) & in_phrase[:, None, :]
    position = torch.where(in_phrase, index[None] - preceding - 1, torch.zeros_like(preceding)).clamp(min=0)
    return same_phrase | (row == column)[None], position


def logit(value: Tensor, eps: float | None = None) -> Tensor:
    """Same result as torch.special.logit, which the exporter cannot export."""
    if eps is not None:
        value = value.clamp(eps, 1 - eps)
    return torch.log(value / (1 - value))


def linspace(start: float, end: float, steps: int, dtype: torch.dtype | None = None, **_: object) -> Tensor:
    """torch.linspace in float32. The exporter writes float64, for which onnxruntime has no GridSample."""
    return torch.tensor(np.linspace(float(start), float(end), int(steps)), dtype=dtype or torch.float32)
