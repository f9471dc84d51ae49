"""A Grounding DINO of 1.2 million parameters for drawn shapes. "Upstream" is the model's code in transformers."""

from dataclasses import dataclass

import torch
import transformers.models.grounding_dino.modeling_grounding_dino as upstream
from torch import Tensor, nn
from transformers import BertConfig, ConvNextConfig, GroundingDinoConfig, GroundingDinoForObjectDetection

from .language import DOT, END, QUESTION, START, VOCABULARY

SIDE = 224
LONGEST_PROMPT = 256
STRIDES = (8, 16, 32)
WIDTH = 64

# Upstream hard-codes BERT's ids. They decide which tokens belong to one phrase.
upstream.SPECIAL_TOKENS[:] = [START, END, DOT, QUESTION]

PRIOR_LOGIT = -4.0


def make_config(longest_prompt: int) -> GroundingDinoConfig:
    backbone = ConvNextConfig(
        hidden_sizes=[32, 64, 128, 128],
        depths=[1, 2, 3, 1],
        patch_size=4,
        image_size=SIDE,
        # The default of 1e-6 needs longer to grow than this training lasts.
        layer_scale_init_value=0.5,
        out_features=["stage2", "stage3", "stage4"],
    )
    text = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=2 * WIDTH,
        max_position_embeddings=LONGEST_PROMPT,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return GroundingDinoConfig(
        backbone_config=backbone,
        text_config=text,
        num_queries=32,
        d_model=WIDTH,
        encoder_layers=2,
        decoder_layers=2,
        encoder_ffn_dim=2 * WIDTH,
        decoder_ffn_dim=2 * WIDTH,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_n_points=4,
        decoder_n_points=4,
        num_feature_levels=len(STRIDES),
        auxiliary_loss=True,
        dropout=0.0,
        fusion_droppath=0.0,
        max_text_len=longest_prompt,
        disable_custom_kernels=True,
    )


def build_detector(seed: int = 0, longest_prompt: int = LONGEST_PROMPT) -> GroundingDinoForObjectDetection:
    """Builds the detector with initial weights by `seed`.

    It stays in eval mode even for training: it has no dropout, and eval mode skips upstream's checks of every
    activation. `longest_prompt`: number of tokens, and of columns of the logits. The weights do not depend on it.
    """
    torch.manual_seed(seed)
    detector = GroundingDinoForObjectDetection(make_config(longest_prompt)).eval()
    with torch.no_grad():
        initialise(detector)
    return detector


def initialise(detector: GroundingDinoForObjectDetection) -> None:
    """Sets initial weights. Those of upstream assume pretrained parts; from scratch they need far longer."""
    model = detector.model
    heads = [model.encoder_output_bbox_embed, *detector.bbox_embed]
    for part in (model.encoder, model.decoder, model.enc_output, model.text_projection, *heads):
        for name, module in part.named_modules():
            is_sampling = "sampling_offsets" in name or "attention_weights" in name
            if isinstance(module, nn.Linear) and not is_sampling and module.weight.abs().sum() > 0:
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
    for projection in model.input_proj_vision:
        nn.init.xavier_uniform_(projection[0].weight)
        nn.init.zeros_(projection[0].bias)
    for name, module in model.text_backbone.named_modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.3 if "word" in name else 0.1)
    for module in model.backbone.modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            nn.init.trunc_normal_(module.weight, std=module.weight[0].numel() ** -0.5)
    for head in heads:
        nn.init.zeros_(head.layers[-1].weight)
        nn.init.zeros_(head.layers[-1].bias)
    # Proposals start about as large as the shapes: 0.13, 0.23 and 0.40 of the image's side, level by level.
    model.encoder_output_bbox_embed.layers[-1].bias[2:] = 1.0
    for layer in model.encoder.layers:
        layer.fusion_layer.vision_param.fill_(0.5)
        layer.fusion_layer.text_param.fill_(0.5)
    initialise_scores(detector)
    nn.init.normal_(model.level_embed, std=0.5)
    nn.init.normal_(model.query_position_embeddings.weight, std=0.5)


def initialise_scores(detector: GroundingDinoForObjectDetection) -> None:
    """Makes all logits start near PRIOR_LOGIT: scales the text side down and makes the first channel of both sides
    constant.

    A logit is the plain product of a query and a text token. Without this it starts with a standard deviation of 8.
    """
    model = detector.model
    text_norm = model.encoder.layers[-1].text_enhancer_layer.layer_norm_after
    text_norm.weight.fill_(WIDTH**-0.5)
    text_norm.weight[0] = 0
    text_norm.bias[0] = PRIOR_LOGIT / 2
    for query_norm in (model.enc_output_norm, model.decoder.layer_norm):
        query_norm.weight[0] = 0
        query_norm.bias[0] = 2


@dataclass(frozen=True)
class Outputs:
    """Logits float32 [batch, candidates, tokens]. Boxes float32 [batch, candidates, 4]: centre x, centre y, width,
    height, relative to the image."""

    proposal_logits: Tensor
    """One candidate for each cell of the feature maps."""
    proposal_boxes: Tensor
    """Not finite for cells that may not propose."""
    layer_logits: list[Tensor]
    """For each decoder layer; one candidate for each query."""
    layer_boxes: list[Tensor]


def run_detector(
    detector: GroundingDinoForObjectDetection, pixel_values: Tensor, input_ids: Tensor, attention_mask: Tensor
) -> Outputs:
    """Runs the detector and also returns the proposals and every decoder layer, which upstream's forward does not
    return.

    `pixel_values` float32 [batch, 3, SIDE, SIDE], `input_ids` and `attention_mask` int64 [batch, tokens].
    """
    inner = detector.model(
        pixel_values=pixel_values,
        input_ids=input_ids,
        attention_mask=attention_mask,
        token_type_ids=torch.zeros_like(input_ids),
    )
    layer_logits, layer_boxes = [], []
    for layer in range(inner.intermediate_hidden_states.shape[1]):
        hidden = inner.intermediate_hidden_states[:, layer]
        references = inner.intermediate_reference_points
        reference = inner.init_reference_points if layer == 0 else references[:, layer - 1]
        text = inner.encoder_last_hidden_state_text
        layer_logits.append(detector.class_embed[layer](hidden, text, attention_mask.bool()))
        layer_boxes.append((detector.bbox_embed[layer](hidden) + torch.special.logit(reference, eps=1e-5)).sigmoid())
    return Outputs(inner.enc_outputs_class, inner.enc_outputs_coord_logits.sigmoid(), layer_logits, layer_boxes)


def cell_centres(side: int) -> Tensor:
    """Centres [cells, 2] of the cells of all levels, in the model's order: x and y relative to the image.

    `side`: width and height of the image in pixels.
    """
    levels = []
    for stride in STRIDES:
        centres = (torch.arange(side // stride) + 0.5) / (side // stride)
        y, x = torch.meshgrid(centres, centres, indexing="ij")
        levels.append(torch.stack([x, y], -1).view(-1, 2))
    return torch.cat(levels)
