import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection } from '../../src';
import { goldenFile } from '../support/goldens';
import { catchAll, errorOf, inbox, loadFlow, nodeRedVersion, send, unloadFlow } from '../support/node-red';
import { scene } from '../support/scenes';

const detector = goldenFile('grounding-dino-fixed');
const { image } = scene(19);

describe(`a model that is put right, in Node-RED ${nodeRedVersion}`, () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'put-right-'));
    cpSync(detector, folder, { recursive: true });
  });
  afterEach(async () => {
    await unloadFlow();
    rmSync(folder, { recursive: true });
  });

  const graph = 'onnx/model.onnx';
  const cases = [
    {
      wrong: 'of an unknown layout',
      file: graph,
      spoil: (path: string) => copyFileSync(goldenFile('sam2/onnx/vision_encoder.onnx'), path),
      code: 'MODEL_UNSUPPORTED',
      says: /pixel_values/,
    },
    {
      wrong: 'cut off in the middle',
      file: graph,
      spoil: (path: string) => truncateSync(path, 100_000),
      code: 'MODEL_UNSUPPORTED',
      says: /^The model cannot be opened: .*model\.onnx: /,
    },
    {
      wrong: 'without its graph',
      file: graph,
      spoil: rmSync,
      code: 'MODEL_NOT_FOUND',
      says: /^The detector has no .*model\.onnx$/,
    },
    {
      wrong: 'without its tokenizer',
      file: 'tokenizer.json',
      spoil: rmSync,
      code: 'MODEL_NOT_FOUND',
      says: /^The model has no .*tokenizer\.json$/,
    },
  ];
  for (const { wrong, file, spoil, code, says } of cases) {
    it(`${wrong}: one clear sentence, and the next message finds it working`, async () => {
      spoil(join(folder, file));
      await loadFlow([
        { id: 'find', type: 'grounding-dino', model: folder, prompt: 'star', threshold: 0, wires: [['out']] },
        { id: 'out', type: 'helper' },
        ...catchAll,
      ]);
      const [caught, out] = [inbox('caught'), inbox('out')];

      send('find', { payload: image });
      const error = errorOf(await caught.next());
      cpSync(join(detector, file), join(folder, file));
      send('find', { payload: image });
      const { detections } = await out.next();

      assert.equal(error.code, code);
      assert.match(error.message, says);
      assert.doesNotMatch(error.message, /\n/);
      assert.ok((detections as Detection[]).length > 0);
      assert.ok(
        readFileSync(join(folder, file)).equals(readFileSync(join(detector, file))),
        'nothing is written to it',
      );
    });
  }
});
