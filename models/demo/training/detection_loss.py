"""The detector's training loss.

Upstream's own cannot train this model (transformers 5.18): from the second picture of a batch on it offsets the labels
wrongly, and the heads that propose the queries get no gradient.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from .detector import Outputs

# So many cells learn to propose each object.
CELLS_PER_OBJECT = 4
# What is wrong in the end is mostly the label: scores count twice as much as in DETR.
WEIGHTS = {"score": 2.0, "box": 5.0, "overlap": 2.0}
IMPOSSIBLE = 1e4


@dataclass(frozen=True)
class Truth:
    boxes: Tensor
    """[batch, objects, 4], centre and size, padded"""
    is_object: Tensor
    """bool [batch, objects], false for padding"""
    tokens: Tensor
    """[batch, objects, tokens], 1 for every token of every phrase that names the object"""
    attention_mask: Tensor
    """[batch, tokens]"""


def detection_loss(outputs: Outputs, truth: Truth, centres: Tensor) -> tuple[Tensor, dict[str, float]]:
    """The sum, and its parts for the log. Objects that nobody asked for teach the proposals their boxes."""
    terms = proposal_terms(outputs, truth, centres)
    for layer, (logits, boxes) in enumerate(zip(outputs.layer_logits, outputs.layer_boxes)):
        terms |= {f"{name}-{layer}": value for name, value in decoder_terms(logits, boxes, truth).items()}
    total = sum(value * WEIGHTS[name.split("-")[0]] for name, value in terms.items())
    return total, {name: value.item() for name, value in terms.items()}


def proposal_terms(outputs: Outputs, truth: Truth, centres: Tensor) -> dict[str, Tensor]:
    """Dense: the best few cells inside of each object."""
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
        # A cell that several objects want takes the cheapest of them.
        chosen = torch.where(is_taken, cost, IMPOSSIBLE).argmin(-1)
        picture, cell = is_taken.any(-1).nonzero(as_tuple=True)
        objects = chosen[picture, cell]
    count = truth.is_object.sum().clamp(min=1) * CELLS_PER_OBJECT
    terms = matched_terms(logits, boxes, truth, (picture, cell, objects), count)
    terms["score"] = terms["score"] * count / (2 * asked_for(truth).sum().clamp(min=1))
    return {f"{name}-proposal": value for name, value in terms.items()}


def decoder_terms(logits: Tensor, boxes: Tensor, truth: Truth) -> dict[str, Tensor]:
    """One query for each object that a phrase names, by the cheapest assignment."""
    logits = masked(logits, truth)
    asked = asked_for(truth)
    with torch.no_grad():
        costs = matching_cost(logits, boxes, truth).cpu().numpy()
    pictures, queries, objects = [], [], []
    for picture, wanted in enumerate(asked.cpu().numpy()):
        columns = np.flatnonzero(wanted)
        rows, picked = linear_sum_assignment(costs[picture][:, columns])
        pictures += [picture] * len(rows)
        queries += rows.tolist()
        objects += columns[picked].tolist()
    matches = tuple(torch.tensor(each, dtype=torch.long, device=logits.device) for each in (pictures, queries, objects))
    return matched_terms(logits, boxes, truth, matches, asked.sum().clamp(min=1))


def matched_terms(
    logits: Tensor, boxes: Tensor, truth: Truth, matches: tuple[Tensor, Tensor, Tensor], count: Tensor
) -> dict[str, Tensor]:
    picture, candidate, item = matches
    found, wanted = boxes[picture, candidate], truth.boxes[picture, item]
    iou, generalised_iou = overlaps(found, wanted)
    targets = torch.zeros_like(logits)
    # A score says how well the box fits, too.
    quality = 0.4 + 0.6 * iou.detach().clamp(0, 1)
    targets[picture, candidate] = truth.tokens[picture, item] * quality[:, None]
    return {
        "score": (varifocal(logits, targets) * truth.attention_mask[:, None]).sum() / count,
        "box": (found - wanted).abs().sum() / count,
        "overlap": (1 - generalised_iou).sum() / count,
    }


def matching_cost(logits: Tensor, boxes: Tensor, truth: Truth) -> Tensor:
    """[batch, candidates, objects], as in DETR with focal scores."""
    score = logits.sigmoid()
    named = truth.tokens / truth.tokens.sum(-1, keepdim=True).clamp(min=1)
    if_object = 0.25 * (1 - score) ** 2 * -(score + 1e-8).log()
    if_not = 0.75 * score**2 * -(1 - score + 1e-8).log()
    distance = (boxes[:, :, None] - truth.boxes[:, None]).abs().sum(-1)
    _, generalised_iou = overlaps(boxes[:, :, None], truth.boxes[:, None])
    scores = (if_object - if_not) @ named.transpose(1, 2)
    return 2 * scores + WEIGHTS["box"] * distance - WEIGHTS["overlap"] * generalised_iou


def asked_for(truth: Truth) -> Tensor:
    """bool [batch, objects]: named by some phrase."""
    return truth.is_object & (truth.tokens.sum(-1) > 0)


def masked(logits: Tensor, truth: Truth) -> Tensor:
    """Only the prompt's columns, where padding has no score to speak of."""
    columns = truth.attention_mask.shape[1]
    return logits[..., :columns].masked_fill(truth.attention_mask[:, None] == 0, -20.0)


def varifocal(logits: Tensor, targets: Tensor) -> Tensor:
    """Targets count by their quality, everything else the less the surer it is (https://arxiv.org/abs/2008.13367)."""
    weights = torch.where(targets > 0, targets, 0.75 * logits.sigmoid().detach() ** 2)
    return F.binary_cross_entropy_with_logits(logits, targets, reduction="none") * weights


def overlaps(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and generalised IoU of boxes [..., 4] as centre and size, broadcast."""
    a_from, a_to = a[..., :2] - a[..., 2:] / 2, a[..., :2] + a[..., 2:] / 2
    b_from, b_to = b[..., :2] - b[..., 2:] / 2, b[..., :2] + b[..., 2:] / 2
    intersection = (torch.minimum(a_to, b_to) - torch.maximum(a_from, b_from)).clamp(min=0).prod(-1)
    hull = (torch.maximum(a_to, b_to) - torch.minimum(a_from, b_from)).clamp(min=0).prod(-1) + 1e-7
    union = a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - intersection + 1e-7
    iou = intersection / union
    return iou, iou - (hull - union) / hull
