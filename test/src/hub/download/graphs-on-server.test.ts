import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { detector, detectorContent, type HubBench, openHubBench } from '../../../support/hub';
import { noise } from '../../../support/random';

describe('a model whose graphs are on an inference server', () => {
  let bench: HubBench;
  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent(noise(300_000)));
  });
  afterEach(() => bench.close());

  it('is downloaded without its graphs, once, and has their names on the server', async () => {
    const files = await bench.open().fetch(detector('org/dino'), { dtypes: [] });

    const paths = bench.server.downloads.map(({ path }) => path);
    assert.ok(paths.some((path) => path.endsWith('/tokenizer.json')));
    assert.ok(!paths.some((path) => path.includes('onnx')), paths.join(' '));
    assert.deepEqual([files.graphs, files.others], [['dino'], []]);
    assert.ok(readdirSync(files.folders[0]!).includes('config.json'));

    assert.deepEqual(await bench.open().fetch(detector('org/dino'), { dtypes: [] }), files);
    assert.deepEqual(await bench.open({ offline: true }).fetch(detector('org/dino'), { dtypes: [] }), files);
    assert.equal(bench.server.downloads.length, paths.length);
  });

  it('is not taken for downloaded when its graphs are needed', async () => {
    await bench.open().fetch(detector('org/dino'), { dtypes: [] });

    await assert.rejects(bench.open({ offline: true }).fetch(detector('org/dino')), { code: 'MODEL_NOT_FOUND' });
    const { graphs } = await bench.open().fetch(detector('org/dino'));
    assert.match(graphs[0]!, /onnx\/model\.onnx$/);
  });
});
