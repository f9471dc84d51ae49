"""Exports Grounding DINO and Segment Anything checkpoints to model folders for @grounded-sam/node-red."""

VERSION = "0.1.0"
