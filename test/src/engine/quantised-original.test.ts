import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine, parsePrompt } from '../../../src';
import { goldenBytes } from '../../support/goldens';

const FP32 = 'grounding-dino-external-masks';
const UINT8 = 'grounding-dino-external-masks-uint8';
const image = goldenBytes('images/public/rgb_320x240.png');

/** As docs/models.md tells users to put `groundingdino_swint_ogc_quant.onnx` of X-AnyLabeling into a folder. */
describe('an 8-bit export of the original Grounding DINO, in a folder without config.json', () => {
  const base = mkdtempSync(join(tmpdir(), 'quantised-original-'));
  const fixed = { height: 96, width: 144 };
  let engine: Engine;
  before(() => {
    engine = openEngine('quantised original', { device: 'cpu', graceMs: 0 });
  });
  after(async () => {
    await engine.close();
    rmSync(base, { recursive: true });
  });

  function folderWith(name: string, size: object): string {
    const folder = join(base, name);
    mkdirSync(join(folder, 'onnx'), { recursive: true });
    writeFileSync(join(folder, 'onnx/model_uint8.onnx'), goldenBytes(`${UINT8}/onnx/model_uint8.onnx`));
    writeFileSync(join(folder, 'preprocessor_config.json'), JSON.stringify({ size }));
    for (const file of ['tokenizer.json', 'tokenizer_config.json'])
      writeFileSync(join(folder, file), goldenBytes(`${FP32}/${file}`));
    return folder;
  }

  const find = (model: string, prompt: string) =>
    engine.detect({
      image,
      model: { model, dtype: 'auto', baseFolder: '.' },
      classes: parsePrompt('prompt', prompt),
      threshold: 0.3,
    });

  it('finds several classes in one pass, because the masks of the text are inputs', async () => {
    const result = await find(folderWith('fixed', fixed), 'a cat. a dog. person');

    assert.deepEqual([result.model.dtype, result.phrases], ['uint8', 'together']);
    assert.ok(new Set(result.detections.map(({ label }) => label)).size > 1);
  });

  it('stretches images to the size of preprocessor_config.json', async () => {
    const found = [];
    for (const size of [{ height: 96, width: 128 }, { shortest_edge: 96, longest_edge: 160 }, fixed]) {
      const other = folderWith(JSON.stringify(size).replace(/\W+/g, '-'), size);
      found.push((await find(other, 'a cat')).detections);
    }

    // 96 x 128 has the aspect of the image.
    assert.ok(found[0]!.length > 0);
    assert.deepEqual(found[0], found[1]);
    assert.notDeepEqual(found[0], found[2]);
  });
});
