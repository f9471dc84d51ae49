import assert from 'node:assert/strict';
import { openHub } from '../../../../src/hub/hub';
import { assertKeepsSecret, assertNotStored, failureOf } from '../../../support/failures';
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

      const failure = await failureOf(fetched(withLogin()));

      assert.match(String(failure), new RegExp(`\\(?${status}\\)?`));
      assertKeepsSecret(failure, PASSWORD);
      assertNotStored(bench.cacheFolder, PASSWORD);
    });
  }

  it('has a password that is not in the error of a server that cannot be reached', async () => {
    const url = withLogin();
    await bench.server.close();

    const failure = await failureOf(fetched(url));

    assert.match(String(failure), /ECONNREFUSED/);
    assertKeepsSecret(failure, PASSWORD);
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
      const failure = await failureOf(fetched(endpoint));

      assert.match(String(failure), /^HF_ENDPOINT must be a URL that starts with http:\/\/ or https:\/\/, got "/);
      assert.equal(failure.code, 'DOWNLOAD_FAILED');
      assertKeepsSecret(failure, PASSWORD);
      assert.ok(performance.now() - start < 5000);
    });
  }
});
