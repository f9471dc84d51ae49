"""Exports the image encoders of SAM 2.1 tiny and EdgeTAM with random weights at their real size, 1024 x 1024.

Speed does not depend on the weights. transformers builds SAM 2.1 tiny and EdgeTAM's neck. EdgeTAM's backbone,
RepViT-M1, is part of timm, which this script does not need: `EdgeTamEncoder` defines it in its inference form, with its
branches merged into single convolutions (https://arxiv.org/abs/2307.09283). The size agrees with the published file:
4.89 million parameters are 19.6 MB.

    pip install torch==2.13.0 transformers==5.18.0 onnx onnxscript
    python bench/sam-encoders/export.py FOLDER
"""

import sys
from pathlib import Path

import torch
from torch import nn
from transformers import Sam2Config, Sam2Model
from transformers.models.edgetam.configuration_edgetam import EdgeTamVisionConfig
from transformers.models.edgetam.modeling_edgetam import EdgeTamVisionNeck

SIDE = 1024


class Sam2Encoder(nn.Module):
    """Pixels float32 [1, 3, 1024, 1024] -> embeddings of three levels, the finest first."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Sam2Model(Sam2Config())  # the default configuration is that of the tiny model

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return tuple(self.model.get_image_embeddings(pixels))


class SqueezeExcite(nn.Sequential):
    def __init__(self, width: int) -> None:
        inner = max(8, round(width / 4 / 8) * 8)
        super().__init__(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, inner, 1), nn.ReLU(), nn.Conv2d(inner, width, 1), nn.Sigmoid()
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * super().forward(x)


def depthwise(width: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(width, width, 3, stride, 1, groups=width)


class Residual(nn.Module):
    """Adds a mix of the channels of x, by two convolutions of 1 x 1."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mix = nn.Sequential(nn.Conv2d(width, 2 * width, 1), nn.GELU(), nn.Conv2d(2 * width, width, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.mix(x)


def block(width: int, squeezes: bool) -> nn.Sequential:
    return nn.Sequential(depthwise(width), SqueezeExcite(width) if squeezes else nn.Identity(), Residual(width))


def downsample(width: int, to: int) -> nn.Sequential:
    return nn.Sequential(block(width, False), depthwise(width, 2), nn.Conv2d(width, to, 1), Residual(to))


class EdgeTamEncoder(nn.Module):
    """Pixels float32 [1, 3, 1024, 1024] -> embeddings of three levels, the finest first."""

    def __init__(self) -> None:
        super().__init__()
        widths, depths = (48, 96, 192, 384), (2, 2, 14, 2)
        self.stem = nn.Sequential(nn.Conv2d(3, 24, 3, 2, 1), nn.GELU(), nn.Conv2d(24, 48, 3, 2, 1))
        self.stages = nn.ModuleList(
            nn.Sequential(
                *([downsample(widths[stage - 1], width)] if stage > 0 else []),
                *(block(width, index % 2 == 0) for index in range(depth)),
            )
            for stage, (width, depth) in enumerate(zip(widths, depths))
        )
        # The configuration requires a backbone, but it is never built.
        config = EdgeTamVisionConfig(backbone_config={"model_type": "resnet"})
        self.levels = config.num_feature_levels
        self.neck = EdgeTamVisionNeck(config)
        self.high_resolution = nn.ModuleList([nn.Conv2d(256, 32, 1), nn.Conv2d(256, 64, 1)])

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, ...]:
        features = [self.stem(pixels)]
        for stage in self.stages:
            features.append(stage(features[-1]))
        maps, _ = self.neck([feature.permute(0, 2, 3, 1) for feature in features[1:]])
        first, second, third = maps[-self.levels :][::-1]
        return self.high_resolution[0](first), self.high_resolution[1](second), third


def main(folder: Path) -> None:
    """Writes sam2.1-tiny.onnx and edgetam.onnx into `folder`."""
    torch.manual_seed(0)
    folder.mkdir(parents=True, exist_ok=True)
    for name, encoder in (("sam2.1-tiny", Sam2Encoder()), ("edgetam", EdgeTamEncoder())):
        torch.onnx.export(
            encoder.eval(),
            (torch.randn(1, 3, SIDE, SIDE),),
            folder / f"{name}.onnx",
            input_names=["pixel_values"],
            output_names=[f"image_embeddings.{level}" for level in range(3)],
            dynamo=True,
            external_data=False,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
