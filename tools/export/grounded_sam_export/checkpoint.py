"""Opens transformers checkpoints from a folder or from the Hugging Face hub."""

from dataclasses import dataclass

import torch
import transformers
from transformers import AutoConfig, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.image_processing_base import ImageProcessingMixin

DETECTORS = {
    "grounding-dino": "GroundingDinoForObjectDetection",
    # Also the type of LLMDet.
    "mm-grounding-dino": "MMGroundingDinoForObjectDetection",
}
SEGMENTERS = {
    "sam": "SamModel",
    "sam2": "Sam2Model",
    # The model type in the published checkpoints of SAM 2 and EdgeTAM, which also track objects in videos.
    "sam2_video": "Sam2Model",
    "edgetam": "EdgeTamModel",
    "edgetam_video": "EdgeTamModel",
}


@dataclass
class Checkpoint:
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase | None
    """None for segmenters."""
    preprocessor: dict
    """The content of preprocessor_config.json; empty if the checkpoint does not have this file."""

    @property
    def is_detector(self) -> bool:
        return self.tokenizer is not None

    @property
    def weight_bytes(self) -> int:
        return sum(weight.numel() * weight.element_size() for weight in self.model.parameters())


def open_checkpoint(name: str) -> Checkpoint:
    """Opens a folder or org/name of the hub, in float32. Exits with a message for a model that cannot be exported."""
    model_type = AutoConfig.from_pretrained(name).model_type
    classes = DETECTORS | SEGMENTERS
    if model_type not in classes:
        raise SystemExit(f"The model type must be one of {', '.join(classes)}, got {model_type} in {name}")
    model = getattr(transformers, classes[model_type]).from_pretrained(name, dtype=torch.float32).eval()
    tokenizer = None
    if model_type in DETECTORS:
        tokenizer = AutoTokenizer.from_pretrained(name)
        prepare_detector(model)
    return Checkpoint(model, tokenizer, read_preprocessor(name))


def prepare_detector(model: PreTrainedModel) -> None:
    """Makes BERT use SDPA: its eager attention adds the phrase mask to the scores as 0 or 1, instead of masking with
    it.

    Exits with a message for a model that cannot be exported.
    """
    model.model.text_backbone.set_attn_implementation("sdpa")
    config = model.config
    if not getattr(config, "two_stage", True) or config.position_embedding_type != "sine":
        raise SystemExit("The detector must have two stages and sine position embeddings, as all published ones have")


def read_preprocessor(name: str) -> dict:
    """The content of preprocessor_config.json; empty if the checkpoint does not have this file."""
    try:
        return ImageProcessingMixin.get_image_processor_dict(name)[0]
    except OSError:
        return {}
