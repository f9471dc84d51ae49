import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bbox, type Detection, type Engine, openEngine, type PhrasesMode, parsePrompt } from '../../../src';
import { boxIou } from '../../../src/geometry/box';
import { maskFromRle, maskIou } from '../../../src/geometry/mask';
import type { CocoRle } from '../../../src/geometry/rle';
import { goldenBytes, goldenCases, goldenFile } from '../../support/goldens';

interface DetectionCase {
  readonly id: string;
  readonly model: string;
  readonly image: string;
  readonly labels: readonly string[];
  readonly span_reference: {
    readonly threshold: number;
    readonly detections: readonly { query: number; label: string; score: number; box_clamped: Corners }[];
    readonly 'nms_iou_0.5_class_aware_keep': readonly number[];
  };
}

interface SamCase {
  readonly id: string;
  readonly model: string;
  readonly image: string;
  readonly detections: readonly { box_xyxy: Corners; iou_scores: readonly number[]; final_mask_best: CocoRle }[];
}

type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

const boxOf = ([x1, y1, x2, y2]: Corners): Bbox => [x1, y1, x2 - x1, y2 - y1];
const model = (folder: string) => ({ model: goldenFile(folder), dtype: 'auto', baseFolder: '.' }) as const;
const detectorCases = goldenCases<DetectionCase>('detection');

describe('whole models through the engine', () => {
  let engine: Engine;
  before(() => {
    engine = openEngine('goldens', { graceMs: 0, device: 'cpu' });
  });
  after(() => engine.close());

  async function find({ image, labels, span_reference, model: name }: DetectionCase): Promise<readonly Detection[]> {
    const classes = parsePrompt('labels', labels);
    const { threshold } = span_reference;
    const result = await engine.detect({ image: goldenBytes(image), model: model(name), classes, threshold });
    return result.detections;
  }

  /** As sets: queries of nearly equal score may change places. */
  function assertSame(found: readonly Detection[], { span_reference: reference }: DetectionCase): void {
    const kept = reference['nms_iou_0.5_class_aware_keep'];
    const missing = reference.detections
      .filter(({ query }) => kept.includes(query))
      .filter(({ label, score, box_clamped }) => {
        const isSame = ({ bbox, ...other }: Detection): boolean =>
          other.label === label && Math.abs(other.score - score) < 1e-3 && boxIou(bbox, boxOf(box_clamped)) > 0.999;
        return found.filter(isSame).length !== 1;
      });

    assert.deepEqual(missing, []);
    assert.equal(found.length, kept.length);
  }

  // An untrained model is chaos: one grey level in every fiftieth byte changes half of what it finds. This holds because
  // the engine resizes these pictures exactly as Pillow does.
  describe('a detector finds what transformers finds', () => {
    for (const golden of detectorCases) {
      it(golden.id, async () => assertSame(await find(golden), golden));
    }
  });

  describe('one by one', () => {
    for (const folder of ['grounding-dino-fixed', 'grounding-dino-dynamic', 'grounding-dino-external-masks']) {
      const run = async (labels: readonly string[], phrases: PhrasesMode): Promise<readonly Detection[]> => {
        const classes = parsePrompt('labels', labels);
        const image = goldenBytes('images/public/rgb_320x240.png');
        const request = { image, model: model(folder), classes, threshold: 0.3, phrases };
        return (await engine.detect(request)).detections;
      };

      it(`${folder}: a single phrase is found as in a text of its own`, async () => {
        const found = await run(['a cat'], 'one by one');

        assert.ok(found.length > 0);
        assert.deepEqual(found, await run(['a cat'], 'together'));
      });

      it(`${folder}: several phrases are found as each alone`, async () => {
        const labels = ['a cat', 'a dog', 'person'];
        const alone = [];
        for (const label of labels) alone.push(...(await run([label], 'together')));

        assert.deepEqual(await run(labels, 'one by one'), alone.sort((a, b) => b.score - a.score).slice(0, 100));
      });
    }
  });

  describe('a picture too long and narrow is refused before the graph fails on it', () => {
    for (const [width, height] of [
      [5000, 1],
      [16, 1600],
    ] as const) {
      it(`${width} x ${height}`, async () => {
        const image = { data: Buffer.alloc(width * height * 3, 128), width, height, channels: 3 } as const;
        const request = { model: model('grounding-dino-dynamic'), classes: parsePrompt('labels', 'a cat') };

        await assert.rejects(engine.detect({ ...request, image }), {
          code: 'BAD_IMAGE',
          message: `An image of ${width} x ${height} pixels is too long and narrow for this model, which takes images up to 9 times as long as wide: cut it into pieces`,
        });
        assert.ok(await engine.detect({ ...request, image: goldenBytes('images/public/rgb_320x240.png') }));
      });
    }

    it('and the longest that is taken works', async () => {
      const [width, height] = [900, 100];
      const image = { data: Buffer.alloc(width * height * 3, 128), width, height, channels: 3 } as const;
      const request = { model: model('grounding-dino-dynamic'), classes: parsePrompt('labels', 'a cat') };

      assert.deepEqual((await engine.detect({ ...request, image })).image, { width, height });
    });
  });

  describe('a detector is recognised by what its graph takes', () => {
    const source = goldenFile('grounding-dino-dynamic');
    const config = JSON.parse(goldenBytes('grounding-dino-dynamic/config.json').toString()) as object;
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'detector-'));
      cpSync(source, folder, { recursive: true });
    });
    after(() => rmSync(folder, { recursive: true }));

    const load = async (more: object) => {
      writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, ...more }));
      // A model that is loaded is not read again: an engine for each.
      const own = openEngine('recognised', { graceMs: 0, device: 'cpu' });
      return own.load('detector', { model: folder, dtype: 'auto', baseFolder: '.' }).finally(() => own.close());
    };

    for (const modelType of ['mm-grounding-dino', 'my-own-detector', undefined]) {
      it(`with the model_type ${modelType}`, async () => {
        assert.equal((await load({ model_type: modelType })).task, 'detector');
      });
    }

    it('unless its model_type is of another family', async () => {
      await assert.rejects(load({ model_type: 'owlv2' }), { code: 'MODEL_UNSUPPORTED', message: /says owlv2/ });
    });
  });

  it('a model of float16 in and out is fed and read as any other', async () => {
    const [width, height] = [80, 60];
    const data = Buffer.alloc(width * height * 3);
    for (let at = 0; at < data.length; at += 3) data.set([51, 102, 204], at);
    const result = await engine.detect({
      image: { data, width, height, channels: 3 },
      model: { model: 'test/fixtures/float16-detector', dtype: 'auto', baseFolder: '.' },
      classes: parsePrompt('labels', 'a. a'),
    });

    assert.deepEqual(result.model, {
      model: 'test/fixtures/float16-detector',
      task: 'detector',
      dtype: 'fp16',
      device: 'cpu',
    });
    assert.deepEqual(
      result.detections.map(({ score }) => score.toFixed(4)),
      ['0.8808', '0.7311'],
    );
    const near = (bbox: Bbox, expected: Bbox): boolean =>
      expected.every((side, at) => Math.abs(side - bbox[at]!) < 0.1);
    // The mean of the colours, rounded to halves: 0.2 - 0.8 / 2 clipped at the left edge, 0.4 - 0.5 / 2 ...
    assert.ok(near(result.detections[0]!.bbox, [0, 9, 48, 30]), String(result.detections[0]!.bbox));
    assert.ok(near(result.detections[1]!.bbox, [15, 30, 10, 30]), String(result.detections[1]!.bbox));
  });

  describe('a segmenter cuts what transformers cuts', () => {
    for (const { id, image, detections } of goldenCases<SamCase>('sam').filter(({ model: name }) => name === 'sam2')) {
      it(id, async () => {
        const boxes = detections.map(({ box_xyxy }) => ({ label: 'object', score: 1, bbox: boxOf(box_xyxy) }));
        const result = await engine.segment({ image: goldenBytes(image), model: model('sam2'), detections: boxes });

        assert.equal(result.detections.length, detections.length);
        result.detections.forEach(({ mask, maskScore }, index) => {
          const { final_mask_best, iou_scores } = detections[index]!;
          const iou = maskIou(mask!, maskFromRle(final_mask_best));

          assert.ok(iou > 0.999, `the masks share ${iou}`);
          assert.ok(Math.abs(maskScore! - Math.max(...iou_scores)) < 1e-3);
        });
      });
    }
  });
});
