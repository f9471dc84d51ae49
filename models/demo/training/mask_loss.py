"""The training loss of the segmenter."""

import torch
import torch.nn.functional as F
from torch import Tensor

# Width and height of the true masks in pixels. They are finer than the logits (64 x 64), to train exact edges too.
SIDE = 160


def mask_loss(ious: Tensor, logits: Tensor, presence: Tensor, truth: Tensor) -> tuple[Tensor, dict[str, float]]:
    """Returns the loss, and its parts for the log: mask loss, error of the predicted IoUs, IoU of the best rated masks.

    ious: predicted IoUs [batch, prompts, candidates]; logits [batch, prompts, candidates, height, width]; presence:
    logits [batch, prompts, 1]; truth [batch, prompts, SIDE, SIDE]: the covered share of each pixel, 0 to 1.
    """
    fine = F.interpolate(logits.flatten(0, 1), size=(SIDE, SIDE), mode="bilinear", align_corners=False)
    fine = fine.view(*logits.shape[:3], SIDE, SIDE)
    targets = truth[:, :, None].expand_as(fine)
    per_candidate = cross_entropy(fine, targets) + dice(fine.sigmoid(), targets)
    # All candidates are trained; the best one counts twice.
    mask = (per_candidate.mean() + per_candidate.min(-1).values.mean()) / 2
    with torch.no_grad():
        true_ious = intersection_over_union(fine > 0, targets > 0.5)
    rating = F.mse_loss(ious, true_ious)
    total = mask + rating + 0.05 * F.softplus(-presence).mean()
    best = true_ious.gather(-1, ious.argmax(-1, keepdim=True)).mean()
    return total, {"mask": mask.item(), "rating": rating.item(), "iou": best.item()}


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross entropy relative to the object's area, so that small objects count as much as large ones."""
    sums = F.binary_cross_entropy_with_logits(logits, targets, reduction="none").sum((-1, -2))
    return (sums / (4 * targets.sum((-1, -2)).clamp(min=16))).clamp(max=20)


def dice(scores: Tensor, targets: Tensor) -> Tensor:
    """Dice loss of masks [..., height, width]."""
    shared = (scores * targets).sum((-1, -2))
    return 1 - (2 * shared + 1) / (scores.sum((-1, -2)) + targets.sum((-1, -2)) + 1)


def intersection_over_union(a: Tensor, b: Tensor) -> Tensor:
    """IoU of bool masks [..., height, width]."""
    return (a & b).sum((-1, -2)) / (a | b).sum((-1, -2)).clamp(min=1)
