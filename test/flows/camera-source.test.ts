import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { sampleImage } from '../../scripts/user-dir';
import { beginStream, type CameraServer, guarded, partOf, startCamera, still } from '../support/camera-server';
import { throwInHook } from '../support/ends';
import { numbered } from '../support/jpegs';
import {
  catchAll,
  completesOf,
  errorOf,
  type FlowNode,
  inbox,
  loadFlow,
  logged,
  nextEnd,
  send,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { startNodeRed } from '../support/node-red-process';
import { childrenOf, isAlive } from '../support/processes';
import {
  makeVideo,
  type RtspServer,
  skipWithoutRtsp,
  startRtspServer,
  streamOf,
  type Video,
} from '../support/rtsp-server';
import { until } from '../support/until';

const SECRET = 'pass w/ord';

const flow = (settings: object): FlowNode[] => [
  { id: 'camera', type: 'camera-source', name: 'yard', trigger: 'message', wires: [['out']], ...settings },
  { id: 'out', type: 'helper' },
  ...catchAll,
  ...completesOf('camera'),
];

describe('camera-source', () => {
  let jpeg: Buffer;
  let server: CameraServer | undefined;
  const start = async (...args: Parameters<typeof startCamera>): Promise<CameraServer> => {
    server = await startCamera(...args);
    return server;
  };

  before(async () => {
    jpeg = await numbered(10);
  });
  afterEach(async () => {
    await unloadFlow();
    await server?.close();
  });

  it('sends the sample image of the package, on request and by itself', async () => {
    const sample = readFileSync(sampleImage);
    await loadFlow(flow({ name: '', address: 'sample:shapes' }));
    const requested = inbox('out').next();
    send('camera', { _msgid: 'mine' });
    const { _msgid, payload, topic } = await requested;
    assert.deepEqual({ _msgid, payload, topic }, { _msgid: 'mine', payload: sample, topic: 'sample' });

    await unloadFlow();
    await loadFlow(flow({ address: 'sample:shapes', trigger: 'interval', interval: '0' }));

    assert.deepEqual((await inbox('out').next(3)).payload, sample);
  });

  it('sends the images of a camera by itself, with name and time, and closes the connection on a redeploy', async () => {
    const { url, open } = await start((_request, response) => {
      beginStream(response);
      const timer = setInterval(() => response.write(partOf(jpeg)), 30);
      response.on('close', () => clearInterval(timer));
    });
    const before = Date.now();
    await loadFlow(flow({ address: url, trigger: 'interval', interval: '0.1' }));
    const { payload, topic, timestamp } = await inbox('out').next(3);

    assert.deepEqual({ payload, topic }, { payload: jpeg, topic: 'yard' });
    assert.ok((timestamp as number) >= before && (timestamp as number) <= Date.now());
    await until(() => statusesOf('camera').at(-1)?.fill === 'green');
    await unloadFlow();
    await until(() => open.size === 0);
  });

  it('survives hooks of Node-RED that throw, and sends the next images', async () => {
    const { url, requests } = await start(still(jpeg));
    await loadFlow(flow({ address: url, trigger: 'interval', interval: 0.05 }));
    const stop = throwInHook('onSend');
    await until(() => requests.length >= 3);
    stop();

    assert.deepEqual((await inbox('out').next()).payload, jpeg);
  });

  it('is named after the host of the camera if it has no name', async () => {
    const { url } = await start(still(jpeg));
    await loadFlow(flow({ address: url, name: '', trigger: 'interval' }));

    assert.equal((await inbox('out').next()).topic, new URL(url).host);
  });

  it('takes an image for each message, and keeps the other properties', async () => {
    const { url, requests } = await start(still(jpeg));
    await loadFlow(flow({ address: url }));
    const [out, completed] = [inbox('out'), inbox('completed')];

    for (const id of [1, 2, 3]) send('camera', { id, payload: 'now', topic: 'button', timestamp: 5 });
    await out.next(3);
    await completed.next(3);

    assert.equal(requests.length, 3);
    for (const [index, { id, payload, topic, timestamp }] of out.messages.entries()) {
      assert.deepEqual({ id, payload, topic }, { id: index + 1, payload: jpeg, topic: 'yard' });
      assert.ok((timestamp as number) > 1e12);
    }
  });

  it('removes from a message the results for its earlier image', async () => {
    const { url } = await start(still(jpeg));
    await loadFlow(flow({ address: url }));
    const image = { width: 9, height: 9 };
    const found = { detections: [], masks: [], tracks: [], zones: {}, lines: {}, motion: {}, vision: { image } };
    send('camera', { id: 'button', ...found });

    const msg = await inbox('out').next();
    assert.deepEqual(
      Object.keys(found).filter((name) => name in msg),
      [],
    );
    assert.equal(msg.id, 'button');
  });

  it('takes an image at once for a message, also if it takes images by itself', async () => {
    const { url } = await start(still(jpeg));
    await loadFlow(flow({ address: url, trigger: 'interval', interval: 3600 }));
    const out = inbox('out');
    await out.next();
    send('camera', { id: 'button' });

    assert.equal((await out.next(2)).id, 'button');
  });

  it('passes a failed message to Catch nodes', async () => {
    const { url } = await start((_request, response) => response.writeHead(404).end());
    await loadFlow(flow({ address: url }));
    const end = nextEnd();
    send('camera', { id: 'button' });
    const msg = await end;

    assert.equal(errorOf(msg).code, 'CAMERA_FAILED');
    assert.equal(msg.id, 'button');
    await until(() => statusesOf('camera').some(({ text }) => text?.endsWith('status.reason.badStatus')));
  });

  it('reports an outage once, and its end in the log', async () => {
    let isOn = false;
    const { url, requests } = await start((request, response) => {
      if (isOn) still(jpeg)(request, response);
      else response.destroy();
    });
    await loadFlow(flow({ address: url, trigger: 'interval', interval: 0.1 }));
    const caught = inbox('caught');
    await until(() => requests.length === 2);
    isOn = true;
    await inbox('out').next();

    assert.deepEqual(
      caught.messages.map((msg) => [errorOf(msg).code, msg.topic]),
      [['CAMERA_FAILED', 'yard']],
    );
    assert.ok(logged().some((line) => line.endsWith('sends images again')));
  });

  it('shows when it connects again after a stream ended, and reports no error', async () => {
    const { url } = await start((_request, response) => beginStream(response).end(partOf(jpeg)));
    await loadFlow(flow({ address: url, trigger: 'interval' }));
    const caught = inbox('caught');
    await inbox('out').next(2);

    assert.ok(statusesOf('camera').some(({ text }) => text?.endsWith('reconnecting')));
    assert.deepEqual(caught.messages, []);
  });

  for (const trigger of ['interval', 'message']) {
    for (const [name, settings, expected] of [
      ['an address of a file', { address: 'file:///etc/passwd' }, /^address must be the address of a camera/],
      ['no address', {}, /^address must be the address of a camera/],
      ['a wrong interval', { address: 'http://127.0.0.1/', interval: 'often' }, /^interval must be/],
    ] as const) {
      it(`refuses ${name}, with the trigger ${trigger}`, async () => {
        await loadFlow(flow({ trigger, ...settings }));
        const end = inbox('caught').next();
        if (trigger === 'message') send('camera', {});

        const { code, message } = errorOf(await end);
        assert.equal(code, 'INVALID_INPUT');
        assert.match(message, expected);
      });
    }
  }

  it('logs in, and shows the login nowhere', async () => {
    const login = { user: 'admin', password: SECRET };
    const { url, close } = await start(guarded(login, still(jpeg)));
    const address = `${url.replace('//', '//ignored:hidden@')}/?p={password}`;
    await loadFlow(flow({ address, trigger: 'interval', interval: 0.1 }), { camera: login });
    const caught = inbox('caught');
    assert.deepEqual((await inbox('out').next()).payload, jpeg);
    await close();
    const failed = await caught.next();

    const shown = JSON.stringify([logged(), statusesOf('camera'), failed]);
    assert.match(shown, /CAMERA_FAILED/);
    for (const secret of [SECRET, encodeURIComponent(SECRET), 'hidden']) assert.ok(!shown.includes(secret), shown);
  });

  describe('over RTSP', function () {
    this.timeout(60_000);
    this.slow(5000);
    let video: Video | undefined;
    let rtsp: RtspServer | undefined;

    before(function () {
      skipWithoutRtsp(this);
      video = makeVideo();
    });
    after(async () => {
      await rtsp?.stop();
      video?.remove();
    });

    it('sends images by itself and for messages', async () => {
      rtsp = await startRtspServer({ launch: streamOf(video!), login: ['digest', 'admin', SECRET] });
      const credentials = { camera: { user: 'admin', password: SECRET } };
      await loadFlow(flow({ address: `rtsp://${rtsp.place}`, trigger: 'interval' }), credentials);
      const out = inbox('out');
      assert.ok(Buffer.isBuffer((await out.next()).payload));
      await unloadFlow();

      await loadFlow(flow({ address: `rtsp://${rtsp.place}` }), credentials);
      const end = nextEnd();
      send('camera', { id: 'button' });
      assert.equal((await end).id, 'button');
    });

    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      it(`leaves no process behind after ${signal} ended Node-RED`, async function () {
        // Only Linux lists the children of a process.
        if (process.platform !== 'linux') return this.skip();
        rtsp ??= await startRtspServer({ launch: streamOf(video!), login: ['digest', 'admin', SECRET] });
        const place = { z: 'flow', x: 0, y: 0, wires: [] };
        const address = `rtsp://admin:${encodeURIComponent(SECRET)}@${rtsp.place}`;
        const nodeRed = await startNodeRed([
          { id: 'flow', type: 'tab', label: 'Flow' },
          { ...place, id: 'camera', type: 'camera-source', address },
        ]);
        // The camera process, and its ffmpeg.
        await until(() => childrenOf(nodeRed.pid).length === 2);
        const children = childrenOf(nodeRed.pid);

        await nodeRed.stop(signal);
        const begin = performance.now();
        await until(() => !children.some(isAlive));

        assert.ok(performance.now() - begin < 2000);
        assert.ok(!nodeRed.log().includes(SECRET));
      });
    }
  });
});
