import assert from 'node:assert/strict';
import { type CliOutcome, runCli } from '../../support/cli';
import { detectorContent, type HubBench, openHubBench } from '../../support/hub';

describe('grounded-sam', () => {
  let bench: HubBench;
  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent());
  });
  afterEach(() => bench.close());

  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliOutcome> =>
    runCli('.', args, { HF_ENDPOINT: bench.server.url, HF_HUB_CACHE: bench.cacheFolder, ...env });

  it('downloads, lists and removes a model', async () => {
    const downloaded = await run(['download', 'org/dino', '--dtype', 'fp16']);
    const listed = await run(['models']);
    const removed = await run(['remove', 'org/dino']);
    const gone = await run(['models']);

    assert.deepEqual(
      [downloaded, listed, removed].map(({ status }) => status),
      [0, 0, 0],
      downloaded.stderr,
    );
    assert.match(downloaded.stderr, /^downloading .* % of 1 kB {2}org\/dino$/m);
    assert.match(downloaded.stdout, /^org\/dino fp16 is in .*snapshots/);
    assert.match(listed.stdout, /^org\/dino +detector +see its page +\d+ kB +fp16$/m);
    assert.match(listed.stdout, /^sam3-tracker +segmenter +upstream: SAM License +1\.9 GB +no /m);
    assert.match(listed.stdout, /^edgetam .* never in 8 bit \(q8, int8, uint8\), whose masks are wrong$/m);
    assert.match(
      listed.stdout,
      /^On a processor, fp16 is slower than fp32: .*\nTensorRT rebuilds a detector for each new /m,
    );
    assert.match(listed.stdout, /^demo +detector, segmenter +Apache-2\.0 +built-in /m);
    assert.match(removed.stdout, /^Removed org\/dino: \d+ kB$/m);
    assert.doesNotMatch(gone.stdout, /org\/dino/);
  });

  const failures = [
    { args: ['download', 'org/none'], status: 2, says: /The hub does not have org\/none \(revision main\)/ },
    { args: ['download', 'org/dino'], env: { HF_HUB_OFFLINE: '1' }, status: 1, says: /the hub is offline/ },
    { args: ['download', 'demo'], status: 2, says: /No download needed: demo is/ },
    { args: ['download'], status: 2, says: /needs the name of at least one model/ },
    { args: ['download', 'org/dino', '--dtype', 'q9'], status: 2, says: /--dtype must be one of auto, fp32/ },
    { args: ['remove', 'demo'], status: 2, says: /was not downloaded/ },
  ];
  for (const { args, env, status, says } of failures) {
    it(`explains the failure of: ${args.join(' ')}`, async () => {
      const outcome = await run(args, env);

      assert.equal(outcome.status, status);
      assert.match(outcome.stderr, says);
    });
  }
});
