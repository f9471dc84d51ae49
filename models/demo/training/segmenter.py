"""A SAM 2 of 0.55 million parameters for drawn shapes. "Upstream" is the model's code in transformers."""

import torch
from torch import Tensor, nn
from transformers import Sam2Config, Sam2Model
from transformers.models.sam2.configuration_sam2 import (
    Sam2HieraDetConfig,
    Sam2MaskDecoderConfig,
    Sam2PromptEncoderConfig,
    Sam2VisionConfig,
)

SIDE = 256
WIDTH = 64
STAGE_WIDTHS = [32, 64, 96, 128]


def make_config() -> Sam2Config:
    backbone = Sam2HieraDetConfig(
        hidden_size=STAGE_WIDTHS[0],
        image_size=[SIDE, SIDE],
        num_attention_heads=1,
        blocks_per_stage=[1, 2, 2, 1],
        embed_dim_per_stage=STAGE_WIDTHS,
        num_attention_heads_per_stage=[1, 2, 3, 4],
        window_size_per_stage=[8, 4, 8, 4],
        window_positional_embedding_background_size=[8, 8],
        global_attention_blocks=[],
        mlp_ratio=2.0,
    )
    vision = Sam2VisionConfig(
        backbone_config=backbone,
        backbone_channel_list=STAGE_WIDTHS[::-1],
        backbone_feature_sizes=[[SIDE // stride, SIDE // stride] for stride in (4, 8, 16)],
        fpn_hidden_size=WIDTH,
        fpn_top_down_levels=[0, 1, 2, 3],
    )
    prompt = Sam2PromptEncoderConfig(hidden_size=WIDTH, image_size=SIDE, patch_size=16)
    decoder = Sam2MaskDecoderConfig(
        hidden_size=WIDTH, mlp_dim=2 * WIDTH, num_attention_heads=4, iou_head_hidden_dim=WIDTH
    )
    return Sam2Config(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder)


def build_segmenter(seed: int = 0) -> Sam2Model:
    """Builds the segmenter in eval mode, with initial weights by `seed`."""
    torch.manual_seed(seed)
    segmenter = Sam2Model(make_config()).eval()
    with torch.no_grad():
        initialise(segmenter)
    return segmenter


def initialise(segmenter: Sam2Model) -> None:
    """Sets initial weights. With those of upstream, features that do not depend on the prompt dominate at first, and
    masks stay empty for hundreds of steps."""
    for module in segmenter.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.trunc_normal_(module.weight, std=(module.out_channels / module.weight.numel()) ** 0.5)
            nn.init.zeros_(module.bias)
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.5)
    backbone, decoder = segmenter.vision_encoder.backbone, segmenter.mask_decoder
    nn.init.normal_(backbone.pos_embed, std=0.1)
    nn.init.normal_(backbone.pos_embed_window, std=0.1)
    for convolution in segmenter.vision_encoder.neck.convs:
        convolution.weight.mul_(0.25)
    for convolution in (decoder.conv_s0, decoder.conv_s1):
        convolution.weight.mul_(0.5)
    for convolution in (decoder.upscale_conv1, decoder.upscale_conv2):
        convolution.weight.mul_(2)
    # Half of the Fourier features get low frequencies, and keys start like queries: attention starts with near cells.
    fourier = segmenter.shared_image_embedding.positional_embedding
    fourier[:, : fourier.shape[1] // 2] *= 0.35
    # Upstream initialises two matrices, although the model shares one.
    segmenter.prompt_encoder.shared_embedding.positional_embedding.copy_(fourier)
    for name, module in decoder.named_modules():
        if name.endswith(("attn_token_to_image", "attn_image_to_token")):
            module.q_proj.weight.mul_(1.5)
            module.k_proj.weight.copy_(module.q_proj.weight)


class ImageEncoder(nn.Module):
    """The encoder as it is exported.

    Pixels float32 [1, 3, 256, 256] -> embeddings float32 [1, 8, 64, 64], [1, 16, 32, 32], [1, 64, 16, 16].
    """

    def __init__(self, segmenter: Sam2Model) -> None:
        super().__init__()
        self.m = segmenter

    def forward(self, pixel_values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        fine, middle, coarse = self.m.vision_encoder(pixel_values, return_dict=True).fpn_hidden_states[:3]
        decoder = self.m.mask_decoder
        return (
            decoder.conv_s0(fine),
            decoder.conv_s1(middle),
            coarse + self.m.no_memory_embedding.view(1, -1, 1, 1),
        )


class MaskDecoder(nn.Module):
    """The decoder as it is exported. Prompts are in pixels of the 256 x 256 square; there may be no points or no boxes.

    As upstream does, it appends one padding point ("not a point") to every prompt, also to prompts with a box.
    """

    def __init__(self, segmenter: Sam2Model) -> None:
        super().__init__()
        self.m = segmenter
        self.register_buffer("pe", segmenter.get_image_wide_positional_embeddings())

    def forward(
        self, points: Tensor, labels: Tensor, boxes: Tensor, fine: Tensor, middle: Tensor, coarse: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Points float32 [batch, prompts, points, 2] as x, y; labels int64 [batch, prompts, points]; boxes float32
        [batch, prompts, 4] as x1, y1, x2, y2; the embeddings of ImageEncoder.

        Returns predicted IoUs [batch, prompts, 3], mask logits [batch, prompts, 3, 64, 64] and presence logits
        [batch, prompts, 1].
        """
        encoder = self.m.prompt_encoder
        batch, width = coarse.shape[0], encoder.hidden_size
        prompts = longest(points.shape[1], boxes.shape[1])
        corners = (boxes.reshape(batch, boxes.shape[1], 2, 2) + 0.5) / SIDE
        corners = encoder.shared_embedding(corners) + encoder.point_embed.weight[2:4]
        per_prompt = (points.shape[1] * points.shape[2]) // prompts
        points = encoder._embed_points(points, labels, pad=False).reshape(batch, prompts, per_prompt, width)
        corners = corners.reshape(batch, prompts, (2 * boxes.shape[1]) // prompts, width)
        no_point = encoder.not_a_point_embed.weight.reshape(1, 1, 1, width).expand(batch, prompts, 1, width)
        no_mask = encoder.no_mask_embed.weight.reshape(1, -1, 1, 1).expand(batch, -1, *coarse.shape[2:])
        logits, ious, _, presence = self.m.mask_decoder(
            image_embeddings=coarse,
            image_positional_embeddings=self.pe.expand(batch, -1, -1, -1),
            sparse_prompt_embeddings=torch.cat([points, corners, no_point], 2),
            dense_prompt_embeddings=no_mask,
            multimask_output=True,
            high_resolution_features=[fine, middle],
        )
        return ious, logits, presence


def longest(points: int, boxes: int) -> int:
    """The larger of two numbers, one of which may be 0. During tracing it is a tensor that the graph computes."""
    if torch.jit.is_tracing():
        return torch.maximum(torch.as_tensor(points), torch.as_tensor(boxes))
    return max(points, boxes)
