"""ONNX graphs of Grounding DINO and Segment Anything checkpoints, in the model folders of @grounded-sam/node-red."""

VERSION = "0.1.0"
