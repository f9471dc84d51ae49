import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { openHub } from '../../../../src/hub/hub';
import { detector, detectorContent, type HubBench, openHubBench } from '../../../support/hub';

const PASSWORD = 'pass-of-the-mirror';
const LOGIN = `Basic ${Buffer.from(`user:${PASSWORD}`).toString('base64')}`;

describe('HF_ENDPOINT', () => {
  let bench: HubBench;
  const before = process.env.HF_ENDPOINT;

  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent());
  });
  afterEach(async () => {
    process.env.HF_ENDPOINT = before;
    await bench.close();
  });

  const fetched = (endpoint: string, token = '') => {
    process.env.HF_ENDPOINT = endpoint;
    return openHub({ modelFolder: bench.cacheFolder, token }).fetch(detector('org/dino'));
  };
  const failureOf = (endpoint: string): Promise<unknown> =>
    fetched(endpoint).then(
      () => assert.fail('no error'),
      (error: unknown) => error,
    );
  const withLogin = (): string => bench.server.url.replace('//', `//user:${PASSWORD}@`);

  it('may have a login, which its server gets instead of the token', async () => {
    await fetched(withLogin(), 'hf_token');

    assert.ok(bench.server.requests.every(({ authorization }) => authorization === LOGIN));
  });

  it('has a login that no other server gets after a redirect', async () => {
    const storage = await bench.startOther();
    storage.addRepository('org/dino', detectorContent());
    bench.server.addFault({ path: /\/resolve\/.*\.onnx$/, redirect: storage.url });

    await fetched(withLogin());

    assert.deepEqual(
      storage.requests.map(({ authorization }) => authorization),
      [undefined],
    );
  });

  for (const status of [401, 403, 404, 400]) {
    it(`has a password that is not in the error ${status}, nor in a file`, async () => {
      bench.server.addFault({ path: /\/resolve\//, status });

      const failure = await failureOf(withLogin());

      assert.match(String(failure), new RegExp(`\\(?${status}\\)?`));
      assert.ok(!inspect(failure, { depth: 9, showHidden: true }).includes(PASSWORD));
      for (const name of readdirSync(bench.cacheFolder, { recursive: true, encoding: 'utf8' })) {
        const file = join(bench.cacheFolder, name);
        if (statSync(file).isFile()) assert.ok(!readFileSync(file).includes(PASSWORD), name);
      }
    });
  }

  it('has a password that is not in the error of a server that cannot be reached', async () => {
    const url = withLogin();
    await bench.server.close();

    const failure = await failureOf(url);

    assert.match(String(failure), /ECONNREFUSED/);
    assert.ok(!inspect(failure, { depth: 9, showHidden: true }).includes(PASSWORD));
  });

  const invalid = [
    'mirror.example',
    'mirror.example:8080',
    `user:${PASSWORD}@mirror.example`,
    `https://user:${PASSWORD}/1@mirror.example`,
    'ftp://mirror.example',
    'http://',
    'https://mirror example',
  ];
  for (const endpoint of invalid) {
    it(`is refused at once if it is not a URL of the web: ${endpoint.replace(PASSWORD, '...')}`, async () => {
      const start = performance.now();
      const failure = await failureOf(endpoint);

      assert.match(String(failure), /^HF_ENDPOINT must be a URL that starts with http:\/\/ or https:\/\/, got "/);
      assert.equal((failure as { code?: string }).code, 'DOWNLOAD_FAILED');
      assert.ok(!inspect(failure, { depth: 9, showHidden: true }).includes(PASSWORD));
      assert.ok(performance.now() - start < 5000);
    });
  }
});
