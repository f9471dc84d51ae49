import assert from 'node:assert/strict';
import { type Engine, type ModelRequest, openEngine, parsePrompt } from '../../../src';
import { maskFromRle, maskIou } from '../../../src/geometry/mask';
import { catalogueEntry } from '../../../src/model-files/catalogue';
import type { Dtype } from '../../../src/model-files/dtype';
import { boxOf, type MetaCase, type PointsCase, type SamCase } from '../../support/golden-cases';
import { goldenBytes, goldenCases, goldenFile } from '../../support/goldens';
import { type HubBench, openHubBench } from '../../support/hub';
import { addPublished, jsonNames } from '../../support/published';
import { withTextLogits } from '../../support/text-logits';

const BAKED = 'grounding-dino-baked';
const SAM2 = 'sam2-external-data';
const IMAGE = 'images/public/rgb_320x240.png';

const withJson = (folder: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `${folder}/${name}`]));

const pair = (name: string): string[] => [`onnx/${name}.onnx`, `onnx/${name}.onnx_data`];
const sam2 = {
  ...withJson(SAM2, jsonNames.segmenter),
  ...withJson(SAM2, [...pair('vision_encoder'), ...pair('prompt_encoder_mask_decoder')]),
};
const sam1 = (decoder: string): Record<string, string> => ({
  ...withJson('sam1-boxes', jsonNames.segmenter),
  'onnx/vision_encoder.onnx': 'sam1-boxes/onnx/vision_encoder.onnx',
  'onnx/prompt_encoder_mask_decoder.onnx': `sam1-boxes/onnx/${decoder}.onnx`,
});

let count = 0;

/** Goldens under the names of published files. Of a precision without a golden only the names are known. */
const replicas: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'grounding-dino-tiny': {
    ...withJson(BAKED, jsonNames.detector),
    ...withJson(
      BAKED,
      ['', '_fp16', '_int8', '_q4', '_q4f16', '_bnb4'].map((suffix) => `onnx/model${suffix}.onnx`),
    ),
    'onnx/model_quantized.onnx': `${BAKED}/onnx/model_int8.onnx`,
    'onnx/model_uint8.onnx': `${BAKED}/onnx/model_int8.onnx`,
  },
  'grounding-dino-tiny-fixedmask': {
    'model-fixedmask.onnx': 'grounding-dino-fixed/onnx/model.onnx',
    ...withJson('grounding-dino-fixed', jsonNames.detector),
  },
  'grounding-dino-base': {
    'onnx/model.onnx': 'grounding-dino-fixed/onnx/model.onnx',
    ...withJson('grounding-dino-fixed', jsonNames.detector),
  },
  edgetam: sam2,
  'sam2.1-tiny': sam2,
  'sam2.1-small': sam2,
  'sam2.1-base-plus': sam2,
  'sam2.1-large': sam2,
  'sam3-tracker': sam2,
  'mobile-sam': {
    'mobile_sam_image_encoder.onnx': 'meta-sam-decoder/onnx/encoder_use_preprocess.onnx',
    'sam_mask_decoder_multi.onnx': 'meta-sam-decoder/onnx/decoder.onnx',
  },
  'efficientvit-sam-l0': withJson('efficientvit-sam', ['onnx/l0_encoder.onnx', 'onnx/l0_decoder.onnx']),
  'slimsam-77': sam1('prompt_encoder_mask_decoder'),
  'slimsam-77-points': sam1('prompt_encoder_mask_decoder_points'),
  'sam-vit-base': sam1('prompt_encoder_mask_decoder_points'),
};

describe('a published model, downloaded from a hub laid out as the catalogue lists it', () => {
  let bench: HubBench;
  let engine: Engine;
  beforeEach(async () => {
    bench = await openHubBench();
    // A file that is not cached cannot be opened.
    engine = openEngine(`published ${++count}`, {
      device: 'cpu',
      graceMs: 0,
      modelFolder: bench.cacheFolder,
      offline: true,
    });
  });
  afterEach(async () => {
    await engine.close();
    await bench.close();
  });

  async function download(id: string, dtype: Dtype): Promise<ModelRequest> {
    const entry = catalogueEntry(id)!;
    const files = Object.entries(replicas[id]!).map(([path, golden]) => {
      const content = goldenBytes(golden);
      return [path, path === 'model-fixedmask.onnx' ? withTextLogits(content) : content] as const;
    });
    const { request } = addPublished(bench.server, entry, Object.fromEntries(files));
    await bench.open().fetch(request(entry.tasks[0]!, dtype));
    return { model: id, dtype, baseFolder: '.' };
  }

  for (const id of Object.keys(replicas).filter((one) => catalogueEntry(one)!.tasks.includes('detector'))) {
    for (const dtype of Object.keys(catalogueEntry(id)!.files) as Dtype[]) {
      it(`${id} finds several classes in one pass in ${dtype}`, async () => {
        const model = await download(id, dtype);
        const classes = parsePrompt('prompt', 'a cat. a dog');

        const result = await engine.detect({ image: goldenBytes(IMAGE), model, classes, threshold: 0.1 });

        assert.deepEqual([result.model.model, result.model.dtype, result.phrases], [id, dtype, 'together']);
        assert.ok(result.detections.length > 0);
      });
    }
  }

  it('grounding-dino-tiny-fixedmask finds the same with a column of logits per token as with 256 columns', async () => {
    const classes = parsePrompt('prompt', 'a cat. a dog. a hat');
    const request = { image: goldenBytes(IMAGE), classes, threshold: 0.1 };
    const padded = { model: goldenFile('grounding-dino-fixed'), dtype: 'fp32', baseFolder: '.' } as const;

    const found = await engine.detect({ ...request, model: await download('grounding-dino-tiny-fixedmask', 'fp32') });
    const expected = await engine.detect({ ...request, model: padded, phrases: 'together' });

    assert.ok(expected.detections.length > 0);
    assert.deepEqual(found.detections, expected.detections);
  });

  /** The case whose masks a segmenter must repeat: it has the same weights under other names. */
  const boxCase = (model: string): SamCase =>
    goldenCases<SamCase>('sam').find((one) => one.model === model && one.image === IMAGE)!;
  const boxes: Record<string, string> = {
    edgetam: 'sam2',
    'sam2.1-tiny': 'sam2',
    'sam2.1-small': 'sam2',
    'sam2.1-base-plus': 'sam2',
    'sam2.1-large': 'sam2',
    'sam3-tracker': 'sam2',
    'slimsam-77': 'sam1-boxes',
  };
  for (const [id, golden] of Object.entries(boxes)) {
    it(`${id} segments boxes`, async () => {
      const model = await download(id, 'fp32');
      const { detections } = boxCase(golden);
      const given = detections.map(({ box_xyxy }) => ({ label: 'object', score: 1, bbox: boxOf(box_xyxy) }));

      const result = await engine.segment({ image: goldenBytes(IMAGE), model, detections: given });

      assert.ok(detections.length > 0);
      result.detections.forEach(({ mask }, index) => {
        assert.ok(maskIou(mask!, maskFromRle(detections[index]!.final_mask_best)) > 0.999);
      });
    });
  }

  for (const id of ['mobile-sam', 'efficientvit-sam-l0']) {
    it(`${id} segments a box as Meta's decoder does`, async () => {
      const model = await download(id, 'fp32');
      const golden = goldenCases<MetaCase>('meta_sam').find((one) => one.image === IMAGE)!;
      const bbox = boxOf(golden.prompt_original_pixels.box_xyxy!);

      const { detections } = await engine.segment({
        image: goldenBytes(IMAGE),
        model,
        detections: [{ label: 'object', score: 1, bbox }],
      });

      const expected = maskFromRle(golden.masks_rle_gt0[golden.best_of_1_to_3]!);
      assert.ok(maskIou(detections[0]!.mask!, expected) > 0.999);
    });
  }

  for (const id of ['slimsam-77-points', 'sam-vit-base']) {
    it(`${id} segments points`, async () => {
      const model = await download(id, 'fp32');
      const [golden] = goldenCases<PointsCase>('sam_points') as [PointsCase];

      for (const [index, [[x, y]]] of golden.points_original_pixels.entries()) {
        const points = [{ x, y, label: 1 }] as const;
        const request = { image: goldenBytes(golden.image), model, detections: [], points };
        const { mask } = (await engine.segment(request)).detections[0]!;

        assert.ok(maskIou(mask!, maskFromRle(golden.final_mask_best[index]!)) > 0.999);
      }
    });
  }
});
