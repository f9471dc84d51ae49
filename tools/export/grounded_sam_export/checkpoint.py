"""Checkpoints of transformers, from a folder or the hub."""

from dataclasses import dataclass

import torch
import transformers
from transformers import AutoConfig, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.image_processing_base import ImageProcessingMixin

DETECTORS = {
    "grounding-dino": "GroundingDinoForObjectDetection",
    # LLMDet too.
    "mm-grounding-dino": "MMGroundingDinoForObjectDetection",
}
SEGMENTERS = {
    "sam": "SamModel",
    "sam2": "Sam2Model",
    # What the published checkpoints of SAM 2 and EdgeTAM call themselves, since they follow objects in videos too.
    "sam2_video": "Sam2Model",
    "edgetam": "EdgeTamModel",
    "edgetam_video": "EdgeTamModel",
}


@dataclass
class Checkpoint:
    model: PreTrainedModel
    # Of detectors only.
    tokenizer: PreTrainedTokenizerBase | None
    # As in preprocessor_config.json; empty where the checkpoint has none.
    preprocessor: dict

    @property
    def is_detector(self) -> bool:
        return self.tokenizer is not None

    @property
    def weight_bytes(self) -> int:
        return sum(weight.numel() * weight.element_size() for weight in self.model.parameters())


def open_checkpoint(name: str) -> Checkpoint:
    kind = AutoConfig.from_pretrained(name).model_type
    known = DETECTORS | SEGMENTERS
    if kind not in known:
        raise SystemExit(f"{name} is a {kind}; this exports {', '.join(known)}")
    model = getattr(transformers, known[kind]).from_pretrained(name, dtype=torch.float32).eval()
    tokenizer = None
    if kind in DETECTORS:
        tokenizer = AutoTokenizer.from_pretrained(name)
        prepare_detector(model)
    return Checkpoint(model, tokenizer, read_preprocessor(name))


def prepare_detector(model: PreTrainedModel) -> None:
    """
    BERT's eager attention adds the mask that keeps phrases apart to the scores, as 0 or 1, instead of masking with it.
    """
    model.model.text_backbone.set_attn_implementation("sdpa")
    config = model.config
    if not getattr(config, "two_stage", True) or config.position_embedding_type != "sine":
        raise SystemExit("Only models with two stages and sine position embeddings can be exported, as all published are")


def read_preprocessor(name: str) -> dict:
    try:
        return ImageProcessingMixin.get_image_processor_dict(name)[0]
    except OSError:
        return {}
