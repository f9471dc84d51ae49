import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine, parsePrompt } from '../../../src';
import { goldenBytes, goldenFile } from '../../support/goldens';

const image = goldenBytes('images/public/exif6_240x160.jpg');

describe('a model saved by transformers 5', () => {
  const base = mkdtempSync(join(tmpdir(), 'processor-config-'));
  let engine: Engine;
  before(() => {
    engine = openEngine('processor config', { device: 'cpu', graceMs: 0 });
  });
  after(async () => {
    await engine.close();
    rmSync(base, { recursive: true });
  });

  /** A copy of a golden model whose preprocessing is changed by `change`, in the file of transformers 4 or 5. */
  function modelWith(golden: string, version: 4 | 5, change: object = {}) {
    const folder = join(base, `${golden}-${version}-${Object.keys(change)}`);
    cpSync(goldenFile(golden), folder, { recursive: true });
    const file = join(folder, 'preprocessor_config.json');
    const config = { ...JSON.parse(readFileSync(file, 'utf8')), ...change };
    rmSync(file);
    const [name, content] =
      version === 4 ? ['preprocessor_config.json', config] : ['processor_config.json', { image_processor: config }];
    writeFileSync(join(folder, name), JSON.stringify(content));
    return { model: folder, dtype: 'auto', baseFolder: '.' } as const;
  }

  const half = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
  const segment = async (model: ReturnType<typeof modelWith>) => {
    const detections = [{ label: 'object', score: 1, bbox: [20, 20, 60, 60] }] as const;
    const result = await engine.segment({ image, model, detections });
    return result.detections[0]!;
  };

  it('is preprocessed as its nested image_processor says, as a segmenter', async () => {
    const [four, five, plain] = [
      await segment(modelWith('sam2', 4, half)),
      await segment(modelWith('sam2', 5, half)),
      await segment(modelWith('sam2', 4)),
    ];

    assert.deepEqual(five, four);
    assert.notEqual(five.maskScore, plain.maskScore, 'the configuration makes a difference');
  });

  it('is preprocessed as its nested image_processor says, as a detector', async () => {
    const classes = parsePrompt('prompt', 'cat');
    const [four, five] = [
      await engine.detect({ image, model: modelWith('grounding-dino-dynamic', 4), classes, threshold: 0 }),
      await engine.detect({ image, model: modelWith('grounding-dino-dynamic', 5), classes, threshold: 0 }),
    ];

    assert.ok(four.detections.length > 0);
    assert.deepEqual(five.detections, four.detections);
  });

  it('is refused if it needs another filter', async () => {
    await assert.rejects(segment(modelWith('sam2', 5, { resample: 3 })), {
      code: 'MODEL_UNSUPPORTED',
      message: /^Preprocessing resample must be 2, got 3/,
    });
  });
});
