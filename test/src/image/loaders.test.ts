import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { decodeImage } from '../../../src/image/decode';
import { inspectImage } from '../../../src/image/inspect';
import { sharp } from '../../../src/image/sharp';
import { rasterText } from '../../../src/image/text';

const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>',
);

describe('decoders', () => {
  for (const [name, read] of Object.entries({ decodeImage, inspectImage })) {
    it(`do not see formats that are not read: ${name}`, async () => {
      for (const content of [svg, readFileSync('test/fixtures/pictures/real.heic')]) {
        await assert.rejects(read(content), { code: 'BAD_IMAGE', message: /^The image cannot be read: it is / });
      }
    });
  }

  it('are blocked for other formats, even if their first bytes were not checked', async () => {
    await assert.rejects(sharp(svg).toBuffer(), /unsupported image format/);
  });

  it('leave text to be drawn', async () => {
    assert.ok((await rasterText('cat', 20)).width > 0);
  });

  for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const) {
    it(`read ${format}`, async () => {
      const pixels = { width: 12, height: 8, channels: 3, background: '#306090' } as const;
      const bytes = await sharp({ create: pixels }).toFormat(format).toBuffer();
      const { data, width, height } = await decodeImage(bytes);

      assert.deepEqual([width, height], [12, 8]);
      for (const [at, level] of [0x30, 0x60, 0x90].entries()) assert.ok(Math.abs(data[at]! - level) <= 4);
      assert.equal((await inspectImage(bytes)).format, format);
    });
  }
});
