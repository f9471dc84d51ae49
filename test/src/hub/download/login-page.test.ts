import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { detector, detectorContent, type HubBench, openHubBench } from '../../../support/hub';
import { sha256 } from '../../../support/hub-server';
import { noise } from '../../../support/random';
import { listening } from '../../../support/servers';
import { until } from '../../../support/until';

const PAGE = '<!DOCTYPE html>\n<html><head><title>Hotel</title></head><body>Please log in</body></html>';
const GRAPH = /resolve\/.*\/onnx\/model\.onnx$/;
const SAYS = /: 127\.0\.0\.1:\d+ sent a web page instead of it\. If your network has a login page \(captive portal\)/;

describe('a network with a login page', () => {
  let bench: HubBench;
  let portal: Server;
  let host: string;
  const graph = noise(300_000);

  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent(graph));
    portal = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(PAGE));
    host = await listening(portal);
  });
  afterEach(async () => {
    portal.closeAllConnections();
    portal.close();
    await bench.close();
  });

  const fetched = async (): Promise<Buffer> =>
    readFileSync((await bench.open().fetch(detector('org/dino'))).graphs[0]!);
  const blobs = (): string => join(bench.cacheFolder, 'models--org--dino/blobs');

  const pages = [
    { name: 'as HTML', body: PAGE, headers: { 'content-type': 'text/html; charset=utf-8' } },
    { name: 'as another type', body: `\ufeff\n ${PAGE}`, headers: { 'content-type': 'application/octet-stream' } },
    { name: 'without a type', body: '<HTML><meta http-equiv="refresh"></HTML>', headers: {} },
    { name: 'as long as the file', body: PAGE.padEnd(300_000), headers: {} },
    { name: 'longer than the file', body: PAGE.padEnd(400_000), headers: { 'transfer-encoding': 'chunked' } },
    { name: 'with status 511', status: 511, body: PAGE, headers: { 'content-type': 'text/html' } },
  ];
  for (const { name, status = 200, body, headers } of pages) {
    for (const [what, path] of [
      ['a file', GRAPH],
      ['JSON of the hub', /\/api\//],
    ] as const) {
      it(`is named, after one request: ${what} is a page ${name}`, async () => {
        bench.server.addFault({ path, status, body, headers });

        await assert.rejects(fetched(), { code: 'DOWNLOAD_FAILED', message: SAYS });

        assert.equal(bench.server.requests.filter((request) => path.test(request.path)).length, 1);
        assert.ok(!existsSync(join(blobs(), sha256(graph))));
      });
    }
  }

  for (const [what, path] of [
    ['a file', GRAPH],
    ['JSON of the hub', /\/api\//],
  ] as const) {
    it(`is named with its host: ${what} redirects to it`, async () => {
      bench.server.addFault({
        path,
        status: 302,
        headers: { location: `http://${host}/login?from=${encodeURIComponent('a secret')}` },
      });

      await assert.rejects(fetched(), (error: Error & { code: string }) => {
        assert.equal(error.code, 'DOWNLOAD_FAILED');
        assert.ok(error.message.includes(`: ${host} sent a web page instead of it`), error.message);
        assert.ok(!error.message.includes('secret'), error.message);
        return true;
      });
    });
  }

  it('leaves the bytes that were received before, so that the download resumes after the login', async () => {
    const part = join(blobs(), `${sha256(graph)}.incomplete`);
    const isStored = (): boolean => existsSync(part) && readFileSync(part).length === 120_000;
    bench.server.addFault({ path: GRAPH, times: 1, cutAfter: 120_000, until: () => until(isStored) });
    bench.server.addFault({ path: GRAPH, times: 1, status: 200, body: PAGE.padEnd(300_000) });
    await assert.rejects(fetched(), { message: SAYS });
    assert.deepEqual(readFileSync(part), graph.subarray(0, 120_000));

    assert.deepEqual(await fetched(), graph);
    assert.deepEqual(
      readdirSync(blobs()).filter((name) => /incomplete|lock/.test(name)),
      [],
    );
  });
});
