"""Tests the written files for every class of model. The exporter itself compares the graphs with transformers."""

import json

import onnx
import pytest
from grounded_sam_export.__main__ import main
from grounded_sam_export.sessions import open_session
from tiny_checkpoints import DETECTORS, SEGMENTERS, grounding_dino, mm_grounding_dino, sam, sam2

ANY_SIZE = ["--size", "128,256"]


def shapes(tensors) -> dict[str, list]:
    return {tensor.name: tensor.shape for tensor in tensors}


@pytest.mark.parametrize("make", DETECTORS)
def test_detectors_with_dynamic_size_equal_transformers(exported, make):
    session = open_session(exported(make, *ANY_SIZE) / "onnx" / "model.onnx")

    assert shapes(session.get_inputs())["pixel_values"] == [1, 3, "height", "width"]
    assert [output.name for output in session.get_outputs()] == ["logits", "pred_boxes"]


@pytest.mark.parametrize("make", [grounding_dino, mm_grounding_dino])
def test_detectors_with_fixed_size_equal_transformers(exported, make):
    session = open_session(exported(make, "--size", "160") / "onnx" / "model.onnx")

    assert shapes(session.get_inputs()) == {
        "pixel_values": [1, 3, 160, 160],
        "input_ids": [1, "tokens"],
        "token_type_ids": [1, "tokens"],
        "attention_mask": [1, "tokens"],
    }


def test_external_masks_have_the_input_and_output_names_of_the_original_repository(exported):
    session = open_session(exported(grounding_dino, *ANY_SIZE, "--masks", "external") / "onnx" / "model.onnx")

    assert shapes(session.get_inputs())["text_token_mask"] == [1, "tokens", "tokens"]
    assert [output.name for output in session.get_outputs()] == ["logits", "boxes"]


def test_positions_of_transformers_5_equal_unchanged_transformers(exported):
    exported(grounding_dino, "--size", "160", "--positions", "transformers")


@pytest.mark.parametrize("make", SEGMENTERS)
def test_segmenters_take_boxes_points_and_both(exported, make):
    folder = exported(make) / "onnx"

    assert {path.name for path in folder.iterdir()} == {"vision_encoder.onnx", "prompt_encoder_mask_decoder.onnx"}
    decoder = open_session(folder / "prompt_encoder_mask_decoder.onnx")
    assert {"input_points", "input_labels", "input_boxes"} <= shapes(decoder.get_inputs()).keys()


@pytest.mark.parametrize("make", [grounding_dino, sam2])
def test_fp32_is_the_largest_of_all_precisions(exported, make):
    size = ["--size", "160"] if make is grounding_dino else []
    folder = exported(make, *size, "--dtype", "fp32,fp16,int8,q4") / "onnx"

    graph = "model" if make is grounding_dino else "vision_encoder"
    sizes = {suffix: (folder / f"{graph}{suffix}.onnx").stat().st_size for suffix in ("", "_fp16", "_int8", "_q4")}
    assert max(sizes, key=sizes.get) == ""


def test_weights_too_large_for_one_file_are_written_to_a_second_file(exported, tmp_path, monkeypatch):
    checkpoint = exported(sam).parent / "checkpoint"
    monkeypatch.setattr("grounded_sam_export.graph_file.LIMIT_BYTES", 100_000)

    assert main([str(checkpoint), str(tmp_path)]) == 0

    files = {path.name: path.stat().st_size for path in (tmp_path / "onnx").iterdir()}
    assert files["vision_encoder.onnx_data"] > 100_000 > files["vision_encoder.onnx"]


def test_weights_above_2_gb_must_be_fp32_and_of_a_segmenter(exported, tmp_path, monkeypatch):
    monkeypatch.setattr("grounded_sam_export.__main__.LIMIT_BYTES", 1000)

    with pytest.raises(SystemExit, match="--dtype must be fp32 for weights above 2 GB"):
        main([str(exported(sam).parent / "checkpoint"), str(tmp_path), "--dtype", "fp32,fp16"])
    with pytest.raises(SystemExit, match="The detector's weights must be at most 2 GB"):
        main([str(exported(grounding_dino, *ANY_SIZE).parent / "checkpoint"), str(tmp_path)])


def test_the_folder_describes_the_model_for_the_nodes(exported):
    folder = exported(grounding_dino, *ANY_SIZE)

    config = json.loads((folder / "config.json").read_text())
    assert config["transformers_version"].startswith("5.")
    assert config["grounded_sam_export"]["takes_any_shape"] is True
    assert json.loads((folder / "preprocessor_config.json").read_text())["size"] == {
        "shortest_edge": 128,
        "longest_edge": 256,
    }
    assert (folder / "tokenizer.json").exists() and (folder / "tokenizer_config.json").exists()


def test_sam_1_keeps_the_aspect_ratio_of_images_and_sam_2_does_not(exported):
    sizes = [json.loads((exported(make) / "preprocessor_config.json").read_text())["size"] for make in (sam, sam2)]

    assert sizes == [{"longest_edge": 256}, {"height": 256, "width": 256}]


def test_exits_with_1_if_a_graph_differs_from_transformers(exported, tmp_path, monkeypatch, capsys):
    checkpoint = exported(grounding_dino, *ANY_SIZE).parent / "checkpoint"
    monkeypatch.setattr("grounded_sam_export.__main__.in_dtype", with_changed_weight)

    assert main([str(checkpoint), str(tmp_path), "--size", "160"]) == 1
    assert "largest difference from transformers" in capsys.readouterr().out


def with_changed_weight(graph: onnx.ModelProto, _) -> onnx.ModelProto:
    """Multiplies one weight of the decoder by 1.1."""
    weight = next(weight for weight in graph.graph.initializer if "decoder_norm" in weight.name)
    values = onnx.numpy_helper.to_array(weight) * 1.1
    weight.CopyFrom(onnx.numpy_helper.from_array(values, weight.name))
    return graph


@pytest.mark.parametrize("options", [["--size", "0"], ["--size", "800,600"], ["--dtype", "int3"], ["--masks", "none"]])
def test_invalid_options_are_rejected(options):
    with pytest.raises(SystemExit):
        main(["checkpoint", "out", *options])
