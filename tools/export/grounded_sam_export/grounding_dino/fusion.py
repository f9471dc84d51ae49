"""The encoder's attention between image and text.

The model projects all cells, 13,294 at 800 x 800, to four heads of 256 channels each, three times, to combine them with
a few tokens. Matrix multiplication is associative, so this module projects the text to the 256 channels of the cells
instead. The result is the same up to rounding, and it saves a quarter of the model's total work for an image and a
short prompt.
"""

import torch
from torch import nn

# A score that becomes 0 in a softmax and is still finite in float16.
NEVER = -5e4


class Fusion(nn.Module):
    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        attention = layer.attn
        self.heads = attention.num_heads
        self.image_norm, self.text_norm = layer.layer_norm_vision, layer.layer_norm_text
        self.keys, self.text_values = attention.text_proj, attention.values_text_proj
        self.text_output = attention.out_text_proj
        self.text_scale = layer.text_param
        by_head = (self.heads, -1)
        self.query_weight = nn.Parameter(attention.vision_proj.weight.unflatten(0, by_head) * attention.scale)
        self.query_bias = nn.Parameter(attention.vision_proj.bias.unflatten(0, by_head) * attention.scale)
        self.value_weight = nn.Parameter(attention.values_vision_proj.weight.unflatten(0, by_head).transpose(1, 2))
        self.value_bias = attention.values_vision_proj.bias
        output, scale = attention.out_vision_proj, layer.vision_param
        self.output_weight = nn.Parameter((output.weight * scale[:, None]).t().unflatten(0, by_head))
        self.output_bias = nn.Parameter(output.bias * scale)

    def forward(
        self, image: torch.Tensor, text: torch.Tensor, is_token: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns image and text with the attention added.

        image: [cells, width]. text: [tokens, width]. is_token: bool [tokens], false for padding.
        """
        image, text = self.image_norm(image), self.text_norm(text)
        keys = self.split_heads(self.keys(text))
        hidden = torch.where(is_token, 0.0, NEVER)
        bias = (keys @ self.query_bias[..., None]).squeeze(-1) + hidden
        scores = torch.addmm(bias.flatten(), image, (keys @ self.query_weight).flatten(0, 1).t())

        cell_attention = scores.unflatten(1, (self.heads, -1)).softmax(-1).flatten(1)
        values = self.split_heads(self.text_values(text)) @ self.output_weight
        to_image = torch.addmm(self.output_bias, cell_attention, values.flatten(0, 1))

        attended = scores.t().softmax(-1) @ image
        per_head = attended.unflatten(0, (self.heads, -1)) @ self.value_weight
        to_text = self.text_output(per_head.transpose(0, 1).flatten(1) + self.value_bias)
        return image + to_image, text + self.text_scale * to_text

    def split_heads(self, text: torch.Tensor) -> torch.Tensor:
        """[tokens, heads * width] -> [heads, tokens, width]"""
        return text.unflatten(1, (self.heads, -1)).transpose(0, 1)
