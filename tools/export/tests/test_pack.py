"""Tests packed model folders. The program itself compares each packed graph with the unpacked one."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from grounded_sam_export import pack
from grounded_sam_export.__main__ import main
from grounded_sam_export.sessions import open_session
from test_export import with_changed_weight
from tiny_checkpoints import DETECTORS, SEGMENTERS, grounding_dino, sam, sam2

GOLDENS = Path(__file__).parents[3] / "test/fixtures/goldens"
FLOAT, UINT8, FLOAT16 = "tensor(float)", "tensor(uint8)", "tensor(float16)"


def described(tensors) -> dict[str, tuple[str, list]]:
    return {tensor.name: (tensor.type, tensor.shape) for tensor in tensors}


@pytest.mark.parametrize("make", DETECTORS)
def test_a_detector_takes_8_bit_pixels_and_outputs_logits_as_wide_as_the_text(exported, make):
    session = open_session(exported(make, "--size", "160", "--serve") / "onnx" / "model.onnx")

    inputs, outputs = described(session.get_inputs()), described(session.get_outputs())
    assert inputs["image"] == (UINT8, [1, 160, 160, 3])
    assert list(inputs) == ["image", "input_ids", "token_type_ids", "attention_mask"]
    assert outputs["logits"][1][2] == "tokens"


@pytest.mark.parametrize("masks", ["in-graph", "external"])
def test_a_detector_for_images_of_any_shape_keeps_them_open(exported, masks):
    session = open_session(exported(grounding_dino, "--size", "128,256", "--masks", masks, "--serve") / "onnx" / "model.onnx")

    assert described(session.get_inputs())["image"] == (UINT8, [1, "height", "width", 3])


@pytest.mark.parametrize(("make", "sides"), [(sam2, [256, 256]), (sam, ["height", "width"])])
def test_a_segmenter_is_one_graph_that_outputs_the_best_mask_of_each_prompt(exported, make, sides):
    folder = exported(make, "--serve")

    assert [path.name for path in (folder / "onnx").iterdir()] == ["segmenter.onnx"]
    session = open_session(folder / "onnx" / "segmenter.onnx")
    inputs, outputs = described(session.get_inputs()), described(session.get_outputs())
    assert inputs["image"] == (UINT8, [1, *sides, 3])
    assert set(inputs) == {"image", "input_points", "input_labels", "input_boxes"}
    assert outputs["iou_scores"] == (FLOAT, [1, "prompts", 1])
    assert outputs["best_masks"] == (FLOAT16, [1, "prompts", 1, 64, 64])
    assert ("object_score_logits" in outputs) == (make is sam2)


def test_a_segmenter_in_one_graph_takes_no_prompts(exported):
    session = open_session(exported(sam2, "--serve") / "onnx" / "segmenter.onnx")
    feeds = {
        "image": np.zeros((1, 256, 256, 3), np.uint8),
        "input_points": np.zeros((1, 0, 0, 2), np.float32),
        "input_labels": np.zeros((1, 0, 0), np.int64),
        "input_boxes": np.zeros((1, 2, 4), np.float32),
    }

    assert session.run(["best_masks"], feeds)[0].shape == (1, 2, 1, 64, 64)


@pytest.mark.parametrize("make", SEGMENTERS)
def test_masks_are_fp32_for_servers_that_cannot_send_fp16_and_then_equal_exactly(exported, tmp_path, make):
    differences = list(pack.pack(exported(make), tmp_path, "fp32"))

    assert [(one.file, one.largest, one.signs) for one in differences] == [("segmenter", 0, 0)]
    outputs = described(open_session(tmp_path / "onnx" / "segmenter.onnx").get_outputs())
    assert outputs["best_masks"][0] == FLOAT


@pytest.mark.parametrize("make", SEGMENTERS)
def test_encoder_and_decoder_can_stay_two_graphs(exported, make):
    folder = exported(make, "--serve", "--two-graphs") / "onnx"

    assert {path.name for path in folder.iterdir()} == {"vision_encoder.onnx", "prompt_encoder_mask_decoder.onnx"}
    assert described(open_session(folder / "vision_encoder.onnx").get_inputs())["image"][0] == UINT8


@pytest.mark.parametrize("make", [grounding_dino, sam2])
def test_every_precision_is_packed(exported, make):
    size = ["--size", "160"] if make is grounding_dino else []
    folder = exported(make, *size, "--dtype", "fp32,fp16,int8", "--serve") / "onnx"

    name = "model" if make is grounding_dino else "segmenter"
    assert {path.name for path in folder.iterdir()} == {f"{name}{suffix}.onnx" for suffix in ("", "_fp16", "_int8")}


def test_the_json_files_stay_those_of_the_model_folder(exported, tmp_path):
    folder = exported(grounding_dino, "--size", "160")
    list(pack.pack(folder, tmp_path))

    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert {"config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json"} <= names
    assert (tmp_path / "preprocessor_config.json").read_bytes() == (folder / "preprocessor_config.json").read_bytes()


def test_normalises_each_level_of_each_channel_as_the_model_folder_says(exported, tmp_path):
    config = json.loads((exported(sam2) / "preprocessor_config.json").read_text())
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(config | {"image_mean": [0.1, 0.2, 0.3], "image_std": [0.5, 1, 2]}))
    before = pack.preprocessing(tmp_path)
    pixels = onnx.helper.make_tensor_value_info("pixel_values", onnx.TensorProto.FLOAT, [1, 3, 1, 256])
    result = onnx.helper.make_tensor_value_info("result", onnx.TensorProto.FLOAT, [1, 3, 1, 256])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Identity", ["pixel_values"], ["result"])], "g", [pixels], [result])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    levels = np.arange(256, dtype=np.uint8).reshape(1, 1, 256, 1).repeat(3, 3)

    packed = open_session(pack.packed_image(model, "pixel_values", before, padded_side=None))

    expected = np.stack([(levels[0, :, :, at] / 255 - 0.1 * (at + 1)) / 2.0 ** (at - 1) for at in range(3)])[None]
    np.testing.assert_array_almost_equal_nulp(packed.run(None, {"image": levels})[0], expected.astype(np.float32), 2)


def test_reads_the_preprocessing_that_transformers_5_saves(tmp_path):
    (tmp_path / "processor_config.json").write_text(json.dumps({"image_processor": {"image_mean": [0.5] * 3, "size": {"longest_edge": 64}}}))
    before = pack.preprocessing(tmp_path)

    assert (before.mean.tolist(), before.std.tolist(), before.padded_side) == ([0.5] * 3, [0.229, 0.224, 0.225], 64)


def test_a_decoder_that_takes_other_prompts_than_sam_2_cannot_be_in_one_graph(tmp_path):
    shutil.copytree(GOLDENS / "sam1-boxes", tmp_path / "sam")
    onnx_folder = tmp_path / "sam" / "onnx"
    (onnx_folder / "prompt_encoder_mask_decoder_points.onnx").rename(onnx_folder / "prompt_encoder_mask_decoder.onnx")

    with pytest.raises(SystemExit, match="input_points cannot be in one graph. Use --two-graphs"):
        pack.main([str(tmp_path / "sam"), str(tmp_path / "out")])
    assert pack.main([str(tmp_path / "sam"), str(tmp_path / "out"), "--two-graphs"]) == 0


def test_exits_with_1_if_a_packed_graph_differs(exported, tmp_path, monkeypatch, capsys):
    packed = pack.packed_detector
    monkeypatch.setattr(pack, "packed_detector", lambda *given: with_changed_weight(packed(*given), None))

    assert pack.main([str(exported(grounding_dino, "--size", "160")), str(tmp_path)]) == 1
    assert "packed and unpacked differ by" in capsys.readouterr().out


def test_a_folder_without_graphs_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="The folder must have onnx/model.onnx or onnx/vision_encoder.onnx"):
        pack.main([str(tmp_path), str(tmp_path / "out")])


@pytest.mark.parametrize("options", [["--mask-dtype", "fp32"], ["--two-graphs"]])
def test_options_of_packing_need_serve(options):
    with pytest.raises(SystemExit):
        main(["checkpoint", "out", *options])
