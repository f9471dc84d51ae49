"""Tiny checkpoints of every class, with random weights."""

from pathlib import Path

import torch
from grounded_sam_export.random_checkpoint import bert_tokenizer, scatter
from transformers import (
    BertConfig,
    ConvNextConfig,
    GroundingDinoConfig,
    GroundingDinoForObjectDetection,
    MMGroundingDinoConfig,
    MMGroundingDinoForObjectDetection,
    PreTrainedConfig,
    PreTrainedModel,
    Sam2Config,
    Sam2MaskDecoderConfig,
    Sam2Model,
    Sam2PromptEncoderConfig,
    Sam2VisionConfig,
    SamConfig,
    SamMaskDecoderConfig,
    SamModel,
    SamPromptEncoderConfig,
    SamVisionConfig,
    SwinConfig,
)
from transformers.models.sam2.configuration_sam2 import Sam2HieraDetConfig

SIDE = 256
WIDTH = 32


def swin() -> SwinConfig:
    return SwinConfig(embed_dim=16, depths=[1, 1, 2, 1], num_heads=[1, 2, 4, 4], window_size=7, out_indices=[2, 3, 4])


def convnext() -> ConvNextConfig:
    return ConvNextConfig(hidden_sizes=[16, 24, 32, 48], depths=[1, 1, 1, 1], out_indices=[2, 3, 4])


def detector_options(backbone: SwinConfig | ConvNextConfig) -> dict:
    text = BertConfig(hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=4, intermediate_size=2 * WIDTH)
    return {
        "backbone_config": backbone,
        "text_config": text.to_dict(),
        "d_model": WIDTH,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_ffn_dim": 2 * WIDTH,
        "decoder_ffn_dim": 2 * WIDTH,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "num_queries": 100,
    }


def grounding_dino() -> PreTrainedModel:
    return GroundingDinoForObjectDetection(GroundingDinoConfig(**detector_options(swin())))


def grounding_dino_own_box_heads() -> PreTrainedModel:
    options = detector_options(convnext())
    return GroundingDinoForObjectDetection(GroundingDinoConfig(**options, decoder_bbox_embed_share=False))


def mm_grounding_dino() -> PreTrainedModel:
    return MMGroundingDinoForObjectDetection(MMGroundingDinoConfig(**detector_options(swin())))


def sam_options(vision: PreTrainedConfig, prompts: PreTrainedConfig, masks: PreTrainedConfig) -> dict:
    return {
        "vision_config": vision.to_dict(),
        "prompt_encoder_config": prompts.to_dict(),
        "mask_decoder_config": masks.to_dict(),
    }


def sam() -> PreTrainedModel:
    vision = SamVisionConfig(
        hidden_size=WIDTH,
        output_channels=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=SIDE,
        window_size=7,
        global_attn_indexes=[1],
        num_pos_feats=WIDTH // 2,
        mlp_dim=2 * WIDTH,
    )
    prompts = SamPromptEncoderConfig(hidden_size=WIDTH, image_size=SIDE)
    masks = SamMaskDecoderConfig(hidden_size=WIDTH, mlp_dim=2 * WIDTH, iou_head_hidden_dim=WIDTH, num_attention_heads=4)
    return SamModel(SamConfig(**sam_options(vision, prompts, masks)))


def sam2() -> PreTrainedModel:
    backbone = Sam2HieraDetConfig(
        hidden_size=16,
        image_size=[SIDE, SIDE],
        blocks_per_stage=[1, 2, 2, 1],
        embed_dim_per_stage=[16, 32, 64, 128],
        num_attention_heads_per_stage=[1, 2, 4, 8],
        window_size_per_stage=[8, 4, 8, 4],
        global_attention_blocks=[4],
    )
    vision = Sam2VisionConfig(
        backbone_config=backbone.to_dict(),
        backbone_channel_list=[128, 64, 32, 16],
        backbone_feature_sizes=[[SIDE // 4] * 2, [SIDE // 8] * 2, [SIDE // 16] * 2],
        fpn_hidden_size=WIDTH,
    )
    prompts = Sam2PromptEncoderConfig(hidden_size=WIDTH, image_size=SIDE)
    masks = Sam2MaskDecoderConfig(hidden_size=WIDTH, mlp_dim=2 * WIDTH, iou_head_hidden_dim=WIDTH, num_attention_heads=4)
    return Sam2Model(Sam2Config(**sam_options(vision, prompts, masks)))


DETECTORS = [grounding_dino, grounding_dino_own_box_heads, mm_grounding_dino]
SEGMENTERS = [sam, sam2]


def save_checkpoint(make, folder: Path) -> Path:
    """Writes the checkpoint of one of the functions above, for a detector with a tokenizer. Returns the folder."""
    torch.manual_seed(0)
    model = scatter(make(), seed=1)
    model.save_pretrained(folder)
    if make in DETECTORS:
        bert_tokenizer().save_pretrained(folder)
    return folder


