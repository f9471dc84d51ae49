"""Tests EdgeTAM with convolutions instead of its backbone, which is part of timm. The rest is from transformers."""

from types import SimpleNamespace

import onnx
import torch
from grounded_sam_export.random_checkpoint import scatter
from grounded_sam_export.segment_anything.check import differences
from grounded_sam_export.segment_anything.export import export
from tiny_checkpoints import SIDE, WIDTH
from torch import nn
from transformers import AutoConfig, EdgeTamConfig, EdgeTamModel, PreTrainedModel, ResNetConfig
from transformers.models.edgetam.configuration_edgetam import (
    EdgeTamMaskDecoderConfig,
    EdgeTamPromptEncoderConfig,
    EdgeTamVisionConfig,
)


class Backbone(nn.Module):
    """Four feature maps, the finest first, with strides of 4, 8, 16 and 32 pixels."""

    def __init__(self, widths: list[int]) -> None:
        super().__init__()
        strides = zip([3, *widths], widths, [4, 2, 2, 2])
        self.stages = nn.ModuleList(nn.Conv2d(before, width, stride, stride) for before, width, stride in strides)

    def forward(self, pixels: torch.Tensor, **_) -> SimpleNamespace:
        maps = []
        for stage in self.stages:
            pixels = stage(pixels).tanh()
            maps.append(pixels)
        return SimpleNamespace(last_hidden_state=maps, hidden_states=None)


def edgetam() -> PreTrainedModel:
    widths = [8, 16, 24, 32]
    vision = EdgeTamVisionConfig(
        backbone_config={"model_type": "resnet", "embedding_size": 8, "hidden_sizes": widths, "depths": [1, 1, 1, 1]},
        backbone_channel_list=widths[::-1],
        backbone_feature_sizes=[[SIDE // 4] * 2, [SIDE // 8] * 2, [SIDE // 16] * 2],
        fpn_hidden_size=WIDTH,
    )
    prompts = EdgeTamPromptEncoderConfig(hidden_size=WIDTH, image_size=SIDE)
    masks = EdgeTamMaskDecoderConfig(hidden_size=WIDTH, mlp_dim=2 * WIDTH, iou_head_hidden_dim=WIDTH, num_attention_heads=4)
    model = EdgeTamModel(
        EdgeTamConfig(vision_config=vision, prompt_encoder_config=prompts, mask_decoder_config=masks)
    )
    model.vision_encoder.backbone = Backbone(widths)
    return scatter(model, seed=1)


def test_edgetam_with_another_backbone_equals_transformers(monkeypatch, tmp_path):
    # transformers also builds a default configuration, which requests the one of timm's backbone from the hub.
    monkeypatch.setattr(AutoConfig, "from_pretrained", lambda *_, **__: ResNetConfig())
    model = edgetam()

    files = [tmp_path / "encoder.onnx", tmp_path / "decoder.onnx"]
    for graph, file in zip(export(model, 17), files):
        onnx.save(graph, file)
    results = list(differences(*files, model))

    assert len(results) > 1
    assert max(result.largest for result in results) < 1e-3
