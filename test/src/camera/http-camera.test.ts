import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type FailureReason, openCamera, type VisionError } from '../../../src';
import { beginStream, type CameraServer, guarded, partOf, startCamera, still } from '../../support/camera-server';
import { cameraSettings, listener } from '../../support/camera-settings';
import { noisy, numbered, numberOf } from '../../support/jpegs';
import { listening } from '../../support/servers';
import { until } from '../../support/until';

const SECRET = 'pass:w"ord,ö';
const login = { user: 'admin', password: SECRET };

describe('a camera over HTTP', () => {
  let jpeg: Buffer;
  let large: Buffer;
  const servers: { close(): unknown }[] = [];
  let closing: AbortController;
  const start = async (...args: Parameters<typeof startCamera>): Promise<CameraServer> => {
    const server = await startCamera(...args);
    servers.push(server);
    return server;
  };
  const take = (address: string, rest = {}) => openCamera(cameraSettings(address, rest)).take(closing.signal);

  before(async () => {
    [jpeg, large] = [await numbered(40), await noisy(640, 480)];
  });
  beforeEach(() => {
    closing = new AbortController();
  });
  afterEach(async () => {
    closing.abort(new Error('closed'));
    for (const server of servers.splice(0)) await server.close();
  });

  it('gives a still image, with the time at which it arrived', async () => {
    const { url } = await start(still(jpeg));
    const before = Date.now();

    const { data, time } = await take(url);

    assert.deepEqual(data, jpeg);
    assert.ok(time >= before && time <= Date.now());
  });

  const types = ['image/jpeg', 'image/jpg; charset=utf-8', 'application/octet-stream', 'text/plain', ''];
  for (const type of types) {
    it(`recognises a still image by its bytes, with the type ${JSON.stringify(type)}`, async () => {
      const { url } = await start((_request, response) => {
        if (type) response.setHeader('content-type', type);
        response.end(jpeg);
      });

      assert.deepEqual((await take(url)).data, jpeg);
    });
  }

  for (const [encoding, compress] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const) {
    it(`reads what a proxy compressed by ${encoding}, also a stream`, async () => {
      const headers = { 'content-encoding': encoding };
      const { url } = await start((request, response) => {
        const isStream = request.url === '/stream';
        if (isStream) response.setHeader('content-type', 'multipart/x-mixed-replace; boundary=frame');
        response.writeHead(200, headers).end(compress(isStream ? partOf(jpeg) : jpeg));
      });

      assert.deepEqual((await take(url)).data, jpeg);
      assert.deepEqual((await take(`${url}/stream`)).data, jpeg);
    });
  }

  it('reads an image that is not compressed although its header says so', async () => {
    const { url } = await start((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(jpeg),
    );

    assert.deepEqual((await take(url)).data, jpeg);
  });

  it('gives the first image of an MJPEG stream, and closes the connection', async () => {
    const { url, open } = await start((_request, response) => {
      beginStream(response).write(partOf(jpeg));
      response.write(partOf(large));
    });

    assert.deepEqual((await take(url)).data, jpeg);
    await until(() => open.size === 0);
  });

  describe('fails with a remedy, and no image', () => {
    const reasons: readonly [text: RegExp, key: FailureReason['key']][] = [
      [/sent no JPEG/, 'noJpeg'],
      [/in the middle of an image/, 'incomplete'],
      [/ended the connection/, 'connectionLost'],
      [/sent no image within/, 'timedOut'],
      [/responded with/, 'badStatus'],
      [/requires a login/, 'loginRequired'],
      [/redirected/, 'redirected'],
    ];
    const cases: [string, Parameters<typeof startCamera>[0], RegExp, object?][] = [
      [
        'a web page',
        (_, response) => response.setHeader('content-type', 'text/html').end('<html>'),
        /sent no JPEG, but text\/html/,
      ],
      [
        'JSON',
        (_, response) => response.setHeader('content-type', 'application/json').end('[{}]'),
        /sent no JPEG, but application\/json/,
      ],
      ['nothing', (_, response) => response.end(), /sent no JPEG/],
      [
        'a type that is no type',
        (request, response) => response.setHeader('content-type', `text/${request.url}${'x'.repeat(5000)}`).end('no'),
        /sent no JPEG, but data of an unknown type:/,
      ],
      [
        'nothing that is compressed',
        (_, response) => response.setHeader('content-encoding', 'gzip').end(),
        /sent no JPEG/,
      ],
      [
        'silence instead of compressed bytes',
        (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).flushHeaders(),
        /sent no image within 0.3 s/,
        { timeoutMs: 300 },
      ],
      [
        'half a compressed image',
        (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(large).subarray(0, 9999)),
        /ended in the middle of an image/,
      ],
      ['a PNG', (_, response) => response.end(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')), /sent no JPEG/],
      ['half an image', (_, response) => response.end(large.subarray(0, 9999)), /ended in the middle of an image/],
      [
        'less than its length',
        (_, response) => {
          response.writeHead(200, { 'content-length': large.length }).write(large.subarray(0, 9999));
          setTimeout(() => response.destroy(), 20);
        },
        /ended in the middle of an image/,
      ],
      ['no response', (_, response) => response.destroy(), /ended the connection/],
      ['silence', () => {}, /sent no image within 0.3 s/, { timeoutMs: 300 }],
      [
        'an image that never ends',
        (_, response) => {
          const timer = setInterval(() => response.write(Buffer.alloc(10, 1)), 20);
          response.on('close', () => clearInterval(timer));
          response.write(large.subarray(0, 700));
        },
        /sent no image within 0.3 s/,
        { timeoutMs: 300 },
      ],
      ['404', (_, response) => response.writeHead(404).end(), /responded with 404/],
      ['403', (_, response) => response.writeHead(403).end(), /requires a login/],
      ['500', (_, response) => response.writeHead(500).end(), /responded with 500/],
      [
        'a stream without images',
        (_, response) => beginStream(response).end('--frame\r\n\r\n'),
        /sent no JPEG, but multipart/,
      ],
      [
        'a redirect to a file',
        (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
        /redirected to an address/,
      ],
      [
        'a redirect to nowhere',
        (_, response) => response.writeHead(302, { location: 'http://' }).end(),
        /redirected to an address/,
      ],
      [
        'a redirect to itself',
        (_, response) => response.writeHead(302, { location: '/' }).end(),
        /redirected more than 5 times/,
      ],
    ];
    for (const [name, respond, expected, settings = {}] of cases) {
      it(`after ${name}`, async () => {
        const { url } = await start(respond);

        await assert.rejects(take(`${url}/?key=${encodeURIComponent(SECRET)}`, settings), (error: VisionError) => {
          assert.equal(error.code, name === '403' ? 'CAMERA_LOGIN' : 'CAMERA_FAILED');
          assert.match(error.message, expected);
          assert.equal(error.reason?.key, reasons.find(([text]) => text.test(error.message))![1]);
          assert.match(error.message, /^Camera [a-z].*: 127\.0\.0\.1:\d+\. [A-Z]/);
          assert.ok(!error.message.includes('key='));
          return true;
        });
      });
    }

    it('if nothing listens there, or the host is unknown', async () => {
      const { url, close } = await start(still(jpeg));
      await close();

      await assert.rejects(take(url), { message: /refuses the connection/, reason: { key: 'refused' } });
      await assert.rejects(take('http://camera.invalid/'), { message: /is unknown/, reason: { key: 'unknownHost' } });
    });

    it('if it sends something other than HTTP', async () => {
      const server = createServer((socket) => socket.end('SSH-2.0-camera\r\n'));
      servers.push(server);

      await assert.rejects(take(`http://${await listening(server)}`), /does not speak HTTP/);
    });
  });

  it('reads faulty headers, as some cameras send them', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\nContent-Type: multipart/x-mixed-replace;boundary=b\nX-Note: \x01\n\n--b\n\n');
      socket.end(jpeg);
    });
    servers.push(server);

    assert.deepEqual((await take(`http://${await listening(server)}`)).data, jpeg);
  });

  describe('with a login', () => {
    for (const algorithm of ['MD5', 'SHA-256'] as const) {
      for (const qop of [true, false]) {
        it(`uses Digest with ${algorithm}${qop ? '' : ' and without qop'}, and one request for each further image`, async () => {
          const { url, requests } = await start(
            guarded({ ...login, algorithm, qop, also: 'Basic realm="x", ' }, still(jpeg)),
          );
          const camera = openCamera(cameraSettings(`${url}/a?b=c`, login));

          for (let count = 0; count < 3; count++) assert.deepEqual((await camera.take(closing.signal)).data, jpeg);

          assert.equal(requests.length, 4);
        });
      }
    }

    it('answers again when a nonce is stale', async () => {
      const { url, requests } = await start(guarded({ ...login, usesOfNonce: 2 }, still(jpeg)));
      const camera = openCamera(cameraSettings(url, login));

      for (let count = 0; count < 5; count++) assert.deepEqual((await camera.take(closing.signal)).data, jpeg);

      assert.equal(requests.length, 8);
    });

    it('uses Basic if the camera offers nothing else', async () => {
      const expected = `Basic ${Buffer.from(`admin:${SECRET}`).toString('base64')}`;
      const { url } = await start((request, response) => {
        if (request.headers.authorization === expected) still(jpeg)(request, response);
        else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      });

      assert.deepEqual((await take(url, login)).data, jpeg);
    });

    it('puts it into the address in place of {user} and {password}', async () => {
      const { url, requests } = await start(still(jpeg));
      await take(`${url}/?u={user}&p={password}`, login);

      assert.equal(new URL(requests[0]!.url!, url).searchParams.get('p'), SECRET);
    });

    it('reports a wrong one after two requests, without the password', async () => {
      const { url, requests } = await start(guarded(login, still(jpeg)));

      await assert.rejects(take(url, { user: 'admin', password: 'my secret' }), (error: VisionError) => {
        assert.equal(error.code, 'CAMERA_LOGIN');
        assert.deepEqual(error.reason, { key: 'loginRefused' });
        assert.match(error.message, /^Camera refuses the login: [^ ]+\. Check user and password/);
        assert.ok(!JSON.stringify([error, error.message, error.stack, error.cause]).includes('my secret'));
        return true;
      });
      assert.equal(requests.length, 2);
      await assert.rejects(take(url), /requires a login/);
    });

    it('follows a redirect of the camera, and sends the login to no other host', async () => {
      const other = await start(still(jpeg));
      const { url, requests } = await start(
        guarded(login, (request, response) => {
          const location = request.url === '/' ? '/second' : other.url;
          response.writeHead(302, { location }).end();
        }),
      );

      assert.deepEqual((await take(url, login)).data, jpeg);
      assert.ok(requests.at(-1)!.headers.authorization);
      assert.equal(other.requests[0]!.headers.authorization, undefined);
    });
  });

  it('verifies the certificate of https, unless every certificate is accepted', async () => {
    const { url } = await start(still(jpeg), { isSecure: true });

    await assert.rejects(take(url), /certificate that cannot be verified: [^ ]+\. Turn on "Accept any certificate"/);
    assert.deepEqual((await take(url, { acceptAnyCertificate: true })).data, jpeg);
  });

  describe('while it is watched', () => {
    it('sends a still image in each interval, and one at once if it is requested', async () => {
      const { url, requests } = await start(still(jpeg));
      const camera = openCamera(cameraSettings(url, { intervalMs: 3_600_000 }));
      let images = 0;
      const watching = camera.watch(listener({ onImage: () => images++ }), closing.signal);
      await until(() => images === 1);

      await camera.take(closing.signal);
      assert.equal(requests.length, 2);
      closing.abort();
      await watching;
      assert.equal(images, 1, 'the interval is not over');
    });

    it('sends only the newest image of a stream in each interval', async () => {
      const jpegs = await Promise.all(Array.from({ length: 80 }, (_, index) => numbered(index * 3)));
      let at = 0;
      const { url } = await start((_request, response) => {
        beginStream(response);
        const timer = setInterval(() => {
          if (at < jpegs.length) response.write(partOf(jpegs[at++]!));
        }, 10);
        response.on('close', () => clearInterval(timer));
      });
      const camera = openCamera(cameraSettings(url, { intervalMs: 150 }));
      const received: [number: Promise<number>, newest: number][] = [];
      const watching = camera.watch(
        listener({ onImage: ({ data }) => received.push([numberOf(data), at]) }),
        closing.signal,
      );
      await until(() => at === jpegs.length);
      closing.abort();
      await watching;

      assert.ok(received.length >= 3 && received.length <= 8, String(received.length));
      for (const [number, newest] of received)
        assert.ok(newest - (await number) / 3 <= 6, `${await number}, ${newest}`);
    });

    it('sends the newest image after this process was blocked, not those that arrived meanwhile', async () => {
      const jpegs = await Promise.all(Array.from({ length: 120 }, (_, index) => numbered(index * 2)));
      const shared = new SharedArrayBuffer(4);
      const thread = new Worker(join(__dirname, '../../support/mjpeg-worker.js'), { workerData: { jpegs, shared } });
      const [url] = (await once(thread, 'message')) as [string];
      const newest = new Int32Array(shared);
      const received: [data: Buffer, newest: number][] = [];
      const watching = openCamera(cameraSettings(url, { intervalMs: 100 })).watch(
        listener({ onImage: ({ data }) => received.push([data, newest[0]!]) }),
        closing.signal,
      );
      await until(() => received.length === 2);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 800);
      await until(() => received.length === 3);
      closing.abort();
      await watching;
      await thread.terminate();

      const [data, sent] = received[2]!;
      assert.ok(sent - (await numberOf(data)) / 2 <= 5, `${(await numberOf(data)) / 2} of ${sent}`);
    });

    it('sends no image of which a half is missing, and follows changes of size and boundary', async () => {
      const { url } = await start((_request, response) => {
        beginStream(response, 'multipart/x-mixed-replace; boundary="--other"');
        for (const part of [
          partOf(jpeg),
          partOf(large.subarray(0, 5000)),
          partOf(large, '--new'),
          partOf(large.subarray(0, -1)),
        ])
          response.write(part);
        response.end();
      });
      const images: Buffer[] = [];
      const camera = openCamera(cameraSettings(url));
      const watching = camera.watch(
        listener({ onPause: () => closing.abort(), onImage: ({ data }) => images.push(data) }),
        closing.signal,
      );
      // All parts may arrive together: then only the last complete image counts.
      const last = await camera.take(closing.signal).catch(() => undefined);
      await watching;

      for (const image of [...images, ...(last ? [last.data] : [])])
        assert.ok(image.equals(jpeg) || image.equals(large));
    });

    it('connects again with growing pauses, and reports why', async () => {
      let isOn = false;
      const { url, requests } = await start((request, response) => {
        if (isOn) still(jpeg)(request, response);
        else response.destroy();
      });
      const pauses: [ms: number, problem: string | undefined][] = [];
      let images = 0;
      const watching = openCamera(cameraSettings(url)).watch(
        listener({
          onImage: () => images++,
          onPause: (ms, error) => {
            pauses.push([ms, error?.message]);
            isOn = pauses.length === 2;
          },
        }),
        closing.signal,
      );
      await until(() => images > 0);
      closing.abort();
      await watching;

      assert.equal(pauses.length, 2);
      assert.ok(pauses[0]![0] >= 750 && pauses[0]![0] <= 1000 && pauses[1]![0] >= 1500 && pauses[1]![0] <= 2000);
      assert.match(pauses[0]![1]!, /ended the connection/);
      assert.ok(requests.length >= 3);
    });

    it('calls the end of a stream that had images no failure', async () => {
      const { url } = await start((_request, response) => beginStream(response).end(partOf(jpeg)));
      const errors: unknown[] = [];
      await openCamera(cameraSettings(url)).watch(
        listener({
          onPause: (_ms, error) => {
            errors.push(error);
            closing.abort();
          },
        }),
        closing.signal,
      );

      assert.deepEqual(errors, [undefined]);
    });

    it('closes the connection when it ends, also in a pause and before the response', async () => {
      const responses: Parameters<typeof start>[0][] = [
        (_request, response) => beginStream(response).write(partOf(jpeg)),
        (_request, response) => response.destroy(),
        () => {},
      ];
      for (const respond of responses) {
        const { url, open, requests } = await start(respond);
        const watch = new AbortController();
        const watching = openCamera(cameraSettings(url)).watch(listener({}), watch.signal);
        await until(() => requests.length === 1);
        watch.abort(new Error('closed'));
        await watching;
        await until(() => open.size === 0);
      }
    });

    it('ends a request for an image when it ends, and when the request is cancelled', async () => {
      const { url } = await start(() => {});
      const camera = openCamera(cameraSettings(url));
      const watching = camera.watch(listener({}), closing.signal);
      const cancelled = new AbortController();
      const first = camera.take(cancelled.signal);
      cancelled.abort(new Error('cancelled'));
      await assert.rejects(first, /cancelled/);

      const second = camera.take(new AbortController().signal);
      closing.abort(new Error('closed'));
      await assert.rejects(second, /closed/);
      await watching;
    });
  });
});
