import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { attempt } from '../../../nodes/shared/attempt';
import { openCamera, type VisionError } from '../../../src';
import { cameraSettings, listener } from '../../support/camera-settings';
import { childrenOf, isAlive } from '../../support/processes';
import {
  makeVideo,
  type RtspServer,
  type RtspServerSettings,
  skipWithoutRtsp,
  startRtspServer,
  streamOf,
  type Video,
} from '../../support/rtsp-server';
import { until } from '../../support/until';

const login = { user: 'ad min', password: "p@ss'w/d" };
/** The parts of a process that others can read. Empty if it has ended. */
const argumentsOf = (pid: number): string => attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '';
const environmentOf = (pid: number): string => attempt(() => readFileSync(`/proc/${pid}/environ`, 'utf8')) ?? '';
const ffmpegsOf = (pid = process.pid): number[] =>
  childrenOf(pid).filter((child) => argumentsOf(child).startsWith('ffmpeg'));

describe('a camera over RTSP', function () {
  this.timeout(60_000);
  this.slow(5000);

  let video: Video;
  let closing: AbortController;
  const servers: RtspServer[] = [];
  const start = async (settings: Partial<RtspServerSettings> = {}): Promise<RtspServer> => {
    const server = await startRtspServer({ launch: streamOf(video), ...settings });
    servers.push(server);
    return server;
  };

  before(function () {
    skipWithoutRtsp(this);
    video = makeVideo();
  });
  after(() => video?.remove());
  beforeEach(() => {
    closing = new AbortController();
  });
  afterEach(async () => {
    closing.abort(new Error('closed'));
    for (const server of servers.splice(0)) await server.stop();
  });

  it('gives complete images, and its ffmpeg has ended afterwards', async () => {
    const { place } = await start();

    const { data } = await openCamera(cameraSettings(`rtsp://${place}`)).take(closing.signal);

    const { format, width, height } = await sharp(data, { failOn: 'truncated' }).metadata();
    assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 320, height: 240 });
    assert.deepEqual(ffmpegsOf(), []);
  });

  it('sends an image in each interval, until it is closed', async () => {
    const { place } = await start();
    const times: number[] = [];
    const camera = openCamera(cameraSettings(`rtsp://${place}`, { intervalMs: 500 }));
    const watching = camera.watch(listener({ onImage: ({ time }) => times.push(time) }), closing.signal);
    await until(() => times.length === 6);
    const images = times.slice();
    assert.equal(ffmpegsOf().length, 1);
    closing.abort();
    await watching;

    assert.deepEqual(ffmpegsOf(), []);
    const mean = (images.at(-1)! - images[1]!) / (images.length - 2);
    assert.ok(mean > 400 && mean < 700, String(mean));
    assert.equal(times.length, 6);
  });

  it('sends only key frames on request', async () => {
    const { place } = await start();
    const times: number[] = [];
    const camera = openCamera(cameraSettings(`rtsp://${place}`, { keyFramesOnly: true }));
    const watching = camera.watch(listener({ onImage: ({ time }) => times.push(time) }), closing.signal);
    await until(() => times.length === 4);
    closing.abort();
    await watching;

    assert.ok(times[3]! - times[1]! > 1500, 'the video has one each second');
  });

  for (const method of ['basic', 'digest'] as const) {
    it(`logs in by ${method}, and no process shows the login`, async function () {
      if (process.platform !== 'linux') return this.skip();
      const { place } = await start({ login: [method, login.user, login.password] });
      let images = 0;
      const camera = openCamera(cameraSettings(`rtsp://${place}?token=1234`, login));
      const watching = camera.watch(listener({ onImage: () => images++ }), closing.signal);
      await until(() => images > 0);
      await until(() => ffmpegsOf().length === 1);

      const shown = childrenOf(process.pid).flatMap((pid) => [argumentsOf(pid), environmentOf(pid)]);
      for (const text of shown.filter((one) => !one.includes('rtsp_server.py'))) {
        for (const secret of [login.password, 'p%40ss', 'token=1234']) assert.ok(!text.includes(secret));
      }
      closing.abort();
      await watching;
    });
  }

  const colours = 'videotestsrc is-live=true pattern=smpte ! video/x-raw,format=I420,width=320,height=240';
  const h264 = 'openh264enc gop-size=1 ! rtph264pay name=pay0 pt=96 config-interval=-1';
  const jpeg = 'jpegenc ! rtpjpegpay name=pay0 pt=26';
  for (const [name, settings] of [
    ['TCP only', { transport: 'tcp' }],
    ['UDP only', { transport: 'udp' }],
    ['MJPEG', { launch: `${colours},framerate=10/1 ! ${jpeg}` }],
    [
      'H.265',
      {
        launch: `${colours},framerate=10/1 ! x265enc tune=zerolatency speed-preset=ultrafast ! rtph265pay name=pay0 pt=96`,
      },
    ],
    [
      'a track of sound before the video',
      {
        launch: `audiotestsrc is-live=true ! alawenc ! rtppcmapay name=pay0 pt=8 ${colours},framerate=10/1 ! ${h264.replace('pay0', 'pay1')}`,
      },
    ],
  ] as const satisfies [string, Partial<RtspServerSettings>][]) {
    it(`reads a camera with ${name}`, async () => {
      const { place } = await start(settings);
      const { data } = await openCamera(cameraSettings(`rtsp://${place}`)).take(closing.signal);

      const { width, height } = await sharp(data, { failOn: 'truncated' }).metadata();
      assert.deepEqual({ width, height }, { width: 320, height: 240 });
    });
  }

  for (const [name, encoder] of [
    ['H.264', h264],
    ['MJPEG', jpeg],
  ]) {
    it(`gives each image of ${name} as it comes, also if there is one in 2 s`, async () => {
      const { place } = await start({ launch: `${colours},framerate=1/2 ! ${encoder}` });
      const times: number[] = [];
      const camera = openCamera(cameraSettings(`rtsp://${place}`));
      const watching = camera.watch(listener({ onImage: ({ time }) => times.push(time) }), closing.signal);
      await until(() => times.length === 3);
      closing.abort();
      await watching;

      // Images that ffmpeg kept back come together.
      assert.ok(times[1]! - times[0]! > 1000 && times[2]! - times[1]! > 1000, String(times));
    });
  }

  it('reads rtsps whose certificate is self-signed', async () => {
    const tls = join(process.cwd(), 'test/fixtures/tls');
    const certificate = [join(tls, 'certificate.pem'), join(tls, 'key.pem')] as const;
    const { place } = await start({ certificate, login: ['digest', login.user, login.password] });

    const { data } = await openCamera(cameraSettings(`rtsps://${place}`, login)).take(closing.signal);

    assert.equal((await sharp(data).metadata()).width, 320);
  });

  for (const [name, user, password] of [
    ['many letters outside of ASCII', 'Jörg', 'ß'.repeat(40)],
    ['all special characters', 'u@x/?#%é', 'p\'"\\:@/?#%&=+ é日😀'],
  ] as const) {
    it(`logs in with ${name}`, async () => {
      const { place } = await start({ login: ['digest', user, password] });

      const { data } = await openCamera(cameraSettings(`rtsp://${place}`, { user, password })).take(closing.signal);
      assert.equal((await sharp(data).metadata()).width, 320);
    });
  }

  it('reports a refused login, a wrong path and a closed port, without the login', async () => {
    const { place, stop } = await start({ login: ['digest', login.user, login.password] });
    const failure = (address: string, password: string): Promise<VisionError> =>
      openCamera(cameraSettings(address, { user: login.user, password }))
        .take(closing.signal)
        .then(
          () => assert.fail('an image'),
          (error: VisionError) => error,
        );

    const errors = [
      await failure(`rtsp://${place}`, 'wr0ng'),
      await failure(`rtsp://${place}/other`, login.password),
      await failure(`rtsps://${place}`, login.password),
    ];
    await stop();
    errors.push(await failure(`rtsp://${place}`, login.password));

    const expected = [
      /refuses the login/,
      /has no stream at this address/,
      /does not speak this TLS/,
      /refuses the connection/,
    ];
    assert.deepEqual(
      errors.map(({ reason }) => reason?.key),
      ['loginRefused', 'noVideo', 'tls', 'refused'],
    );
    for (const [index, { code, message }] of errors.entries()) {
      assert.equal(code, index === 0 ? 'CAMERA_LOGIN' : 'CAMERA_FAILED');
      assert.match(message, expected[index]!);
      assert.ok(!/wr0ng|p@ss|p%40ss|:\/\//.test(message), message);
    }
  });

  it('connects again after the camera was silent, and after it restarted with another size', async () => {
    const { place, port, process: server, stop } = await start();
    const larger = makeVideo({ size: '480x360' });
    try {
      const problems: (string | undefined)[] = [];
      let images: Buffer[] = [];
      const camera = openCamera(cameraSettings(`rtsp://${place}`, { timeoutMs: 6000 }));
      const watching = camera.watch(
        listener({ onImage: ({ data }) => images.push(data), onPause: (_ms, error) => problems.push(error?.message) }),
        closing.signal,
      );
      await until(() => images.length > 0);

      server.kill('SIGSTOP');
      await until(() => problems.length >= 1);
      server.kill('SIGCONT');
      images = [];
      await until(() => images.length > 0);

      await stop();
      await until(() => problems.length >= 2);
      await start({ launch: streamOf(larger), port });
      images = [];
      await until(() => images.length > 0);
      closing.abort();
      await watching;

      assert.equal((await sharp(images[0]).metadata()).width, 480);
      assert.deepEqual(ffmpegsOf(), []);
    } finally {
      larger.remove();
    }
  });

  describe('ends its ffmpeg', () => {
    let program: ChildProcess | undefined;
    afterEach(() => program?.kill('SIGKILL'));

    for (const [name, act] of [
      ['if its program is killed', (pid: number, _server: RtspServer) => process.kill(pid, 'SIGKILL')],
      [
        'if its program is killed while the camera is silent',
        (pid: number, { process: server }: RtspServer) => {
          server.kill('SIGSTOP');
          process.kill(pid, 'SIGKILL');
        },
      ],
    ] as const) {
      it(`${name}, within 2 s`, async function () {
        if (process.platform !== 'linux') return this.skip();
        const server = await start();
        program = fork(join(__dirname, '../../support/camera-program.js'), [`rtsp://${server.place}`]);
        await once(program, 'message');
        await until(() => ffmpegsOf(program!.pid!).length === 1);
        const children = childrenOf(program.pid!);

        act(program.pid!, server);
        const begin = performance.now();
        await until(() => !children.some(isAlive));

        assert.ok(performance.now() - begin < 2000);
        server.process.kill('SIGCONT');
      });
    }
  });
});

describe('a camera over RTSP without ffmpeg', () => {
  it('fails with the name of the program to install', () => {
    const empty = mkdtempSync(join(tmpdir(), 'path-'));
    const script = `require('./dist/src').openCamera(JSON.parse(process.argv[1])).take(new AbortController().signal)
      .catch(({ code, message }) => { console.log(code, message); process.exit(); });`;
    const settings = JSON.stringify(cameraSettings('rtsp://127.0.0.1:1/'));
    const { stdout } = spawnSync(process.execPath, ['-e', script, settings], {
      env: { PATH: empty },
      encoding: 'utf8',
    });
    rmSync(empty, { recursive: true });

    assert.match(stdout, /^CAMERA_FAILED ffmpeg was not found\. RTSP and videos need it: install ffmpeg 5\.1 or newer/);
  });
});
