import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { openHttpClient } from '../../../../src/hub/download/http';
import { openHubApi } from '../../../../src/hub/download/hub-api';
import { hubConfig } from '../../../../src/hub/hub-config';
import { failureOf } from '../../../support/failures';
import { detector, detectorContent, type HubBench, openHubBench } from '../../../support/hub';
import { listening, selfSigned } from '../../../support/servers';

const retry = { attempts: 4, baseMs: 5 };

describe('a fault that no further attempt can change', () => {
  let bench: HubBench;

  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent());
  });
  afterEach(() => bench.close());

  /** The message of the error, from a hub at another address. */
  async function messageFrom(endpoint: string): Promise<string> {
    const client = openHttpClient({ ...hubConfig({}), endpoint });
    const api = openHubApi(endpoint, client, retry);
    const failure = await failureOf(bench.open({}, { client, api, retry }).fetch(detector('org/dino')));
    assert.equal(failure.code, 'DOWNLOAD_FAILED');
    return failure.message;
  }

  for (const status of [400, 401, 403, 404, 405, 410, 451, 501, 505, 511]) {
    it(`is asked for once: status ${status}`, async () => {
      bench.server.addFault({ path: /\/api\//, status });

      await assert.rejects(bench.open().fetch(detector('org/dino')));

      assert.equal(bench.server.requests.length, 1);
    });
  }

  it('is asked for once: a host that does not exist', async () => {
    const message = await messageFrom('http://no-such-host.invalid');

    // A machine without a network has no DNS server that says so: that may pass.
    if (!message.includes('EAI_AGAIN')) {
      assert.match(
        message,
        /^Cannot download org\/dino .*: no host is called no-such-host\.invalid \(ENOTFOUND\)\. Check the network, HF_ENDPOINT/,
      );
    }
  });

  it('is asked for once: a certificate that is not trusted', async () => {
    let connections = 0;
    const server = createServer(selfSigned(), (_request, response) => response.end());
    server.on('connection', () => connections++);
    const message = await messageFrom(`https://${await listening(server)}`);

    assert.match(message, /the certificate of 127\.0\.0\.1:\d+ is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    assert.match(message, /NODE_EXTRA_CA_CERTS/);
    assert.equal(connections, 1);
    server.close();
  });

  it('is asked for once: https where the server speaks http', async () => {
    const message = await messageFrom(bench.server.url.replace('http:', 'https:'));

    assert.match(message, /does not accept a TLS connection \(.*https:\/\/ may have to be http:\/\//);
  });

  for (const location of ['ftp://127.0.0.1/', 'javascript:1', 'http://']) {
    it(`is asked for once: a redirect to ${location}`, async () => {
      bench.server.addFault({ path: /\/api\//, status: 302, headers: { location } });

      await assert.rejects(bench.open().fetch(detector('org/dino')), {
        code: 'DOWNLOAD_FAILED',
        message: /^Cannot download org\/dino .*: the hub redirected to an address that is not of the web$/,
      });
      assert.equal(bench.server.requests.length, 1);
    });
  }

  it('may pass, and is tried again: a connection that breaks', async () => {
    let connections = 0;
    const server = createTcpServer((socket) => {
      connections++;
      socket.on('error', () => undefined).destroy();
    });
    const message = await messageFrom(`http://${await listening(server)}`);

    assert.match(message, /after 4 attempts/);
    assert.equal(connections, 4);
    server.close();
  });
});
