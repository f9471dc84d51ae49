import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { motLines } from '../../../src/cli/mot-lines';
import { runCli, startCli } from '../../support/cli';
import { runFfmpeg, skipWithoutFfmpeg } from '../../support/ffmpeg';
import { scene, scenePath } from '../../support/scenes';

const PROMPT = ['--prompt', 'star. ring. square. circle. triangle'];

describe('the lines of MOT', () => {
  it('have image, identity, box and score, for detections with an identity only', () => {
    const known = { label: 'cat', score: 0.123456, bbox: [1.239, -2, 30, 40.5] as [number, number, number, number] };

    assert.equal(motLines(7, [{ ...known, trackId: 3 }, known]), '7,3,1.24,-2,30,40.5,0.1235,-1,-1,-1\n');
    assert.equal(motLines(1, []), '');
  });
});

describe('grounded-sam track', function () {
  this.timeout(120_000);
  this.slow(20_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'track-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Fields of the lines: numbers of images, and identities. */
  const parsed = (text: string): { image: number; id: number }[] =>
    text
      .trim()
      .split('\n')
      .map((line) => line.split(','))
      .map(([image, id]) => ({ image: Number(image), id: Number(id) }));

  it('keeps the identities over the images of a folder, in the order of their numbers', async () => {
    const images = join(folder, 'images');
    mkdirSync(images);
    for (const name of ['1', '2', '10']) copyFileSync(scenePath(19), join(images, `${name}.png`));
    // Another scene between them would end the identities if it were second.
    copyFileSync(scenePath(3), join(images, '11.png'));
    const out = join(folder, 'tracks.txt');

    const { status, stderr } = await runCli(folder, ['track', images, ...PROMPT, '--out', out]);

    assert.equal(status, 0, stderr);
    const lines = parsed(readFileSync(out, 'utf8'));
    const idsOf = (image: number): number[] => lines.filter((line) => line.image === image).map(({ id }) => id);
    assert.deepEqual(idsOf(1), []);
    assert.ok(idsOf(2).length >= 3 && idsOf(2).length <= scene(19).objects.length + 2, String(idsOf(2)));
    assert.deepEqual(idsOf(3), idsOf(2));
  });

  it('does not miss objects in an image that cannot be read, and reports it', async () => {
    const images = join(folder, 'images');
    mkdirSync(images);
    for (const name of ['1', '2', '4']) copyFileSync(scenePath(19), join(images, `${name}.png`));
    writeFileSync(join(images, '3.png'), 'no image');

    const { status, stdout, stderr } = await runCli(folder, ['track', images, ...PROMPT]);

    assert.equal(status, 1);
    assert.match(stderr, /1 of 4 images failed/);
    const numbers = new Set(parsed(stdout).map(({ image }) => image));
    assert.deepEqual([...numbers], [2, 4]);
  });

  it('takes one folder or video', async () => {
    const { status, stderr } = await runCli(folder, ['track', 'a', 'b', ...PROMPT]);

    assert.equal(status, 2);
    assert.match(stderr, /track needs one folder or video, got 2/);
  });

  it('writes to standard output for --out -', async () => {
    const images = join(folder, 'images');
    mkdirSync(images);
    for (const name of ['1', '2']) copyFileSync(scenePath(19), join(images, `${name}.png`));

    const { status, stdout, stderr } = await runCli(folder, ['track', images, ...PROMPT, '--out', '-']);

    assert.equal(status, 0, stderr);
    assert.equal(parsed(stdout)[0]!.image, 2);
    assert.deepEqual(readdirSync(folder), ['images']);
  });

  it('refuses a folder as --out before it works', async () => {
    copyFileSync(scenePath(19), join(folder, '1.png'));

    const { status, stderr } = await runCli(folder, ['track', '.', ...PROMPT, '--out', '.']);

    assert.equal(status, 2);
    assert.equal(stderr, 'grounded-sam: --out must be a file, not a folder, got "."\n');
  });

  it('says that a folder or video does not exist', async () => {
    const { status, stderr } = await runCli(folder, ['track', 'nowhere', ...PROMPT]);

    assert.equal(status, 2);
    assert.equal(stderr, 'grounded-sam: There is no folder or video nowhere\n');
  });

  it('says that a video needs ffmpeg, before it loads a model', async () => {
    writeFileSync(join(folder, 'video.mp4'), '');

    const args = ['track', 'video.mp4', ...PROMPT, '--detector', './no-model'];
    const { status, stderr } = await runCli(folder, args, { PATH: folder, Path: folder });

    assert.equal(status, 1);
    assert.match(stderr, /^grounded-sam: .*ffmpeg/);
  });

  describe('of a video', () => {
    before(function () {
      skipWithoutFfmpeg(this);
    });

    it('takes --fps images per second', async () => {
      const video = join(folder, '-v:1.mp4');
      const input = ['-loop', '1', '-i', scenePath(19), '-t', '2', '-r', '10', '-pix_fmt', 'yuv420p'];
      runFfmpeg(...input, `file:${video}`);

      const { status, stdout, stderr } = await runCli(folder, ['track', video, ...PROMPT, '--fps', '3']);

      assert.equal(status, 0, stderr);
      const lines = parsed(stdout);
      assert.equal(lines.at(-1)!.image, 6);
      assert.equal(new Set(lines.map(({ id }) => id)).size, lines.filter(({ image }) => image === 6).length);
    });

    it('reports how many images are done, at the end and after Ctrl-C', async () => {
      const video = join(folder, 'video.mp4');
      const input = ['-loop', '1', '-i', scenePath(19), '-t', '60', '-r', '10', '-pix_fmt', 'yuv420p'];
      runFfmpeg(...input, video);

      const short = await runCli(folder, ['track', video, ...PROMPT, '--fps', '0.05']);
      const { child, outcome } = startCli(folder, ['track', video, ...PROMPT, '--fps', '10']);
      child.stderr!.on('data', (text) => {
        if (/^50 images/m.test(String(text))) child.kill('SIGINT');
      });
      const long = await outcome;

      assert.match(short.stderr, /\n3 images, 60 s of the video\n$/);
      assert.equal(long.status, 130);
      assert.match(long.stderr, /\nInterrupted after \d+ images, [\d.]+ s of the video\n$/);
      assert.equal(long.stdout, '');
    });

    it('reports a file that is not a video, and writes nothing', async () => {
      const file = join(folder, 'notes.txt');
      writeFileSync(file, 'no video');
      const out = join(folder, 'tracks.txt');

      // A model is not loaded for it.
      const model = ['--detector', './no-model'];
      const { status, stderr } = await runCli(folder, ['track', file, ...PROMPT, ...model, '--out', out]);

      assert.equal(status, 1);
      assert.match(stderr, /^grounded-sam: The video cannot be read: .*Invalid data/);
      assert.equal(existsSync(out), false);
    });
  });
});
