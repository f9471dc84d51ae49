import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import {
  openPreview,
  type Preview,
  type PreviewedImage,
  previewOf,
  type Thumbnail,
  trafficLimit,
} from '../../../nodes/shared/preview';
import { decodeDefaults } from '../../../src';
import { until } from '../../support/until';

const plain = (width: number, height: number, rest: Partial<PreviewedImage> = {}): PreviewedImage => ({
  image: { data: Buffer.alloc(width * height * 3, 90), width, height, channels: 3 },
  decode: decodeDefaults,
  ...rest,
});

/** As much of a node as the preview uses. */
const fakeNode = (id: string) =>
  Object.assign(new EventEmitter(), { id }) as never as Parameters<typeof openPreview>[0] & EventEmitter;

describe('the preview of a node', () => {
  let node: ReturnType<typeof fakeNode>;
  let preview: Preview;
  beforeEach(() => {
    node = fakeNode('node');
    preview = openPreview(node);
  });
  afterEach(() => node.emit('close'));

  /** Looks until there is a thumbnail other than `seen`. */
  async function shown(seen?: number): Promise<Thumbnail> {
    let thumbnail: Thumbnail | undefined;
    await until(() => {
      thumbnail = preview.look(seen);
      return thumbnail !== undefined;
    });
    return thumbnail!;
  }

  it('reads no image before an editor looks', async () => {
    let reads = 0;
    const read = (): PreviewedImage => {
      reads++;
      return plain(8, 6);
    };
    preview.offer(read);
    assert.equal(await preview.large(), undefined);
    preview.offer(read);

    assert.equal(reads, 1);
  });

  for (const [shape, width, height, expected] of [
    ['wide', 1920, 1080, [320, 180]],
    ['high', 600, 1200, [160, 320]],
    ['small', 16, 12, [16, 12]],
  ] as const) {
    it(`is a JPEG of at most 320 pixels on both sides for a ${shape} image`, async () => {
      preview.look(undefined);
      preview.offer(() => plain(width, height, { camera: 'door' }));
      const { data, size, camera } = await shown();
      const meta = await sharp(data).metadata();

      assert.deepEqual([meta.format, meta.width, meta.height], ['jpeg', ...expected]);
      assert.deepEqual([size, camera], [{ width: expected[0], height: expected[1] }, 'door']);
    });
  }

  it('makes no thumbnail without a look, and shows the last image after one', async () => {
    preview.look(undefined);
    for (let count = 1; count <= 20; count++) preview.offer(() => plain(count, 6));
    await sleep(300);

    assert.equal(preview.look(undefined), undefined);
    assert.equal((await shown()).size?.width, 20);
  });

  it('is made at most every 500 ms, however often editors look', async () => {
    const serials = new Set<number>();
    const end = performance.now() + 1700;
    while (performance.now() < end) {
      const thumbnail = preview.look(undefined);
      if (thumbnail) serials.add(thumbnail.serial);
      preview.offer(() => plain(8, 6));
      await sleep(10);
    }

    assert.ok(serials.size >= 2 && serials.size <= 4, `${serials.size}`);
  });

  it('is sent once to an editor', async () => {
    preview.look(undefined);
    preview.offer(() => plain(8, 6));
    const { serial } = await shown();

    assert.equal(preview.look(serial), undefined);
    assert.equal(preview.look(undefined)?.serial, serial);
  });

  it('has the reason for an image that cannot be read, until the next one', async () => {
    preview.look(undefined);
    preview.offer(() => plain(8, 6, { image: Buffer.from('no picture') }));
    const { problem, serial } = await shown();
    preview.offer(() => Promise.reject(new Error('no such property')));
    const rejected = await shown(serial);
    preview.offer(() => plain(8, 6));
    const after = await shown(rejected.serial);

    assert.equal(problem?.code, 'BAD_IMAGE');
    assert.match(rejected.problem!.message, /no such property/);
    assert.deepEqual([after.problem, after.size], [undefined, { width: 8, height: 6 }]);
  });

  it('has the large picture with labels, scores and boxes, without masks', async () => {
    preview.look(undefined);
    const objects = [{ label: 'cat', score: 0.5, bbox: [1, 2, 3, 4], trackId: 7, mask: 'large' }] as const;
    const foundOn = { width: 640, height: 480 };
    preview.offer(() => plain(640, 480, { found: { objects, foundOn } }));
    const { size, found } = (await preview.large())!;
    const { count } = await shown();

    assert.deepEqual([size, count], [foundOn, 1]);
    assert.deepEqual(found, { objects: [{ label: 'cat', score: 0.5, bbox: [1, 2, 3, 4], trackId: 7 }], foundOn });
  });

  it('is forgotten some time after the last look, and when the node closes', async () => {
    const other = fakeNode('other');
    const short = openPreview(other, 50);
    short.look(undefined);
    short.offer(() => plain(8, 6));
    await sleep(150);

    assert.equal(await short.large(), undefined);
    assert.equal(previewOf('other'), short);
    other.emit('close');
    assert.equal(previewOf('other'), undefined);
  });

  it('sends less than 100 kB in any second, even of noise that changes all the time', async () => {
    const noise = Buffer.alloc(320 * 320 * 3);
    for (let at = 0; at < noise.length; at++) noise[at] = (Math.imul(at, 2_654_435_761) >>> 13) & 255;
    const image = { data: noise, width: 320, height: 320, channels: 3 } as const;
    const sent: { at: number; bytes: number }[] = [];
    const end = performance.now() + 3500;
    while (performance.now() < end) {
      const data = preview.look(undefined)?.data;
      if (data) sent.push({ at: performance.now(), bytes: data.toString('base64').length });
      preview.offer(() => ({ image, decode: decodeDefaults }));
      await sleep(20);
    }
    const perSecond = sent.map(({ at }) =>
      sent.filter((one) => one.at >= at && one.at < at + 999).reduce((sum, { bytes }) => sum + bytes, 0),
    );

    assert.ok(sent.length >= 3, `${sent.length} thumbnails`);
    assert.ok(Math.max(...perSecond) < 100_000, `${perSecond}`);
    assert.ok(Math.max(...sent.map(({ bytes }) => bytes)) > 20_000, 'the image is hard to compress');
  });
});

describe('the traffic limit', () => {
  it('refuses bytes that are too many for a second, and allows them later', () => {
    const { allows } = trafficLimit(100);

    assert.deepEqual(
      [allows(60, 0), allows(60, 500), allows(40, 999), allows(1, 999), allows(60, 1000), allows(1, 1998)],
      [true, false, true, false, true, false],
    );
  });
});
