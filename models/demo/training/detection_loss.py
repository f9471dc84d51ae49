"""The training loss of the detector.

The loss in transformers 5.18 cannot train this model: it offsets the labels wrongly from the second image of a batch
on, and it gives no gradient to the heads that propose the queries.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from .detector import Outputs

# Number of cells that learn to propose each object.
CELLS_PER_OBJECT = 4
# Scores count twice as much as in DETR, because most errors of a trained model are wrong labels.
WEIGHTS = {"score": 2.0, "box": 5.0, "overlap": 2.0}
IMPOSSIBLE = 1e4


@dataclass(frozen=True)
class Truth:
    boxes: Tensor
    """float32 [batch, objects, 4]: centre x, centre y, width, height, relative to the image. Padded."""
    is_object: Tensor
    """bool [batch, objects], false for padding."""
    tokens: Tensor
    """float32 [batch, objects, tokens], 1 for every token of every phrase that names the object."""
    attention_mask: Tensor
    """int64 [batch, tokens], 0 for padding."""


def detection_loss(outputs: Outputs, truth: Truth, centres: Tensor) -> tuple[Tensor, dict[str, float]]:
    """The weighted sum of all terms, and the terms for the log.

    `centres` [cells, 2] as `cell_centres` returns them. Objects that no phrase names still train the boxes of
    proposals.
    """
    terms = proposal_terms(outputs, truth, centres)
    for layer, (logits, boxes) in enumerate(zip(outputs.layer_logits, outputs.layer_boxes)):
        terms |= {f"{name}-{layer}": value for name, value in decoder_terms(logits, boxes, truth).items()}
    total = sum(value * WEIGHTS[name.split("-")[0]] for name, value in terms.items())
    return total, {name: value.item() for name, value in terms.items()}


def proposal_terms(outputs: Outputs, truth: Truth, centres: Tensor) -> dict[str, Tensor]:
    """Terms of the proposals: for each object, up to CELLS_PER_OBJECT cells inside it that match it at the lowest
    cost."""
    logits = masked(outputs.proposal_logits, truth)
    is_finite = torch.isfinite(outputs.proposal_boxes).all(-1)
    boxes = torch.where(is_finite[..., None], outputs.proposal_boxes, 0.5)
    with torch.no_grad():
        distance = (centres[None, :, None] - truth.boxes[:, None, :, :2]).abs()
        is_inside = (distance < (truth.boxes[:, None, :, 2:] * 0.35).clamp(min=0.035)).all(-1)
        cost = matching_cost(logits, boxes, truth)
        cost = torch.where(is_inside & is_finite[..., None] & truth.is_object[:, None], cost, IMPOSSIBLE)
        cheapest = cost.topk(CELLS_PER_OBJECT, dim=1, largest=False).indices
        is_taken = torch.zeros_like(cost, dtype=torch.bool).scatter_(1, cheapest, True) & (cost < IMPOSSIBLE)
        # A cell that several objects take is matched with the one of the lowest cost.
        chosen = torch.where(is_taken, cost, IMPOSSIBLE).argmin(-1)
        image, cell = is_taken.any(-1).nonzero(as_tuple=True)
        objects = chosen[image, cell]
    count = truth.is_object.sum().clamp(min=1) * CELLS_PER_OBJECT
    terms = matched_terms(logits, boxes, truth, (image, cell, objects), count)
    terms["score"] = terms["score"] * count / (2 * named_objects(truth).sum().clamp(min=1))
    return {f"{name}-proposal": value for name, value in terms.items()}


def decoder_terms(logits: Tensor, boxes: Tensor, truth: Truth) -> dict[str, Tensor]:
    """Terms of a decoder layer: one query for each object that a phrase names, by the assignment of the lowest cost."""
    logits = masked(logits, truth)
    named = named_objects(truth)
    with torch.no_grad():
        costs = matching_cost(logits, boxes, truth).cpu().numpy()
    images, queries, objects = [], [], []
    for image, is_named in enumerate(named.cpu().numpy()):
        columns = np.flatnonzero(is_named)
        rows, assigned = linear_sum_assignment(costs[image][:, columns])
        images += [image] * len(rows)
        queries += rows.tolist()
        objects += columns[assigned].tolist()
    matches = tuple(torch.tensor(each, dtype=torch.long, device=logits.device) for each in (images, queries, objects))
    return matched_terms(logits, boxes, truth, matches, named.sum().clamp(min=1))


def matched_terms(
    logits: Tensor, boxes: Tensor, truth: Truth, matches: tuple[Tensor, Tensor, Tensor], count: Tensor
) -> dict[str, Tensor]:
    """The loss terms "score", "box" and "overlap", each divided by `count`.

    `matches`: image, candidate and object index of each match, [matches] each.
    """
    image, candidate, item = matches
    matched_boxes, true_boxes = boxes[image, candidate], truth.boxes[image, item]
    iou, generalised_iou = overlaps(matched_boxes, true_boxes)
    targets = torch.zeros_like(logits)
    # The target score also rises with the IoU of the box.
    quality = 0.4 + 0.6 * iou.detach().clamp(0, 1)
    targets[image, candidate] = truth.tokens[image, item] * quality[:, None]
    return {
        "score": (varifocal(logits, targets) * truth.attention_mask[:, None]).sum() / count,
        "box": (matched_boxes - true_boxes).abs().sum() / count,
        "overlap": (1 - generalised_iou).sum() / count,
    }


def matching_cost(logits: Tensor, boxes: Tensor, truth: Truth) -> Tensor:
    """The matching cost [batch, candidates, objects], as in DETR with focal scores."""
    score = logits.sigmoid()
    named = truth.tokens / truth.tokens.sum(-1, keepdim=True).clamp(min=1)
    if_object = 0.25 * (1 - score) ** 2 * -(score + 1e-8).log()
    if_not = 0.75 * score**2 * -(1 - score + 1e-8).log()
    distance = (boxes[:, :, None] - truth.boxes[:, None]).abs().sum(-1)
    _, generalised_iou = overlaps(boxes[:, :, None], truth.boxes[:, None])
    scores = (if_object - if_not) @ named.transpose(1, 2)
    return 2 * scores + WEIGHTS["box"] * distance - WEIGHTS["overlap"] * generalised_iou


def named_objects(truth: Truth) -> Tensor:
    """bool [batch, objects]: whether at least one phrase names the object."""
    return truth.is_object & (truth.tokens.sum(-1) > 0)


def masked(logits: Tensor, truth: Truth) -> Tensor:
    """Cuts the logits to the columns of the longest prompt and sets padding to -20, a score of almost 0."""
    columns = truth.attention_mask.shape[1]
    return logits[..., :columns].masked_fill(truth.attention_mask[:, None] == 0, -20.0)


def varifocal(logits: Tensor, targets: Tensor) -> Tensor:
    """Varifocal loss (https://arxiv.org/abs/2008.13367).

    Positive targets are weighted by their value, all others by 0.75 times the square of the predicted score.
    """
    weights = torch.where(targets > 0, targets, 0.75 * logits.sigmoid().detach() ** 2)
    return F.binary_cross_entropy_with_logits(logits, targets, reduction="none") * weights


def overlaps(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and generalised IoU, broadcast, of boxes [..., 4]: centre x, centre y, width, height."""
    a_from, a_to = a[..., :2] - a[..., 2:] / 2, a[..., :2] + a[..., 2:] / 2
    b_from, b_to = b[..., :2] - b[..., 2:] / 2, b[..., :2] + b[..., 2:] / 2
    intersection = (torch.minimum(a_to, b_to) - torch.maximum(a_from, b_from)).clamp(min=0).prod(-1)
    hull = (torch.maximum(a_to, b_to) - torch.minimum(a_from, b_from)).clamp(min=0).prod(-1) + 1e-7
    union = a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - intersection + 1e-7
    iou = intersection / union
    return iou, iou - (hull - union) / hull
