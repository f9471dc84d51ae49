import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type DownloadProgress, type Engine, openEngine, parsePrompt } from '../../../src';
import { gate } from '../../support/calls';
import { type HubBench, modelRequest, openHubBench } from '../../support/hub';
import { folderContent } from '../../support/hub-server';
import { scene } from '../../support/scenes';
import { until } from '../../support/until';

const image = scene(19).image;
const classes = parsePrompt('prompt', 'star');

describe('an engine whose model is of the hub', () => {
  let bench: HubBench;
  let engine: Engine;
  const endpoint = process.env.HF_ENDPOINT;
  const names = ['org/a', 'org/b', 'org/c'];
  let count = 0;
  /** The last bytes of a graph come after this. */
  let released: Promise<unknown>;

  beforeEach(async () => {
    bench = await openHubBench();
    released = Promise.resolve();
    for (const name of names)
      bench.server.addRepository(name, folderContent('test/fixtures/goldens/grounding-dino-fixed'));
    bench.server.addFault({ path: /\/model\.onnx$/, slice: 300_000, sliceMs: 150, until: () => released });
    process.env.HF_ENDPOINT = bench.server.url;
    engine = openEngine(`download ${++count}`, { device: 'cpu', graceMs: 0, modelFolder: bench.cacheFolder });
  });
  afterEach(async () => {
    await engine.close();
    if (endpoint === undefined) delete process.env.HF_ENDPOINT;
    else process.env.HF_ENDPOINT = endpoint;
    await bench.close();
  });

  it('works with other models while many download', async () => {
    const lastBytes = gate();
    released = lastBytes.opened;
    const downloads = names.map((name) => engine.load('detector', modelRequest(name)));
    await until(
      () => bench.server.downloads.filter(({ path }) => path.endsWith('/model.onnx')).length === names.length,
    );
    let ended = 0;
    for (const download of downloads) void download.then(() => ended++);

    const { model } = await engine.detect({ image, model: modelRequest('demo'), classes });

    assert.equal(model.model, 'demo');
    assert.equal(ended, 0);
    lastBytes.open();
    for (const { dtype, revision } of await Promise.all(downloads)) {
      assert.equal(dtype, 'fp32');
      assert.match(revision!, /^[0-9a-f]{40}$/);
    }
  });

  it('reports the progress of one download to every call that waits for it', async () => {
    const steps: DownloadProgress[][] = [[], [], []];
    const isUnderWay = ({ receivedBytes, totalBytes }: DownloadProgress): boolean =>
      receivedBytes > 0 && receivedBytes < totalBytes;
    released = until(() => steps.every((own) => own.some(isUnderWay)));
    await Promise.all(
      steps.map((own) =>
        engine.detect({ image, model: modelRequest('org/a'), classes }, { onProgress: (step) => own.push(step) }),
      ),
    );

    for (const own of steps) assert.ok(own.at(-1)!.isDone);
    assert.equal(bench.server.downloads.filter(({ path }) => path.endsWith('/model.onnx')).length, 1);
  });

  it('stops the download when the only call that waits for it gives up', async () => {
    const giveUp = new AbortController();
    released = once(giveUp.signal, 'abort');
    const call = engine.load('detector', modelRequest('org/a'), {
      signal: giveUp.signal,
      onProgress: ({ receivedBytes }) => receivedBytes > 500_000 && giveUp.abort(new Error('no longer needed')),
    });
    await assert.rejects(call, /no longer needed/);

    await engine.load('detector', modelRequest('org/a'));

    const ranges = bench.server.downloads.filter(({ path }) => path.endsWith('/model.onnx')).map(({ range }) => range);
    assert.equal(ranges.length, 2);
    assert.match(ranges[1]!, /^bytes=[1-9]\d+-$/);
  });
});
