import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import sharp from 'sharp';
import type { SourceImage } from '../../../nodes/shared/image-source';
import { openPictureTap, type PictureTap, pictureTapOf } from '../../../nodes/shared/picture-tap';
import { decodeDefaults } from '../../../src';
import { until } from '../../support/until';

const picture = (width: number, height: number, from?: Buffer): (() => Promise<SourceImage>) => {
  const pixels = { data: Buffer.alloc(width * height * 3, 90), width, height, channels: 3 } as const;
  return async () => ({ image: from ?? pixels, decode: decodeDefaults });
};

/** As much of a node as the tap uses. */
const fakeNode = (id: string, alias?: string) =>
  Object.assign(new EventEmitter(), { id, ...(alias && { _alias: alias }) }) as never as Parameters<
    typeof openPictureTap
  >[0] &
    EventEmitter;

describe('the pictures of a node for its dialog', () => {
  let node: ReturnType<typeof fakeNode>;
  let tap: PictureTap;
  beforeEach(() => {
    node = fakeNode('node');
    tap = openPictureTap(node);
  });
  afterEach(() => node.emit('close'));

  const shown = async (lane = ''): Promise<NonNullable<ReturnType<PictureTap['take']>>> => {
    await until(() => tap.lanes()?.find((one) => one.lane === lane)?.picture !== undefined);
    return tap.take(lane)!;
  };

  it('are not made before a dialog opens', () => {
    let reads = 0;
    tap.offer('', async () => {
      reads++;
      throw new Error('not to be read');
    });

    assert.deepEqual([reads, tap.lanes(), tap.take('')], [0, undefined, undefined]);
  });

  it('are JPEG of at most 960 pixels, with the size of the original', async () => {
    tap.arm();
    tap.offer('', picture(1920, 1080));
    const { data, image } = await shown();
    const { format, width, height } = await sharp(data).metadata();

    assert.deepEqual({ format, width, height }, { format: 'jpeg', width: 960, height: 540 });
    assert.deepEqual(image, { width: 1920, height: 1080 });
  });

  it('are kept for each camera', async () => {
    tap.arm();
    tap.offer('door', picture(8, 6));
    tap.offer('yard', picture(16, 12));

    assert.equal((await shown('door')).image.width, 8);
    assert.equal((await shown('yard')).image.width, 16);
  });

  it('follow the camera, each with another serial number', async () => {
    tap.arm();
    tap.offer('', picture(8, 6));
    const first = await shown();
    tap.offer('', picture(16, 12));
    await until(() => tap.take('')!.serial !== first.serial);

    assert.equal(tap.take('')!.image.width, 16);
  });

  it('are replaced by the reason if an image is unreadable, until the next image', async () => {
    tap.arm();
    tap.offer('', picture(0, 0, Buffer.from('no picture')));
    await until(() => tap.lanes()![0]?.problem !== undefined);
    const { problem } = tap.lanes()![0]!;
    tap.offer('', picture(8, 6));
    await shown();

    assert.equal(problem?.code, 'BAD_IMAGE');
    assert.equal(tap.lanes()![0]!.problem, undefined);
  });

  it('are gone some time after the last renewal', async () => {
    const short = openPictureTap(fakeNode('short'), 50);
    short.arm();
    short.offer('', picture(8, 6));
    await until(() => short.lanes() === undefined);

    assert.equal(short.take(''), undefined);
  });

  it('are gone when the node closes', async () => {
    tap.arm();
    tap.offer('', picture(8, 6));
    await shown();
    node.emit('close');

    assert.deepEqual([tap.lanes(), pictureTapOf('node')], [undefined, undefined]);
  });

  it('are found by the id of the node, and by the one that the editor knows of a node in a subflow', () => {
    const copy = fakeNode('copy', 'template');
    const inSubflow = openPictureTap(copy);

    assert.deepEqual(
      [pictureTapOf('node'), pictureTapOf('copy'), pictureTapOf('template')],
      [tap, inSubflow, inSubflow],
    );
    copy.emit('close');
    assert.equal(pictureTapOf('template'), undefined);
  });
});
