"""The segmenter's training loss."""

import torch
import torch.nn.functional as F
from torch import Tensor

# Of the true masks. The logits are four times as coarse as the frame; what lies between them counts, too.
SIDE = 160


def mask_loss(ious: Tensor, logits: Tensor, presence: Tensor, truth: Tensor) -> tuple[Tensor, dict[str, float]]:
    """Predicted IoUs [batch, prompts, guesses], logits [batch, prompts, guesses, height, width], presence
    [batch, prompts, 1]; truth [batch, prompts, SIDE, SIDE]: how much of each pixel is object."""
    fine = F.interpolate(logits.flatten(0, 1), size=(SIDE, SIDE), mode="bilinear", align_corners=False)
    fine = fine.view(*logits.shape[:3], SIDE, SIDE)
    wanted = truth[:, :, None].expand_as(fine)
    per_guess = cross_entropy(fine, wanted) + dice(fine.sigmoid(), wanted)
    # All guesses learn, the best one twice.
    mask = (per_guess.mean() + per_guess.min(-1).values.mean()) / 2
    with torch.no_grad():
        true_ious = intersection_over_union(fine > 0, wanted > 0.5)
    rating = F.mse_loss(ious, true_ious)
    total = mask + rating + 0.05 * F.softplus(-presence).mean()
    best = true_ious.gather(-1, ious.argmax(-1, keepdim=True)).mean()
    return total, {"mask": mask.item(), "rating": rating.item(), "iou": best.item()}


def cross_entropy(logits: Tensor, wanted: Tensor) -> Tensor:
    """In parts of the object's area, so that small objects count as much as large ones."""
    sums = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none").sum((-1, -2))
    return (sums / (4 * wanted.sum((-1, -2)).clamp(min=16))).clamp(max=20)


def dice(scores: Tensor, wanted: Tensor) -> Tensor:
    shared = (scores * wanted).sum((-1, -2))
    return 1 - (2 * shared + 1) / (scores.sum((-1, -2)) + wanted.sum((-1, -2)) + 1)


def intersection_over_union(a: Tensor, b: Tensor) -> Tensor:
    return (a & b).sum((-1, -2)) / (a | b).sum((-1, -2)).clamp(min=1)
