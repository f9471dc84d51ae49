"""The encoder's attention between picture and text.

The model projects all places, 13,294 at 800 x 800, to four heads of 256 channels each, three times over, and meets a few
tokens there. Matrix products may be bracketed in another way: here the text is brought to the places' 256 channels. That
is the same up to rounding and saves a quarter of all the work that the model does for a picture and a short prompt.
"""

import torch
from torch import nn

# Low enough to vanish in a softmax, and a number still in float16.
NEVER = -5e4


class Fusion(nn.Module):
    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        attention = layer.attn
        self.heads = attention.num_heads
        self.normed_picture, self.normed_text = layer.layer_norm_vision, layer.layer_norm_text
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
        self, picture: torch.Tensor, text: torch.Tensor, is_token: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """picture: [places, width], text: [tokens, width], is_token: bool [tokens], false for padding"""
        picture, text = self.normed_picture(picture), self.normed_text(text)
        keys = self.of_heads(self.keys(text))
        hidden = torch.where(is_token, 0.0, NEVER)
        bias = (keys @ self.query_bias[..., None]).squeeze(-1) + hidden
        scores = torch.addmm(bias.flatten(), picture, (keys @ self.query_weight).flatten(0, 1).t())

        seen_by_places = scores.unflatten(1, (self.heads, -1)).softmax(-1).flatten(1)
        values = self.of_heads(self.text_values(text)) @ self.output_weight
        to_picture = torch.addmm(self.output_bias, seen_by_places, values.flatten(0, 1))

        seen_by_tokens = scores.t().softmax(-1) @ picture
        found = seen_by_tokens.unflatten(0, (self.heads, -1)) @ self.value_weight
        to_text = self.text_output(found.transpose(0, 1).flatten(1) + self.value_bias)
        return picture + to_picture, text + self.text_scale * to_text

    def of_heads(self, text: torch.Tensor) -> torch.Tensor:
        """[tokens, heads * width] to [heads, tokens, width]"""
        return text.unflatten(1, (self.heads, -1)).transpose(0, 1)
