import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import { pngChunk } from '../../../src/image/png-chunk';
import { sharp } from '../../../src/image/sharp';
import { tiledAvif } from '../../support/tiled-avif';

interface Decoded {
  readonly width?: number;
  readonly height?: number;
  readonly code?: string;
  readonly message?: string;
  /** Memory that the process has used at most so far. */
  readonly peakMb: number;
}

/** A complete PNG of one bit per pixel, with more chunks before its pixels. */
function png(width: number, height: number, ...chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 1 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Compressed text or a colour profile that takes `megabytes` when it is read. */
const zeros = (type: string, megabytes: number): Buffer =>
  pngChunk(type, Buffer.concat([Buffer.from('key\0\0', 'latin1'), deflateSync(Buffer.alloc(megabytes * 1e6))]));

const frames = (count: number): Promise<Buffer> => {
  const raw = { width: 64, height: 64 * count, channels: 3, pageHeight: 64 } as const;
  const data = Buffer.alloc(raw.width * raw.height * 3).map((_, at) => Math.floor(at / (64 * 64 * 3)) & 255);
  return sharp(Buffer.from(data), { raw }).webp({ loop: 0, lossless: true, effort: 0 }).toBuffer();
};

const tooLarge = /^The image is too large: it has more than 120 megapixels\. Scale it down/;

const cases: { name: string; make: () => Promise<Buffer> | Buffer; expected: { size: number[] } | { says: RegExp } }[] =
  [
    { name: 'PNG of 30,000 x 30,000', make: () => png(30_000, 30_000), expected: { says: tooLarge } },
    {
      name: 'AVIF of 12,000 x 12,000 in 2 kB',
      make: () => readFileSync('test/fixtures/pictures/huge.avif'),
      expected: { says: tooLarge },
    },
    {
      name: 'AVIF of 10,000 tiles',
      make: () => tiledAvif(100),
      expected: { says: /^The image cannot be read: .*limit/ },
    },
    { name: 'AVIF of 16 tiles', make: () => tiledAvif(4), expected: { size: [256, 256] } },
    { name: 'PNG of 1 x 65,500', make: () => png(1, 65_500), expected: { size: [1, 65_500] } },
    { name: 'PNG of 65,500 x 1', make: () => png(65_500, 1), expected: { size: [65_500, 1] } },
    { name: 'WebP of 1,000 frames', make: () => frames(1000), expected: { size: [64, 64] } },
    {
      name: 'PNG with 900 texts of 8 MB',
      make: () => png(8, 8, ...Array(900).fill(zeros('zTXt', 8))),
      expected: { size: [8, 8] },
    },
    { name: 'PNG with a text of 500 MB', make: () => png(8, 8, zeros('zTXt', 500)), expected: { size: [8, 8] } },
    { name: 'PNG with a profile of 500 MB', make: () => png(8, 8, zeros('iCCP', 500)), expected: { size: [8, 8] } },
  ];

/** MB of data that the process may allocate; on Linux, the system refuses more. */
const LIMIT_MB = 500;

describe(`with ${LIMIT_MB} MB of memory`, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bombs-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('a small file with a large image costs at most that image', async () => {
    const files: string[] = [];
    for (const [index, { make }] of cases.entries()) {
      files.push(join(folder, String(index)));
      writeFileSync(files.at(-1)!, await make());
    }
    files.push(resolve('examples/pictures/shapes.jpg'));

    const node = [process.execPath, resolve('dist/test/support/decode-process.js'), ...files];
    const [command = '', ...args] =
      process.platform === 'linux' ? ['sh', '-c', `ulimit -d ${LIMIT_MB * 1024}; exec "$@"`, 'sh', ...node] : node;
    const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });

    assert.equal(status, 0, stderr);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Decoded);
    assert.equal(results.length, files.length);
    for (const [index, { name, expected }] of cases.entries()) {
      const { width, height, code, message = '', peakMb } = results[index]!;
      if ('size' in expected) assert.deepEqual([width, height], expected.size, `${name}: ${message}`);
      else {
        assert.equal(code, 'BAD_IMAGE', name);
        assert.match(message, expected.says, name);
      }
      assert.ok(peakMb < LIMIT_MB, `${name}: ${peakMb} MB`);
    }
    assert.deepEqual([results.at(-1)!.width, results.at(-1)!.height], [640, 640], 'the next image is decoded');
  });
});
