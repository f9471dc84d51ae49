import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertKeepsSecret, assertNotStored, failureOf } from '../../../support/failures';
import { detector, detectorContent, type HubBench, openHubBench } from '../../../support/hub';
import type { HubServer } from '../../../support/hub-server';
import { noise } from '../../../support/random';

const token = 'hf_aVerySecretToken';

describe('the token', () => {
  let bench: HubBench;
  let storage: HubServer;

  beforeEach(async () => {
    bench = await openHubBench();
    storage = await bench.startOther();
    for (const server of [bench.server, storage]) {
      server.addRepository('org/gated', detectorContent(), server === bench.server ? { token } : {});
    }
  });
  afterEach(() => bench.close());

  it('gives access to a gated repository', async () => {
    const files = await bench.open({ token }).fetch(detector('org/gated'));

    assert.deepEqual(readFileSync(files.graphs[0]!), noise(200_000));
    assert.ok(bench.server.requests.every(({ authorization }) => authorization === `Bearer ${token}`));
  });

  it('gives access with a line end and blanks around it', async () => {
    await bench.open({ token: ` ${token}\r\n` }).fetch(detector('org/gated'));

    assert.ok(bench.server.requests.every(({ authorization }) => authorization === `Bearer ${token}`));
  });

  it('of "hf auth login" gives access, also after a login while Node-RED runs', async () => {
    const file = join(bench.cacheFolder, 'login', 'token');
    process.env.HF_TOKEN_PATH = file;
    const hub = bench.open();
    delete process.env.HF_TOKEN_PATH;
    await assert.rejects(hub.fetch(detector('org/gated')), { message: /^Access refused \(401\)/ });
    mkdirSync(join(bench.cacheFolder, 'login'));
    writeFileSync(file, `${token}\n`);

    await hub.fetch(detector('org/gated'));

    assert.equal(bench.server.requests.at(-1)!.authorization, `Bearer ${token}`);
  });

  for (const wrong of ['hf_two words', '"hf_quoted"\u00a0x', 'hf_ключ']) {
    it(`is refused before a request if it has other characters: ${JSON.stringify(wrong)}`, async () => {
      const failure = await failureOf(bench.open({ token: wrong }).fetch(detector('org/gated')));

      assert.match(String(failure), /^The Hugging Face token is not valid: .*HF_TOKEN/);
      assertKeepsSecret(failure, wrong);
      assert.deepEqual(bench.server.requests, []);
    });
  }

  it('is not sent to the host that the hub redirects to', async () => {
    bench.server.addFault({ path: /\/resolve\/.*\.onnx$/, redirect: storage.url });

    const files = await bench.open({ token }).fetch(detector('org/gated'));

    assert.deepEqual(readFileSync(files.graphs[0]!), noise(200_000));
    assert.equal(storage.requests.length, 1);
    assert.deepEqual(
      storage.requests.map(({ authorization }) => authorization),
      [undefined],
    );
  });

  it('is not in the error if it is wrong', async () => {
    const failure = await failureOf(bench.open({ token: `${token}2` }).fetch(detector('org/gated')));

    assert.match(String(failure), /^Access refused \(401\) to .*org\/gated .*token.*http:.*\/org\/gated/);
    assertKeepsSecret(failure, token);
  });

  it('is not in the error of a broken connection, nor in a file', async () => {
    bench.server.addFault({ path: /\.onnx$/, cutAfter: 0 });

    const failure = await failureOf(bench.open({ token }).fetch(detector('org/gated')));

    assert.match(String(failure), /after 4 attempts/);
    assertKeepsSecret(failure, token);
    assertNotStored(bench.cacheFolder, token);
  });
});
