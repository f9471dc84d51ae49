"""Makes checkpoints with random weights, which have the speed and the files of the real ones.

    python -m grounded_sam_export.random_checkpoint FOLDER    # Grounding DINO of the size of grounding-dino-tiny
"""

import sys
from pathlib import Path

import torch
from tokenizers.implementations import BertWordPieceTokenizer
from transformers import (
    GroundingDinoConfig,
    GroundingDinoForObjectDetection,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    SamConfig,
    SamModel,
    SamVisionConfig,
    SwinConfig,
)


@torch.no_grad()
def scatter(model: PreTrainedModel, seed: int) -> PreTrainedModel:
    """Redraws the weights in place and returns the model in eval mode.

    transformers initialises many weights with 0, 1 or a value close to it, which would hide mistakes of an export.
    """
    generator = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        if name.endswith(("vision_param", "text_param")):
            weight.copy_(0.5 + 0.1 * noise)
        elif weight.dim() == 0:
            # MM-Grounding-DINO's bias of all scores, whose low initial value would prevent any detection.
            weight.zero_()
        elif name.endswith("bias"):
            weight.add_(0.05 * noise)
        elif weight.dim() < 2:
            weight.add_(0.1 * noise)
        else:
            weight.copy_(noise / weight[0].numel() ** 0.5)
        # Keeps scores away from exactly 0 and 1. MM-Grounding-DINO scales its scores itself.
        if name == "model.decoder.layer_norm.weight" and model.config.model_type == "grounding-dino":
            weight.mul_(2 / model.config.d_model**0.5)
    return model.eval()


def grounding_dino_tiny() -> PreTrainedModel:
    """With the configuration of IDEA-Research/grounding-dino-tiny."""
    backbone = SwinConfig(
        embed_dim=96, depths=[2, 2, 6, 2], num_heads=[3, 6, 12, 24], window_size=7, out_indices=[2, 3, 4]
    )
    return scatter(GroundingDinoForObjectDetection(GroundingDinoConfig(backbone_config=backbone)), seed=0)


def sam_vit_huge() -> PreTrainedModel:
    """With the configuration of facebook/sam-vit-huge: 2.6 GB."""
    vision = SamVisionConfig(
        hidden_size=1280,
        num_hidden_layers=32,
        num_attention_heads=16,
        global_attn_indexes=[7, 15, 23, 31],
        mlp_dim=5120,
    )
    return scatter(SamModel(SamConfig(vision_config=vision.to_dict())), seed=0)


def bert_tokenizer() -> PreTrainedTokenizerFast:
    """A tokenizer with as many tokens as BERT; special tokens and ASCII characters have the ids of BERT."""
    tokens = [f"[unused{id}]" for id in range(30522)]
    tokens[0], tokens[100:104] = "[PAD]", ["[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    printable = [chr(code) for code in range(ord("!"), 127) if not chr(code).isupper()]
    tokens[999 : 999 + len(printable)] = printable
    tokens[2000:2026] = [f"##{letter}" for letter in letters]
    tokens[3000:3008] = ["cat", "dog", "person", "with", "hat", "remote", "control", "laptop"]
    words = BertWordPieceTokenizer({token: id for id, token in enumerate(tokens)})
    return PreTrainedTokenizerFast(
        tokenizer_object=words,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    grounding_dino_tiny().save_pretrained(folder)
    bert_tokenizer().save_pretrained(folder)
