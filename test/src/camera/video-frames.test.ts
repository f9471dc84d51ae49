import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { videoFrames } from '../../../src';
import { runFfmpeg, skipWithoutFfmpeg } from '../../support/ffmpeg';

describe('videoFrames', () => {
  let folder: string;

  before(function () {
    skipWithoutFfmpeg(this);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'video-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function make(name: string, ...args: string[]): string {
    const file = join(folder, name);
    runFfmpeg(...args, file);
    return file;
  }

  /** 25 grey images per second, each one grey level brighter than the one before. */
  const brighter = (seconds: number): string =>
    make(
      'brighter.mkv',
      ...['-f', 'lavfi', '-i', `color=black:s=64x64:r=25:d=${seconds}`],
      ...['-vf', 'format=gray,geq=lum=N+20', '-c:v', 'ffv1'],
    );

  /** The mean grey level of each image. */
  async function levels(file: string, fps: number): Promise<number[]> {
    const found: number[] = [];
    for await (const image of videoFrames(file, fps, new AbortController().signal)) {
      const { channels } = await sharp(image).stats();
      found.push(channels[0]!.mean);
    }
    return found;
  }

  it('takes image n at n / fps seconds', async () => {
    const video = brighter(4);
    // Levels are compared with those of all images, because converters of colours differ.
    const all = await levels(video, 25);
    const taken = await levels(video, 1);

    assert.equal(taken.length, 4);
    for (const [second, level] of taken.entries()) {
      const at = all.findIndex((one) => one >= level - 0.5) / 25;
      assert.ok(Math.abs(at - second) <= 0.1, `image ${second} is that of ${at} s`);
    }
  });

  it('takes the first image of a video that is shorter than 1 / fps seconds', async () => {
    assert.equal((await levels(brighter(1), 0.01)).length, 1);
  });

  it('says of a file with sound only that it has no images', async () => {
    const sound = make('sound.wav', '-f', 'lavfi', '-i', 'sine=d=1');

    await assert.rejects(levels(sound, 1), {
      code: 'BAD_IMAGE',
      message: 'The video cannot be read: it has no images',
    });
  });

  it('says of a file that ends before its first image that it has no images', async () => {
    const complete = make('complete.mkv', '-f', 'lavfi', '-i', 'testsrc=d=1');
    const file = join(folder, 'cut.mkv');
    writeFileSync(file, readFileSync(complete).subarray(0, 1000));

    await assert.rejects(levels(file, 1), {
      code: 'BAD_IMAGE',
      message: 'The video cannot be read: it has no images',
    });
  });
});
