"""Exports Grounding DINO tiny with random weights at its real size, traced with one phrase as the published export was.

    pip install torch==2.9.1 transformers==4.57.6 onnx
    python bench/one-pass/export.py bench/.cache/one-pass    # onnx/model.onnx, 688 MB
"""
import json
import shutil
import sys
from pathlib import Path

import torch
from transformers import BertConfig, GroundingDinoConfig, GroundingDinoForObjectDetection, SwinConfig

folder = Path(sys.argv[1])
(folder / "onnx").mkdir(parents=True, exist_ok=True)
torch.manual_seed(1)
stages = ["stage2", "stage3", "stage4"]
backbone = SwinConfig(
    image_size=224, embed_dim=96, depths=[2, 2, 6, 2], num_heads=[3, 6, 12, 24], window_size=7, out_features=stages
)
config = GroundingDinoConfig(
    backbone_config=backbone,
    text_config=BertConfig(vocab_size=30522),
    num_queries=900,
    two_stage=True,
    embedding_init_target=True,
    disable_custom_kernels=True,
    attn_implementation="eager",
)
model = GroundingDinoForObjectDetection(config).eval()
names = ["pixel_values", "input_ids", "token_type_ids", "attention_mask", "pixel_mask"]


class Outputs(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, *inputs):
        outputs = self.model(**dict(zip(names, inputs)))
        return outputs.logits, outputs.pred_boxes


ids = torch.tensor([[101, 1037, 4937, 1012, 102]])
inputs = (torch.randn(1, 3, 800, 800), ids, ids * 0, ids * 0 + 1, torch.ones(1, 800, 800, dtype=torch.long))
with torch.no_grad():
    torch.onnx.export(
        Outputs(),
        inputs,
        folder / "onnx/model.onnx",
        dynamo=False,
        opset_version=17,
        input_names=names,
        output_names=["logits", "pred_boxes"],
        dynamic_axes={name: {1: "sequence_length"} for name in names[1:4]},
    )
goldens = Path(__file__).parents[2] / "test/fixtures/goldens/grounding-dino-baked"
for name in ["tokenizer.json", "tokenizer_config.json", "preprocessor_config.json"]:
    shutil.copy(goldens / name, folder / name)
settings = {"model_type": "grounding-dino", "transformers_version": "4.57.6", "max_text_len": 256, "num_queries": 900}
(folder / "config.json").write_text(json.dumps(settings))
